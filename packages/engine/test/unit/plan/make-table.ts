import { leftReasonId, type LeftReason } from '@kempt/contracts';
import { encodeRaw } from '../../../src/names/raw-string.ts';
import type { PlanInput } from '../../../src/plan/plan-input.ts';
import { solvePlan, type SolvedPlan } from '../../../src/plan/solve-plan.ts';
import { ENTRY_KINDS, type EntryKind } from '../../../src/ports/file-system.ts';
import { Destinations } from '../../../src/table/destinations.ts';
import { FileTable, NO_FOLDER } from '../../../src/table/file-table.ts';

/** What a test says of one entry of a tree. */
export interface EntrySpec {
  /** A regular file when absent. A folder without `left` is one whose entries are known. */
  readonly kind?: EntryKind;
  readonly size?: number;
  readonly mtime?: bigint;
  /** A number of its own when absent. */
  readonly inode?: bigint;
  /** 1 when absent. */
  readonly device?: bigint;
  readonly left?: LeftReason;
  /** Path below the destination root; where it is when absent. */
  readonly wants?: string;
  /** Path of the main file it goes with. */
  readonly main?: string;
  readonly mismatch?: boolean;
}

/** Entries by raw path. */
export type TreeSpec = Readonly<Record<string, EntrySpec>>;

/** A table and where its rows and folders are. */
export interface TreeFixture {
  readonly table: FileTable;
  readonly rows: ReadonlyMap<string, number>;
  readonly folders: ReadonlyMap<string, number>;
}

/**
 * Builds a table: rows in the order given, folders as they come up, parents first.
 *
 * @param tree - the entries
 */
export function makeTable(tree: TreeSpec): TreeFixture {
  const table = new FileTable();
  const folders = new Map<string, number>([['', table.addFolder(NO_FOLDER, new Uint8Array(0))]]);
  const rows = new Map<string, number>();
  const folderId = (path: string): number => {
    const known = folders.get(path);
    if (known !== undefined) return known;
    const id = table.addNamedFolder(folderId(parentOf(path)), nameOf(path));
    folders.set(path, id);
    return id;
  };
  for (const [path, spec] of Object.entries(tree)) {
    if (spec.kind === 'folder' && spec.left === undefined) {
      folderId(path);
      continue;
    }
    const row = table.addEntry({
      folder: folderId(parentOf(path)),
      name: encodeRaw(nameOf(path)),
      kind: ENTRY_KINDS.indexOf(spec.kind ?? 'file'),
      size: spec.size ?? 1,
      mtime: spec.mtime ?? 0n,
      device: spec.device ?? 1n,
      inode: spec.inode ?? BigInt(1000 + rows.size),
      links: 1,
      left: leftReasonId(spec.left ?? 'none'),
    });
    table.mismatch[row] = spec.mismatch === true ? 1 : 0;
    rows.set(path, row);
  }
  return { table, rows, folders };
}

/**
 * Sends the rows of a table where the tree says.
 *
 * @param fixture - the table
 * @param tree - the entries it was made of
 */
function makeDestinations(fixture: TreeFixture, tree: TreeSpec): Destinations {
  const destinations = new Destinations(fixture.table.count);
  for (const [path, row] of fixture.rows) {
    const wants = tree[path]?.wants ?? path;
    const folder = destinations.folderId(parentOf(wants));
    if (nameOf(wants) === nameOf(path)) destinations.keepName(row, folder);
    else destinations.rename(row, folder, nameOf(wants));
    const main = tree[path]?.main;
    if (main !== undefined) destinations.main[row] = fixture.rows.get(main) ?? row;
  }
  return destinations;
}

/** A plan and the table it was made of. */
export interface Planned {
  readonly plan: SolvedPlan;
  readonly source: TreeFixture;
  /** One line a step: action, source, target. */
  readonly lines: readonly string[];
}

/** What a test says beside the tree. */
export type PlanOptions = Partial<Omit<PlanInput, 'table' | 'destinations' | 'occupied'>> & {
  /** The destination tree, when it is another one. */
  readonly existing?: TreeSpec;
};

/**
 * The input of a plan for a tree.
 *
 * @param source - the tree and its table
 * @param options - what differs from moving within the tree under `rename_new`
 */
export function planInput(
  source: { readonly fixture: TreeFixture; readonly tree: TreeSpec },
  options: PlanOptions = {},
): PlanInput {
  const { existing, ...rest } = options;
  return {
    table: source.fixture.table,
    destinations: makeDestinations(source.fixture, source.tree),
    occupied: existing === undefined ? source.fixture.table : makeTable(existing).table,
    sourceRoot: 0,
    destinationRoot: existing === undefined ? 0 : 1,
    mode: 'move',
    onConflict: 'rename_new',
    destinationDevice: 1n,
    keepEmptyDirs: false,
    operationId: 'op',
    ...rest,
  };
}

/**
 * Solves the plan of a tree.
 *
 * @param tree - the source tree
 * @param options - what differs from moving within the tree under `rename_new`
 */
export async function planTree(tree: TreeSpec, options: PlanOptions = {}): Promise<Planned> {
  const source = makeTable(tree);
  const plan = await solvePlan(planInput({ fixture: source, tree }, options));
  return { plan, source, lines: describeSteps(plan) };
}

/**
 * The steps of a plan as lines such as `move a/b > c/b`; a destination root of its own shows as `1:`.
 *
 * @param plan - the plan
 */
export function describeSteps(plan: SolvedPlan): string[] {
  const show = (place: { readonly root: number; readonly folder: string; readonly name: string }): string => {
    const path = place.folder === '' ? place.name : `${place.folder}/${place.name}`;
    return place.root === 0 ? path : `${place.root}:${path}`;
  };
  return Array.from({ length: plan.steps.count }, (_, index) => {
    const { action, source, target } = plan.steps.step(index);
    if (action === 'make_folder') return `${action} ${show(target)}`;
    return action === 'remove_folder' ? `${action} ${show(source)}` : `${action} ${show(source)} > ${show(target)}`;
  });
}

/**
 * Why rows stay, by path.
 *
 * @param source - a table after its plan was solved
 */
export function leftRows(source: TreeFixture): Record<string, number> {
  return Object.fromEntries([...source.rows].map(([path, row]) => [path, source.table.left[row] ?? 0]));
}

/** The folder of a path, empty at the top. */
export function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** The last part of a path. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
