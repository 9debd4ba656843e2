import { FAULT_REASONS, KEEP_RULES, leftReasonOf, type SkippedCount } from '@kempt/contracts';
import { describeLeft } from '../errors/describe-left.ts';
import type { NewKept } from '../journal/kept-files.ts';
import type { PlanHeader, PlanProblem } from '../journal/plan-header.ts';
import { PlanWriter } from '../journal/plan-writer.ts';
import { isInQuarantine } from '../names/quarantine-folder.ts';
import { decodeRaw } from '../names/raw-string.ts';
import type { DuplicateRows } from '../plan/duplicate-rows.ts';
import type { SolvedPlan } from '../plan/solve-plan.ts';
import { NO_ROW, type StepTable } from '../plan/step-table.ts';
import { NO_REQUIREMENT, STEP_ACTIONS, type FolderFacts, type FolderRef } from '../ports/file-system.ts';
import type { OperationFiles } from '../ports/journal-store.ts';
import type { ScannedTree } from '../scan/scan-tree.ts';
import type { FileTable } from '../table/file-table.ts';
import type { PlanHashes } from './hash-planned.ts';
import type { OrganizeDuplicates } from './organize-duplicates.ts';

const NO_IDENTITY = { device: 0n, inode: 0n, size: 0, mtime: 0n };
const NOWHERE: FolderRef = { root: 0, path: '' };

/** What a plan is frozen from. */
export interface Freezing {
  readonly files: OperationFiles;
  readonly header: PlanHeader;
  readonly solved: SolvedPlan;
  readonly scanned: ScannedTree;
  /** Absolute raw path of the source root. */
  readonly sourcePath: string;
  readonly hashes: PlanHashes;
  /** Index of a root in the header by its id in the file system. */
  readonly rootIndex: ReadonlyMap<number, number>;
  /** What folders of a quarantine are made with, by id of the root. */
  readonly quarantineFacts: ReadonlyMap<number, FolderFacts | undefined>;
  /** Duplicates that were looked for; undefined when none were. */
  readonly duplicates: OrganizeDuplicates | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/**
 * Writes a solved plan to its file and freezes it.
 *
 * @param freezing - the plan and where it goes
 * @returns the digest, hexadecimal
 */
export async function freezePlan(freezing: Freezing): Promise<string> {
  const { files, header, solved, scanned } = freezing;
  const writer = new PlanWriter(files);
  await writer.start(header);
  await writeSteps(freezing, writer);
  const problems = await writeProblems(freezing, writer);
  return writer.finish({
    steps: solved.steps.count,
    files_scanned: solved.filesPlanned + solved.filesInPlace + solved.filesLeft,
    files_planned: solved.filesPlanned,
    files_in_place: solved.filesInPlace,
    files_left: solved.filesLeft,
    duplicates_found: freezing.duplicates?.found ?? solved.duplicates,
    ...(freezing.duplicates === undefined ? {} : { duplicates_size_bytes: freezing.duplicates.bytes }),
    bytes_planned: solved.bytesPlanned,
    left: countsOf([...solved.left].map((count, id) => [leftReasonOf(id), count])),
    skipped: countsOf([...scanned.skipped]),
    problems_total: problems,
  });
}

function countsOf(counts: readonly (readonly [string, number])[]): SkippedCount[] {
  return counts.filter(([, count]) => count > 0).map(([reason, count]) => ({ reason, count }));
}

async function writeSteps(freezing: Freezing, writer: PlanWriter): Promise<void> {
  const { steps } = freezing.solved;
  const folders = steps.folders.map(({ root, path }) => ({ root: freezing.rootIndex.get(root) ?? 0, path }));
  const keptFiles = new KeptOfSteps(freezing);
  for (let step = 0; step < steps.count; step++) {
    const row = steps.row[step] ?? NO_ROW;
    const table = row === NO_ROW ? undefined : steps.tableOf(step);
    const written = writer.add({
      action: STEP_ACTIONS[steps.action[step] ?? 0] ?? 'move',
      source: folders[steps.sourceFolder[step] ?? 0] ?? NOWHERE,
      sourceName: steps.sourceName(step),
      target: folders[steps.targetFolder[step] ?? 0] ?? NOWHERE,
      targetName: steps.targetName(step),
      identity: table === undefined ? NO_IDENTITY : identityOf(table, row),
      category: table?.category[row] ?? 0,
      flags: steps.flags[step] ?? 0,
      requires: steps.requires[step] ?? NO_REQUIREMENT,
      origin: NO_REQUIREMENT,
      hash: hashOf(freezing, steps, step),
      kept: keptFiles.of(step),
      folderFacts: row === NO_ROW ? madeWith(freezing, step) : undefined,
    });
    if (written === undefined) continue;
    await written;
    freezing.onProgress?.(step + 1, steps.count);
  }
}

/** The files that are kept for duplicates, by the steps that deal with these. */
class KeptOfSteps {
  readonly #freezing: Freezing;
  readonly #linked = new Set<number>();

