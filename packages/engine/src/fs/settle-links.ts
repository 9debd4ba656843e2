import type { EntryFacts } from './disk-calls.ts';
import { keptRow } from './kept-row.ts';
import { completeCopy, isCopyOf, type RowSight } from './row-sight.ts';
import { partName, sourceName } from './step-rows.ts';
import { swapBack } from './swap-in.ts';

const NO_HASH = new Uint8Array(0);
const LEFT = 'a file under its temporary name may be all there is of it; it was left';

/**
 * Finds out whether a duplicate was made another name of the kept file. One that was swapped out and not looked at once
 * more comes back.
 *
 * @param sight - the row
 */
export function settleHardlink(sight: RowSight): void {
  const { run, row, source, part, sourceFits } = sight;
  if (part !== undefined) {
    if (sourceFits) dropPart(sight, isKept(sight, part) || part.links > 1);
    else if (source !== undefined && isKept(sight, source) && isTaken(sight, part)) putBack(sight, source);
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
    else if (source !== undefined && isKept(sight, part) && isCopyOf(sight, source)) {
      run.remove(row, partName(run.batch, row));
      completeCopy(sight, source);
    } else run.end(row, 'io_error', LEFT);
  } else if (source !== undefined && !isKept(sight, source) && isCopyOf(sight, source)) completeCopy(sight, source);
  else endUndone(sight, isKept(sight, source));
}

/**
 * Whether a duplicate shares its bytes cannot be seen, and to have it do so once more does no harm.
 *
 * @param sight - the row
 */
export function settleReflink(sight: RowSight): void {
  endUndone(sight, sight.sourceFits);
}

function endUndone({ run, row, source }: RowSight, isAsPlanned: boolean): void {
  if (isAsPlanned) run.end(row, 'not_attempted');
  else run.end(row, source === undefined ? 'not_found' : 'changed_since_plan');
}

function dropPart({ run, row }: RowSight, isElsewhere: boolean): void {
  if (isElsewhere) run.remove(row, partName(run.batch, row));
  run.end(row, 'not_attempted');
}

function putBack({ run, row, from }: RowSight, made: EntryFacts): void {
  if (from === undefined) return;
  const part = { folder: from, name: partName(run.batch, row) };
  swapBack({ run, row, place: { folder: from, name: sourceName(run.batch, row) }, made }, part);
  const isLeft = run.leftovers.has(row);
  run.end(row, isLeft ? 'io_error' : 'not_attempted', isLeft ? LEFT : undefined);
}

function isKept({ run, row }: RowSight, facts: EntryFacts | undefined): boolean {
  const kept = keptRow(run.batch, row);
  return facts !== undefined && kept !== undefined && facts.inode === kept.inode && facts.device === kept.device;
}

function isTaken({ run, row }: RowSight, facts: EntryFacts): boolean {
  return facts.inode === run.batch.inode[row] && facts.device === run.batch.device[row];
}
