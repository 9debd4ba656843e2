import type { QuarantinedFile } from '@kempt/contracts';
import { stepPaths } from '../apply/tally.ts';
import type { PlanBatch } from '../journal/plan-batch.ts';
import type { PlanHeader, PlanRoot } from '../journal/plan-header.ts';
import { readBatches, readPlan, type FrozenPlan } from '../journal/plan-reader.ts';
import { decodeRaw } from '../names/raw-string.ts';
import { shown } from '../names/shown.ts';
import { STEP_ACTIONS, type FileFacts, type FileRef, type StepAction } from '../ports/file-system.ts';
import { standingOf } from '../undo/standing.ts';
import type { EngineParts } from './engine-parts.ts';
import { readPast, type Past, type PastOperation } from './history.ts';
import { keptOf } from './step-lines.ts';

const TAKES_AWAY: ReadonlySet<StepAction> = new Set(['quarantine', 'displace']);

/** A file in a quarantine. */
export interface HeldFile {
  /** As programs read it. */
  readonly line: QuarantinedFile;
  /** Absolute raw path it came from. */
  readonly originalPath: string;
  /** Milliseconds since 1970. */
  readonly since: number;
}

/**
 * Every file that lies in a quarantine, oldest operation first: those that operations took away, less what was brought
 * back, purged, or is not there any more.
 *
 * @param parts - the engine's parts
 * @returns the files in the order in which they were taken away
 */
export async function* heldFiles(parts: EngineParts): AsyncGenerator<HeldFile> {
  const past = await readPast(parts);
  for (const operation of past.operations) {
    if (takesAway(operation.journal.begin.header)) yield* heldBy(parts, past, operation);
  }
}

/**
 * Whether an operation may have taken files to a quarantine: what spares looking through the plans of all others.
 *
 * @param header - of its plan
 * @returns true for those whose options say so
 */
export function takesAway({ type, options }: PlanHeader): boolean {
  const { on_conflict: onConflict, duplicates } = options;
  return type === 'deduplicate' || (type === 'organize' && (onConflict === 'overwrite' || duplicates === 'quarantine'));
}

/**
 * The operations of which files lie in a quarantine, without whose journals nobody would know where they belong.
 *
 * @param parts - the engine's parts
 * @returns their ids
 */
export async function holdingOperations(parts: EngineParts): Promise<ReadonlySet<string>> {
  const past = await readPast(parts);
  const ids = new Set<string>();
  for (const operation of past.operations) {
    if (await holdsFiles(parts, past, operation)) ids.add(operation.operationId);
  }
  return ids;
}

async function holdsFiles(parts: EngineParts, past: Past, operation: PastOperation): Promise<boolean> {
  if (!takesAway(operation.journal.begin.header)) return false;
  // One is enough; leaving the loop closes what was opened for the others.
  for await (const _file of heldBy(parts, past, operation)) return true;
  return false;
}

interface Holding {
  readonly operationId: string;
  readonly plan: FrozenPlan;
  readonly open: readonly (number | undefined)[];
  readonly steps: Uint8Array;
  readonly since: number;
}

async function* heldBy(parts: EngineParts, past: Past, operation: PastOperation): AsyncGenerator<HeldFile> {
  const { operationId, journal } = operation;
  const { steps } = await standingOf(parts.store, operationId, past.undos);
  if (!steps.includes(1)) return;
  const plan = await readPlan(parts.store.read(operationId, 'plan'));
  const open = await Promise.all(plan.header.roots.map((root) => idOf(parts, root)));
  try {
    yield* heldNow(parts, {
      operationId,
      plan,
      open,
      steps,
      since: journal.end?.finished_at ?? journal.begin.started_at,
    });
  } finally {
    for (const id of open) if (id !== undefined) await parts.fileSystem.closeRoot(id);
  }
}

async function* heldNow(
  parts: EngineParts,
  { operationId, plan, open, steps, since }: Holding,
): AsyncGenerator<HeldFile> {
  const roots = plan.header.roots.map(({ path }) => path);
  for await (const batch of readBatches({ store: parts.store, operationId, plan })) {
    const rows = Array.from({ length: batch.count }, (_, row) => row).filter(
      (row) => steps[batch.firstStep + row] === 1 && TAKES_AWAY.has(STEP_ACTIONS[batch.action[row] ?? 0] ?? 'move'),
    );
    const found = await factsNow(parts, open, { batch, rows });
    for (const row of rows) {
      const reachable = open[batch.folders[batch.targetFolder[row] ?? 0]?.root ?? 0] !== undefined;
      if (reachable && found.get(row)?.inode !== batch.inode[row]) continue;
      const { source, target } = stepPaths(batch, row, roots);
      const line = {
        operation_id: operationId,
        ...shown('original_path', source),
        ...shown('quarantine_path', target),
        size_bytes: batch.size[row] ?? 0,
        quarantined_at: new Date(since).toISOString(),
        ...keptOf(batch, row, roots),
        reachable,
      };
      yield { line, originalPath: source, since };
    }
  }
}

/** The root as it is open now; undefined where it cannot be opened, or is another folder. */
async function idOf({ fileSystem }: EngineParts, root: PlanRoot): Promise<number | undefined> {
  const opened = await fileSystem.openRoot(root.path).catch(() => undefined);
  if (opened === undefined || opened.inode === root.inode) return opened?.id;
  await fileSystem.closeRoot(opened.id);
  return undefined;
}

async function factsNow(
  { fileSystem }: EngineParts,
  open: readonly (number | undefined)[],
  { batch, rows }: { readonly batch: PlanBatch; readonly rows: readonly number[] },
): Promise<ReadonlyMap<number, FileFacts | undefined>> {
  const places = rows.flatMap((row): (readonly [number, FileRef])[] => {
    const folder = batch.folders[batch.targetFolder[row] ?? 0];
    const root = open[folder?.root ?? 0];
    if (folder === undefined || root === undefined) return [];
    const name = decodeRaw(batch.names.subarray(batch.nameEnd[2 * row], batch.nameEnd[2 * row + 1]));
    return [[row, { folder: { root, path: folder.path }, name }]];
  });
  const facts = await fileSystem.fileFacts(places.map(([, place]) => place));
  return new Map(places.map(([row], i) => [row, facts[i]]));
}
