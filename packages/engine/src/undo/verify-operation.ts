import { outcomeId, type VerifyResult } from '@kempt/contracts';
import { isDisplaced, isFileStep, stepPaths } from '../apply/tally.ts';
import { onThisMachine, type OperationContext } from '../apply/operation-context.ts';
import { throwIfInterrupted } from '../errors/throw-if-interrupted.ts';
import { keptAt } from '../journal/kept-files.ts';
import type { JournalState } from '../journal/journal-reader.ts';
import type { PlanBatch } from '../journal/plan-batch.ts';
import { readBatches } from '../journal/plan-reader.ts';
import { decodeRaw } from '../names/raw-string.ts';
import { shown } from '../names/shown.ts';
import {
  NO_REQUIREMENT,
  STEP_ACTIONS,
  type CreatedFile,
  type FileFacts,
  type FileRef,
  type StepAction,
} from '../ports/file-system.ts';
import { movesLink } from '../ports/linked-moves.ts';
import { findLinkedMoves } from './linked-moves.ts';
import type { Standing } from './standing.ts';

const COMPLETED = outcomeId('completed');
const DIFFERENCES_SHOWN = 10_000;
const HASH_BYTES = 32;
const NO_HASH = new Uint8Array(0);

/** What verifying needs beside the operation. */
export interface Verifying {
  readonly context: Omit<OperationContext, 'files'>;
  readonly journal: JournalState;
  /** What of it is in effect now. */
  readonly standing: Standing;
  /** Steps whose files were removed for good later, of which there is nothing to compare. */
  readonly purged: ReadonlySet<number>;
  /** `content` after a restore: size, mtime and recorded hash in place of inode. */
  readonly match: 'inode' | 'content';
  readonly onProgress?: ((done: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

interface Comparing extends Verifying {
  /** The step that made a moved name a link, or a file of its own again, by the step that moved it. */
  readonly linkOf: ReadonlyMap<number, number>;
}

/** The rows of a batch that are looked at, what is there, and in what they differ so far. */
interface Compared {
  readonly rows: readonly number[];
  readonly facts: readonly (FileFacts | undefined)[];
  readonly codes: (string | undefined)[];
}

/**
 * Compares journal and disk: every file the operation dealt with must be where the journal says, and be that file.
 *
 * @param wanted - the operation and what of it is in effect
 * @returns how many were checked, and those that differ
 * @throws KemptError `interrupted`
 */
export async function verifyOperation(wanted: Verifying): Promise<VerifyResult> {
  const { context, journal } = wanted;
  const verifying: Comparing = { ...wanted, linkOf: await findLinkedMoves(context) };
  const roots = context.plan.header.roots.map(({ path }) => path);
  const differing: VerifyResult['differing'][number][] = [];
  let checked = 0;
  let wrong = 0;
  for await (const batch of readBatches(context)) {
    throwIfInterrupted(verifying.signal);
    const rows = Array.from({ length: batch.count }, (_, row) => row).filter(
      (row) =>
        (isFileStep(batch, row) || isDisplaced(batch, row)) &&
        journal.codes[batch.firstStep + row] === COMPLETED &&
        !verifying.purged.has(batch.firstStep + row),
    );
    const here = onThisMachine(context, batch);
    const facts = await context.fileSystem.fileFacts(rows.map((row) => expectedPlace(verifying, here, row)));
    const kept = await keptFactsOf(verifying, here, rows);
    const codes = rows.map((row, i) => differenceOf(verifying, here, { row, facts: facts[i], kept: kept.get(row) }));
    if (verifying.match === 'content') await compareBytes(verifying, here, { rows, facts, codes });
    rows.forEach((row, i) => {
      checked++;
      const code = codes[i];
      if (code === undefined) return;
      wrong++;
      const paths = stepPaths(batch, row, roots);
      const path = isAtTarget(verifying, batch, row) ? paths.target : paths.source;
      if (differing.length < DIFFERENCES_SHOWN) differing.push({ ...shown('path', path), code });
    });
    verifying.onProgress?.(checked);
  }
  return { operation_id: context.operationId, checked, ok: checked - wrong, differing };
}

function isAtTarget(verifying: Verifying, batch: PlanBatch, row: number): boolean {
  const inEffect = verifying.standing.steps[batch.firstStep + row] === 1;
  const action = STEP_ACTIONS[batch.action[row] ?? 0];
  if (action === 'purge') return false;
  return inEffect || (action !== 'move' && action !== 'quarantine' && action !== 'displace');
}

function expectedPlace(verifying: Verifying, batch: PlanBatch, row: number): FileRef {
  const middle = batch.nameEnd[2 * row];
  const atTarget = isAtTarget(verifying, batch, row);
  const folder = batch.folders[(atTarget ? batch.targetFolder[row] : batch.sourceFolder[row]) ?? 0];
  const name = atTarget
    ? batch.names.subarray(middle, batch.nameEnd[2 * row + 1])
    : batch.names.subarray(row === 0 ? 0 : batch.nameEnd[2 * row - 1], middle);
  return { folder: folder ?? { root: 0, path: '' }, name: decodeRaw(name) };
}

function isToBeGone(action: StepAction | undefined, inEffect: boolean): boolean {
  if (action === 'remove_copy') return inEffect;
  return action === 'purge' || (action === 'copy' && !inEffect);
}

function differenceOf(
  verifying: Comparing,
  batch: PlanBatch,
  seen: { readonly row: number; readonly facts: FileFacts | undefined; readonly kept: FileFacts | undefined },
): string | undefined {
  const { row, facts, kept } = seen;
  const step = batch.firstStep + row;
  const inEffect = verifying.standing.steps[step] === 1;
  const action = STEP_ACTIONS[batch.action[row] ?? 0];
  if (isToBeGone(action, inEffect)) return facts === undefined ? undefined : 'not_removed';
  if (facts === undefined) return 'not_found';
  const created = inEffect ? verifying.standing.created.get(step) : undefined;
  if (isLink(verifying, batch, row)) return differenceOfLink(verifying, batch, { row, facts, kept, created });
  const anyInode = verifying.match === 'content' || action === 'remove_copy' || !inEffect;
  const same =
    facts.kind === 'file' &&
    facts.size === batch.size[row] &&
    identitiesOf(verifying, batch, { row, created }).some(
      ({ inode, mtime }) => facts.mtime === mtime && (anyInode || facts.inode === inode),
    );
  return same ? undefined : 'changed_since_operation';
}

/** A name that was moved and may be a link leads to its own file, to the kept one, or to what was made of it since. */
function identitiesOf(
  { standing, linkOf }: Comparing,
  batch: PlanBatch,
  { row, created }: { readonly row: number; readonly created: CreatedFile | undefined },
): readonly { readonly inode: bigint | undefined; readonly mtime: bigint | undefined }[] {
  const own = created ?? { inode: batch.inode[row], mtime: batch.mtime[row] };
  const kept = movesLink(batch, row) ? keptAt(batch.kept, row) : undefined;
  const relinked = standing.created.get(linkOf.get(batch.firstStep + row) ?? NO_REQUIREMENT);
  return [own, kept, relinked].filter((identity) => identity !== undefined);
}

/** Whether a symbolic link is to be there, and the bytes in the kept file it leads to. */
function isLink(verifying: Verifying, batch: PlanBatch, row: number): boolean {
  const action = STEP_ACTIONS[batch.action[row] ?? 0];
  return action === 'symlink' && verifying.standing.steps[batch.firstStep + row] === 1;
}

async function keptFactsOf(
  verifying: Verifying,
  batch: PlanBatch,
  rows: readonly number[],
): Promise<ReadonlyMap<number, FileFacts | undefined>> {
  const links = rows.filter((row) => isLink(verifying, batch, row));
  if (links.length === 0) return new Map();
  const facts = await verifying.context.fileSystem.fileFacts(links.map((row) => keptPlace(batch, row)));
  return new Map(links.map((row, i) => [row, facts[i]]));
}

function keptPlace({ kept }: PlanBatch, row: number): FileRef {
  const file = keptAt(kept, row);
  return { folder: file?.folder ?? { root: 0, path: '' }, name: decodeRaw(file?.name ?? NO_HASH) };
}

interface SeenLink {
  readonly row: number;
  readonly facts: FileFacts;
  readonly kept: FileFacts | undefined;
  readonly created: CreatedFile | undefined;
}

function differenceOfLink(
  { match }: Verifying,
  batch: PlanBatch,
  { row, facts, kept, created }: SeenLink,
): string | undefined {
  const planned = keptAt(batch.kept, row);
  const isMade = match === 'content' || (facts.inode === created?.inode && facts.mtime === created.mtime);
  if (facts.kind !== 'symlink' || !isMade) return 'changed_since_operation';
  if (kept?.kind !== 'file') return 'kept_missing';
  const isSame =
    kept.size === batch.size[row] &&
    kept.mtime === planned?.mtime &&
    (match === 'content' || kept.inode === planned.inode);
  return isSame ? undefined : 'kept_changed';
}

/** Reads the files that look the same; those whose bytes are other ones, or were never recorded, differ. */
async function compareBytes(verifying: Verifying, batch: PlanBatch, { rows, facts, codes }: Compared): Promise<void> {
  const { context, standing } = verifying;
  const same = rows.map((_, i) => i).filter((i) => codes[i] === undefined && facts[i] !== undefined);
  const places = same.map((i) => rows[i] ?? 0);
  const hashes = await context.fileSystem.hashFiles(
    places.map((row) => (isLink(verifying, batch, row) ? keptPlace(batch, row) : expectedPlace(verifying, batch, row))),
  );
  same.forEach((i, at) => {
    const [row, hash] = [rows[i] ?? 0, hashes[at]];
    const made = standing.created.get(batch.firstStep + row)?.hash ?? NO_HASH;
    const wanted = made.length > 0 ? made : batch.hash.subarray(row * HASH_BYTES, (row + 1) * HASH_BYTES);
    const isRecorded = wanted.some((byte) => byte !== 0);
    if (!isRecorded || hash === undefined || Buffer.compare(hash, wanted) !== 0) codes[i] = 'changed_since_operation';
  });
}
