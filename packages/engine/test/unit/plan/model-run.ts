import { isInQuarantine } from '../../../src/names/quarantine-folder.ts';
import { encodeRaw } from '../../../src/names/raw-string.ts';
import type { PlanInput } from '../../../src/plan/plan-input.ts';
import { solvePlan, type SolvedPlan } from '../../../src/plan/solve-plan.ts';
import { companionName } from '../../../src/rules/companion-name.ts';
import { ENTRY_KINDS } from '../../../src/ports/file-system.ts';
import { Destinations } from '../../../src/table/destinations.ts';
import { FileTable, NO_FOLDER } from '../../../src/table/file-table.ts';
import { leftReasonId } from '@kempt/contracts';
import { aboveOf, lastOf, type ModelFile, type TreeModel } from './tree-model.ts';

/** Where files of a model want to go, by origin: they want it wherever they are now. */
export interface Wishes {
  /** Folder below the destination root, by origin. */
  readonly folder: ReadonlyMap<number, string>;
  /** Name, by origin; the present one when absent. */
  readonly name: ReadonlyMap<number, string>;
  /** Id of the main file, by id. */
  readonly main: Map<number, number>;
}

/** How a run of a model goes. */
export type RunOptions = Pick<PlanInput, 'mode' | 'onConflict' | 'keepEmptyDirs'> & {
  readonly wishes: Wishes;
  /** Root that files go to. */
  readonly into: 0 | 1;
};

/** A solved plan of a model. */
export interface ModelRun {
  readonly plan: SolvedPlan;
  /** The source table's rows by path. */
  readonly rows: ReadonlyMap<string, number>;
  readonly table: FileTable;
  /** Main file by path, where there is one. */
  readonly mains: ReadonlyMap<string, string>;
}

/** Scans a model, asks its files where they want to go, and solves the plan. */
export async function planModel(model: TreeModel, options: RunOptions): Promise<ModelRun> {
  const source = scanModel(model, '0:');
  const occupied = options.into === 0 ? source : scanModel(model, '1:');
  const destinations = new Destinations(source.table.count);
  const mains = new Map<string, string>();
  for (const [path, row] of source.rows) {
    const main = findMain(model, path, options.wishes);
    if (main !== undefined) {
      mains.set(path, main);
      destinations.main[row] = source.rows.get(main) ?? row;
    }
    const wanted = wantedOf(model, path, { main, ...options });
    const folder = destinations.folderId(wanted.folder);
    if (wanted.name === lastOf(path)) destinations.keepName(row, folder);
    else destinations.rename(row, folder, wanted.name);
  }
  const contents = [source, occupied].map(({ paths }) => paths.map((path) => fileAt(model, path).content));
  const plan = await solvePlan({
    ...options,
    table: source.table,
    occupied: occupied.table,
    destinations,
    sourceRoot: 0,
    destinationRoot: options.into,
    destinationDevice: 1n,
    operationId: 'op',
    sameBytes: (row, other, inOccupied) => contents[0]?.[row] === contents[inOccupied ? 1 : 0]?.[other],
  });
  return { plan, rows: source.rows, table: source.table, mains };
}

interface Scanned {
  readonly table: FileTable;
  readonly rows: ReadonlyMap<string, number>;
  readonly paths: readonly string[];
}

function scanModel(model: TreeModel, root: string): Scanned {
  const table = new FileTable();
  const folders = new Map<string, number>();
  for (const folder of [...model.folders].filter((path) => isScanned(path, root)).sort()) {
    const parent = folder === root ? NO_FOLDER : (folders.get(aboveOf(folder)) ?? NO_FOLDER);
    folders.set(folder, table.addFolder(parent, encodeRaw(lastOf(folder))));
  }
  const paths = [...model.files.keys()].filter((path) => isScanned(path, root)).sort();
  const rows = new Map(paths.map((path) => [path, addFile(table, folders.get(aboveOf(path)) ?? 0, [path, model])]));
  return { table, rows, paths };
}

function isScanned(path: string, root: string): boolean {
  return path.startsWith(root) && !isInQuarantine(path.slice(root.length));
}

function addFile(table: FileTable, folder: number, [path, model]: readonly [string, TreeModel]): number {
  const file = fileAt(model, path);
  return table.addEntry({
    folder,
    name: encodeRaw(lastOf(path)),
    kind: ENTRY_KINDS.indexOf(file.kind),
    size: file.content.length,
    mtime: file.mtime,
    device: 1n,
    inode: BigInt(file.id),
    links: 1,
    left: leftReasonId(file.left ? 'hidden' : file.kind === 'file' ? 'none' : 'symlink'),
  });
}

function fileAt(model: TreeModel, path: string): ModelFile {
  const file = model.files.get(path);
  if (file === undefined) throw new Error(`no file at ${path}`);
  return file;
}

interface Place {
  readonly folder: string;
  readonly name: string;
}

/** A companion that lost its main file wants nothing any more. */
function wantedOf(model: TreeModel, path: string, asked: RunOptions & { main: string | undefined }): Place {
  const { wishes, main } = asked;
  if (main === undefined) {
    const lost = wishes.main.has(fileAt(model, path).id);
    return lost ? { folder: aboveOf(path).slice(2), name: lastOf(path) } : wish(fileAt(model, path), path, wishes);
  }
  const { folder, name } = wish(fileAt(model, main), main, wishes);
  return { folder, name: companionName({ before: lastOf(main), after: name }, lastOf(path)) };
}

function wish({ origin }: ModelFile, path: string, { folder, name }: Wishes): Place {
  return { folder: folder.get(origin) ?? '', name: name.get(origin) ?? lastOf(path) };
}

/**
 * The main file beside a companion: the one it came with, or the copy that was made of it, as long as their names
 * still have something in common.
 */
function findMain(model: TreeModel, path: string, wishes: Wishes): string | undefined {
  const file = fileAt(model, path);
  const main = wishes.main.get(file.id);
  if (main === undefined || file.left || file.kind !== 'file') return undefined;
  for (const [other, { id }] of model.files) {
    if (id === main && aboveOf(other) === aboveOf(path) && shareName(lastOf(other), lastOf(path))) return other;
  }
  return undefined;
}

/** Lets the copies of companions go with the copies of their main files; where there is none they want nothing. */
export function adoptCopies(model: TreeModel, main: Map<number, number>): void {
  for (const [id, copy] of model.copies) {
    const own = main.get(id);
    if (own !== undefined) main.set(copy, model.copies.get(own) ?? NOBODY);
  }
}

/** Whether a companion's name goes with a main file's. */
export function shareName(main: string, companion: string): boolean {
  return companionName({ before: main, after: 'other.thing' }, companion) !== companion;
}

const NOBODY = -1;
