import { outcomeId } from '@kempt/contracts';
import { decodeRaw } from '../names/raw-string.ts';
import { NO_REQUIREMENT, type BatchOutcome, type StepAction, type StepBatch } from '../ports/file-system.ts';
import { emptyFacts, type EntryFacts, type OpenFolder } from './disk-calls.ts';
import { actionOf, BatchRun, syncTouched, type Execution } from './batch-run.ts';
import { kindOfMode } from './list-folders.ts';
import { completeCopy, isCopyOf, isSameFile, type RowSight } from './row-sight.ts';
import { settleHardlink, settleReflink, settleRejoin, settleSeparate } from './settle-links.ts';
import { settleReplaceLink, settleSymlink } from './settle-symlinks.ts';
import {
  fitsIdentity,
  identitiesOf,
  isRegular,
  leadsElsewhere,
  partName,
  sourceName,
  targetName,
} from './step-rows.ts';

/** Actions after which a file is at its target under its own inode, or has a copy there. */
const MOVES: ReadonlySet<StepAction> = new Set(['move', 'quarantine', 'displace']);
/** Actions that take a name away from the source folder. */
const LEAVES: ReadonlySet<StepAction> = new Set(['move', 'quarantine', 'displace', 'purge', 'remove_folder']);
const FOLDER_KIND = 1;
const COMPLETED = outcomeId('completed');
const MISSING = [outcomeId('not_found'), outcomeId('changed_since_plan')];
const NO_HASH = new Uint8Array(0);

/** What is known of the other rows: names of one file only differ by their place. */
interface BatchRows {
  /** Where rows that were done took files from. */
  readonly takenFrom: Set<string>;
  /** Where they brought them to. */
  readonly broughtTo: Set<string>;
  /** Names that they gave to the files they brought: an earlier row has nothing there any more. */
  readonly filled: Set<string>;
  /** Moves by where they take their file from; made when it is needed. */
  bySource?: ReadonlyMap<string, number>;
  /** The same, whatever file they take. */
  byPlace?: ReadonlyMap<string, number>;
}

/**
 * Finds out which steps of a batch were done when it was cut short, from the disk alone, and takes half-done steps
 * back. Nothing is unlinked unless its bytes are seen to be under another name or in the untouched source. What was
 * done may not have been synced yet, so every folder it touched is synced.
 *
 * @param execution - calls, folders, fault point
 * @param batch - the batch that was begun; rows with `skip` are left alone
 * @returns `completed` for steps that were done, `not_attempted` for steps that can be done now, a reason otherwise
 */
export function settleBatch(execution: Execution, batch: StepBatch): BatchOutcome {
  const run = new BatchRun(execution, batch, undefined);
  const rows: BatchRows = { takenFrom: new Set(), broughtTo: new Set(), filled: new Set() };
  for (let row = batch.count - 1; row >= 0; row--) {
    if (batch.skip[row] !== 0 || leadsElsewhere(batch, row)) continue;
    run.slots.trim();
    SETTLE[actionOf(batch, row)](look(run, row, rows));
    if (run.code[row] !== COMPLETED) continue;
    touchDone(run, row);
    if (!MOVES.has(actionOf(batch, row))) continue;
    rows.takenFrom.add(token(run, row, 'source'));
    rows.broughtTo.add(token(run, row, 'target'));
    rows.filled.add(place(run, row, 'target'));
  }
  for (let row = 0; row < batch.count; row++) {
    awaitRequirement(run, row);
    awaitRoom(run, row);
  }
  syncTouched(run);
  return run.outcome;
}

const SETTLE: Readonly<Record<StepAction, (sight: RowSight) => void>> = {
  move: settleMove,
  copy: settleCopy,
  remove_copy: ({ run, row, target, targetIsFilled }) => {
    run.end(row, target === undefined || targetIsFilled ? 'completed' : 'not_attempted');
  },
  make_folder: ({ run, row, target }) => {
    if (target === undefined || kindOfMode(target.mode) !== FOLDER_KIND) return;
    run.end(row, 'completed');
    run.created.set(row, { device: target.device, inode: target.inode, mtime: target.mtime, hash: NO_HASH });
  },
  remove_folder: ({ run, row, source }) => {
    const there = source !== undefined && kindOfMode(source.mode) === FOLDER_KIND;
    run.end(row, there ? 'not_attempted' : 'completed');
  },
  quarantine: settleMove,
  purge: ({ run, row, source }) => {
    run.end(row, source === undefined ? 'completed' : 'not_attempted');
  },
  hardlink: settleHardlink,
  separate: settleSeparate,
  reflink: settleReflink,
  symlink: settleSymlink,
  replace_link: settleReplaceLink,
  rejoin: settleRejoin,
  displace: settleMove,
};

