import type { EntryFacts } from './disk-calls.ts';
import { keptRow } from './kept-row.ts';
import { isFirstName } from './rejoin-row.ts';
import { completeCopy, isCopyOf, isSameFile, type RowSight } from './row-sight.ts';
import { partName, sourceName, targetName } from './step-rows.ts';
import { swapBack } from './swap-in.ts';

const NO_HASH = new Uint8Array(0);
/** Said of a temporary name that nothing is known of. */
export const LEFT = 'a file under its temporary name may be all there is of it; it was left';

/**
 * Finds out whether a duplicate was made another name of the kept file. One that was swapped out and not looked at once
 * more comes back.
 *
 * @param sight - the row
 */
export function settleHardlink(sight: RowSight): void {
  const { run, row, source, part, sourceFits } = sight;
  if (part !== undefined) {
    const isSpare = isKept(sight, part) && part.links > 1;
    if (sourceFits || (source === undefined && isSpare)) dropPart(sight, isKept(sight, part) || part.links > 1);
    else if (source !== undefined && isKept(sight, source) && isTaken(sight, part))
      putBack(sight, source, sourceName(run.batch, row));
    else run.end(row, 'io_error', LEFT);
  } else if (source !== undefined && isKept(sight, source)) {
    const { device, inode, mtime } = source;
    run.end(row, 'completed');
    run.created.set(row, { device, inode, mtime, hash: NO_HASH });
  } else endUndone(sight, sourceFits);
}

/**
 * Finds out whether a name of the kept file was made a file of its own.
 *
 * @param sight - the row
 */
export function settleSeparate(sight: RowSight): void {
  const { run, row, source, part } = sight;
  if (part !== undefined) {
    if (isKept(sight, source)) dropPart(sight, true);
    else if (source !== undefined && isElsewhere(sight, part) && isCopyOf(sight, source)) {
      run.remove(row, partName(run.batch, row));
      completeCopy(sight, source);
    } else run.end(row, 'io_error', LEFT);
  } else if (source !== undefined && !isKept(sight, source) && isCopyOf(sight, source)) completeCopy(sight, source);
  else endUndone(sight, isKept(sight, source));
}

/**
 * Finds out whether a name of the kept file was made another name of the file it belonged to before. What was swapped out
 * and not looked at once more comes back.
 *
 * @param sight - the row
 */
export function settleRejoin(sight: RowSight): void {
  const { run, row, source, target, part } = sight;
  const isJoined = isFirst(sight, target) && (source === undefined || isSameFile(source, target));
  if (part !== undefined) {
    if (isKept(sight, target)) dropPart(sight, isFirst(sight, part) && part.links > 1);
    else if (isJoined && target !== undefined && isKept(sight, part))
      putBack(sight, target, targetName(run.batch, row));
    else run.end(row, 'io_error', LEFT);
  } else if (isJoined && target !== undefined) completeCopy(sight, target);
  else if (isKept(sight, target)) run.end(row, 'not_attempted');
  else run.end(row, target === undefined ? 'not_found' : 'changed_since_plan');
}

/**
 * Whether a duplicate shares its bytes cannot be seen, and to have it do so once more does no harm.
 *
 * @param sight - the row
 */
export function settleReflink(sight: RowSight): void {
  endUndone(sight, sight.sourceFits);
}

/**
 * Ends a row that was not done.
 *
 * @param sight - the row
 * @param isAsPlanned - whether it can be done now
 */
export function endUndone({ run, row, source }: RowSight, isAsPlanned: boolean): void {
  if (isAsPlanned) run.end(row, 'not_attempted');
  else run.end(row, source === undefined ? 'not_found' : 'changed_since_plan');
}

/**
 * Removes the temporary name of a row that was not done.
 *
 * @param sight - the row
 * @param isElsewhere - whether what it names is seen under another name too, or can be made anew
 */
export function dropPart({ run, row }: RowSight, isElsewhere: boolean): void {
  if (isElsewhere) run.remove(row, partName(run.batch, row));
  run.end(row, 'not_attempted');
}

/**
 * Gives a duplicate that was swapped out its name again.
 *
 * @param sight - the row
 * @param made - what has the name now
 * @param name - the name
 */
export function putBack({ run, row, to }: RowSight, made: EntryFacts, name: Uint8Array): void {
  if (to === undefined) return;
  const part = { folder: to, name: partName(run.batch, row) };
  swapBack({ run, row, place: { folder: to, name }, made }, part);
  const isLeft = run.leftovers.has(row);
  run.end(row, isLeft ? 'io_error' : 'not_attempted', isLeft ? LEFT : undefined);
}

/** The kept file, whose bytes are under another name too, or in the copy that was made of them. */
function isElsewhere(sight: RowSight, facts: EntryFacts): boolean {
  const kept = keptRow(sight.run.batch, sight.row);
  const isUnchanged = facts.mtime === kept?.mtime && facts.size === sight.run.batch.size[sight.row];
  return isKept(sight, facts) && (facts.links > 1 || isUnchanged);
}

/** Not the kept file, and what the row makes the target a name of. */
function isFirst(sight: RowSight, facts: EntryFacts | undefined): boolean {
  return facts !== undefined && !isKept(sight, facts) && isFirstName(sight.run, sight.row, facts);
}

function isKept({ run, row }: RowSight, facts: EntryFacts | undefined): boolean {
  const kept = keptRow(run.batch, row);
  return facts !== undefined && kept !== undefined && facts.inode === kept.inode && facts.device === kept.device;
}

/**
 * Whether a file is the duplicate of a row, changed or not.
 *
 * @param sight - the row
 * @param facts - of the file
 * @returns true for its device and inode
 */
export function isTaken({ run, row }: RowSight, facts: EntryFacts): boolean {
  return facts.inode === run.batch.inode[row] && facts.device === run.batch.device[row];
}