  constructor(freezing: Freezing) {
    this.#freezing = freezing;
  }

  /** To be asked in plan order: links are made before their names move, and these names lead to the kept file then. */
  of(step: number): NewKept | undefined {
    const { duplicates, solved, scanned } = this.#freezing;
    const { steps } = solved;
    const row = steps.row[step] ?? NO_ROW;
    if (duplicates === undefined || row === NO_ROW || steps.tableOf(step) !== scanned.table) return undefined;
    const action = STEP_ACTIONS[steps.action[step] ?? 0];
    if (action === 'hardlink') this.#linked.add(row);
    if (action === 'quarantine') return keptOf(scanned.table, duplicates.rows, row);
    return this.#linked.has(row) ? keptOf(scanned.table, duplicates.links, row) : undefined;
  }
}

function keptOf(table: FileTable, duplicates: DuplicateRows | undefined, row: number): NewKept | undefined {
  const kept = duplicates?.keptOf(row);
  if (kept === undefined) return undefined;
  return {
    // The source is the first root of every organize.
    folder: { root: 0, path: table.folderPath(table.folder[kept.row] ?? 0) },
    name: Uint8Array.from(table.nameBytes(kept.row)),
    device: table.device[kept.row] ?? 0n,
    inode: table.inode[kept.row] ?? 0n,
    mtime: table.mtime[kept.row] ?? 0n,
    rule: KEEP_RULES[kept.rule] ?? 'first_seen',
  };
}

/** Folders of a quarantine are their owner's alone; all others are made as the system makes folders. */
function madeWith({ solved, quarantineFacts }: Freezing, step: number): FolderFacts | undefined {
  const { steps } = solved;
  const { root, path } = steps.folders[steps.targetFolder[step] ?? 0] ?? NOWHERE;
  return isInQuarantine(`${path}/${decodeRaw(steps.targetName(step))}`) ? quarantineFacts.get(root) : undefined;
}

function identityOf(table: FileTable, row: number): typeof NO_IDENTITY {
  return {
    device: table.device[row] ?? 0n,
    inode: table.inode[row] ?? 0n,
    size: table.size[row] ?? 0,
    mtime: table.mtime[row] ?? 0n,
  };
}

function hashOf({ hashes }: Freezing, steps: StepTable, step: number): Uint8Array | undefined {
  const row = steps.row[step] ?? NO_ROW;
  return row === NO_ROW ? undefined : hashes.get(steps.tableOf(step))?.subarray(row * 32, row * 32 + 32);
}

/** Files and folders left for a fault; answers how many there are. */
async function writeProblems(freezing: Freezing, writer: PlanWriter): Promise<number> {
  const { scanned, sourcePath } = freezing;
  const { table } = scanned;
  let total = 0;
  const add = async (problem: PlanProblem): Promise<void> => {
    total++;
    await writer.addProblem(problem);
  };
  const named = new Set(scanned.problems.map(({ path }) => path));
  for (const { path, code, message } of scanned.problems) await add({ path: below(sourcePath, path), code, message });
  for (let row = 0; row < table.count; row++) {
    const reason = leftReasonOf(table.left[row] ?? 0);
    if (!FAULT_REASONS.has(reason) || named.has(table.path(row))) continue;
    await add({ path: below(sourcePath, table.path(row)), code: reason, message: describeLeft(reason) });
  }
  return total;
}

function below(root: string, path: string): string {
  return path === '' ? root : `${root === '/' ? '' : root}/${path}`;
}