/** What a row misses may be what the row it requires is still to bring. */
function awaitRequirement(run: BatchRun, row: number): void {
  const required = run.batch.requires[row] ?? NO_REQUIREMENT;
  if (!MISSING.includes(run.code[row] ?? 0) || required >= row || run.batch.skip[required] !== 0) return;
  if (run.code[required] !== COMPLETED) run.end(row, 'not_attempted');
}

/** What looks like the copy of a file is the old one, as long as that was not taken away. */
function awaitRoom(run: BatchRun, row: number): void {
  const { batch } = run;
  if (row === 0 || actionOf(batch, row) !== 'copy' || actionOf(batch, row - 1) !== 'displace') return;
  const isOld = batch.skip[row] === 0 && batch.skip[row - 1] === 0 && run.code[row - 1] !== COMPLETED;
  if (!isOld || run.code[row] !== COMPLETED) return;
  run.end(row, 'not_attempted');
  run.created.delete(row);
}

/**
 * A planned file under one of its names. Those that may be links of one file are one, so that none is taken for another
 * that was brought to its place.
 */
function token(run: BatchRun, row: number, which: 'source' | 'target'): string {
  const { device, inode } = identitiesOf(run.batch, row).at(-1) ?? run.batch;
  return `${String(device[row])}:${String(inode[row])} ${place(run, row, which)}`;
}

function place(run: BatchRun, row: number, which: 'source' | 'target'): string {
  const { batch } = run;
  const index = which === 'source' ? batch.sourceFolder[row] : batch.targetFolder[row];
  const { root, path } = run.slots.ref(index ?? 0);
  const name = decodeRaw(which === 'source' ? sourceName(batch, row) : targetName(batch, row));
  return `${String(root)}/${path}/${name}`;
}

function look(run: BatchRun, row: number, rows: BatchRows): RowSight {
  const { batch } = run;
  const from = openOrNothing(run, batch.sourceFolder[row] ?? 0);
  const to = openOrNothing(run, batch.targetFolder[row] ?? 0);
  const there = factsAt(run, from, sourceName(batch, row));
  const target = factsAt(run, to, targetName(batch, row));
  const fits = (facts: EntryFacts | undefined): boolean =>
    facts !== undefined && isRegular(facts.mode) && fitsIdentity(batch, row, facts);
  const isLaters = rows.filled.has(place(run, row, 'source')) && !fits(there);
  const source = isLaters || rows.broughtTo.has(token(run, row, 'source')) ? undefined : there;
  const targetIsFilled = rows.filled.has(place(run, row, 'target'));
  const part = factsAt(run, to, partName(batch, row));
  const targetIsAwaited = fits(target) ? isAwaited(run, row, rows) : isAnothers({ run, row, rows }, target);
  const targetFits = (fits(target) && !targetIsAwaited) || rows.takenFrom.has(token(run, row, 'target'));
  return {
    run,
    row,
    from,
    to,
    source,
    target,
    part,
    sourceFits: fits(source),
    targetFits,
    targetIsAwaited,
    targetIsFilled,
  };
}

/** Whether an earlier row takes the same file, by another of its names, from where this row brings it, and has not yet. */
function isAwaited(run: BatchRun, row: number, rows: BatchRows): boolean {
  rows.bySource ??= movesBy(run, token);
  const earlier = rows.bySource.get(token(run, row, 'target'));
  if (earlier === undefined || earlier >= row) return false;
  const facts = factsAt(run, openOrNothing(run, run.batch.targetFolder[earlier] ?? 0), targetName(run.batch, earlier));
  const isThere = facts !== undefined && fitsIdentity(run.batch, earlier, facts);
  const arrived = isThere || rows.takenFrom.has(token(run, earlier, 'target'));
  return !arrived || isAwaited(run, earlier, rows);
}

