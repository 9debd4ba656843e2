import type { EntryFacts } from './disk-calls.ts';
import { isLinkOf, isSymbolicLink } from './link-target.ts';
import { completeCopy, isCopyOf, type RowSight } from './row-sight.ts';
import { dropPart, endUndone, isTaken, LEFT, putBack } from './settle-links.ts';
import { partName, sourceName } from './step-rows.ts';

/**
 * Finds out whether a symbolic link took the place of a duplicate. One that was swapped out and not looked at once more
 * comes back.
 *
 * @param sight - the row
 */
export function settleSymlink(sight: RowSight): void {
  const { run, row, source, part } = sight;
  const isLinked = isLink(sight, source, sourceName(run.batch, row));
  if (part !== undefined) {
    if (sight.sourceFits) dropPart(sight, isSymbolicLink(part));
    else if (isLinked && source !== undefined && isTaken(sight, part)) {
      putBack(sight, source, sourceName(run.batch, row));
    } else run.end(row, 'io_error', LEFT);
  } else if (isLinked && source !== undefined) completeCopy(sight, source);
  else endUndone(sight, sight.sourceFits);
}

/**
 * Finds out whether a copy took the place of a symbolic link.
 *
 * @param sight - the row
 */
export function settleReplaceLink(sight: RowSight): void {
  const { run, row, source, part } = sight;
  const isLinked = isLink(sight, source, sourceName(run.batch, row));
  if (part !== undefined) {
    if (isLinked) dropPart(sight, true);
    else if (source !== undefined && isCopyOf(sight, source) && isLink(sight, part, partName(run.batch, row))) {
      run.remove(row, partName(run.batch, row));
      completeCopy(sight, source);
    } else run.end(row, 'io_error', LEFT);
  } else if (source !== undefined && isCopyOf(sight, source)) completeCopy(sight, source);
  else endUndone(sight, isLinked);
}

function isLink({ run, row, from }: RowSight, facts: EntryFacts | undefined, name: Uint8Array): boolean {
  return facts !== undefined && from !== undefined && isLinkOf(run, row, { place: { folder: from, name }, facts });
}