/** Whether what is at the target of a row is the file that an earlier row takes away: it may look like a copy. */
function isAnothers(
  { run, row, rows }: { readonly run: BatchRun; readonly row: number; readonly rows: BatchRows },
  target: EntryFacts | undefined,
): boolean {
  if (target === undefined) return false;
  rows.byPlace ??= movesBy(run, place);
  const earlier = rows.byPlace.get(place(run, row, 'target'));
  return earlier !== undefined && earlier < row && fitsIdentity(run.batch, earlier, target);
}

function movesBy(run: BatchRun, key: typeof place): ReadonlyMap<string, number> {
  const rows = new Map<string, number>();
  for (let row = 0; row < run.batch.count; row++) {
    if (run.batch.skip[row] === 0 && MOVES.has(actionOf(run.batch, row))) rows.set(key(run, row, 'source'), row);
  }
  return rows;
}

function openOrNothing(run: BatchRun, index: number): OpenFolder | undefined {
  const opened = run.slots.open(index);
  return typeof opened === 'number' ? undefined : opened;
}

function factsAt(run: BatchRun, folder: OpenFolder | undefined, name: Uint8Array): EntryFacts | undefined {
  const facts = emptyFacts();
  if (folder === undefined || name.length === 0) return undefined;
  return run.execution.calls.stat(folder, name, facts) === 0 ? facts : undefined;
}

function settleMove(sight: RowSight): void {
  const { run, row, source, target, part } = sight;
  if (part !== undefined) settlePart(sight, part);
  else if (sight.sourceFits) {
    if (isSameFile(source, target) && (target?.links ?? 0) > 1 && !sight.targetIsAwaited) unlinkTarget(sight);
    run.end(row, 'not_attempted');
  } else if (sight.targetFits) run.end(row, 'completed');
  else if (
    actionOf(run.batch, row) === 'move' &&
    source === undefined &&
    target !== undefined &&
    !sight.targetIsAwaited &&
    isCopyOf(sight, target)
  )
    completeCopy(sight, target);
  else run.end(row, source === undefined ? 'not_found' : 'changed_since_plan');
}

/** The temporary name is there: the file itself on its way to a new spelling, a copy, or a copy already published. */
function settlePart(sight: RowSight, part: EntryFacts): void {
  const { run, row, from, to, source, target } = sight;
  const { calls } = run.execution;
  if (from !== undefined && to !== undefined && source === undefined && fitsIdentity(run.batch, row, part)) {
    const failed = calls.renameNoReplace(to, partName(run.batch, row), {
      folder: from,
      name: sourceName(run.batch, row),
    });
    if (failed === 0) touchBoth(sight);
    else run.leaveBehind(row, failed);
    run.end(row, failed === 0 ? 'not_attempted' : 'io_error', 'the file kept its temporary name');
    return;
  }
  const published = isSameFile(part, target);
  if (!sight.sourceFits && !published && !isSameFile(part, source)) {
    run.end(row, 'io_error', 'a copy under its temporary name may be all there is of the file; it was left');
    return;
  }
  // Without its temporary name beside it, a copy could not be told from a file of somebody else.
  const isAlone = !published || !sight.sourceFits || unlinkTarget(sight);
  if (isAlone) run.remove(row, partName(run.batch, row));
  if (sight.sourceFits) run.end(row, 'not_attempted');
  else if (published && target !== undefined) completeCopy(sight, target);
}

function settleCopy(sight: RowSight): void {
  const { run, row, source, target, part } = sight;
  const published = target !== undefined && isSameFile(part, target);
  if (part !== undefined && (published || sight.sourceFits)) {
    run.remove(row, partName(run.batch, row));
  }
  if (target !== undefined && !isSameFile(source, target) && isCopyOf(sight, target)) completeCopy(sight, target);
  else run.end(row, 'not_attempted');
}

/** Answers whether it is gone. */
function unlinkTarget({ run, row }: RowSight): boolean {
  return run.remove(row, targetName(run.batch, row));
}

/** What a step that was done changed, and whoever was cut short may not have synced. */
function touchDone(run: BatchRun, row: number): void {
  const action = actionOf(run.batch, row);
  if (LEAVES.has(action)) run.touched.add(run.batch.sourceFolder[row] ?? 0);
  if (action !== 'remove_folder' && action !== 'purge') run.touched.add(run.batch.targetFolder[row] ?? 0);
}

function touchBoth({ run, row }: RowSight): void {
  run.touched.add(run.batch.targetFolder[row] ?? 0);
  run.touched.add(run.batch.sourceFolder[row] ?? 0);
}
