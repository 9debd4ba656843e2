import { idAt, NONE } from './id-at.ts';
import { FILE_KIND, type PlanDraft } from './plan-draft.ts';

/**
 * Whether an entry is a regular file with the same bytes as a row, as far as that is known: both empty, two names of
 * one file, or compared and found equal.
 *
 * @param draft - the plan
 * @param row - row of the source table
 * @param entry - the other one
 * @returns false also when the two were not compared
 */
function holdsSameBytes(draft: PlanDraft, row: number, entry: number): boolean {
  const likeness = compareFacts(draft, row, entry);
  if (likeness !== 'same_size') return likeness === 'same';
  const inOccupied = entry >= draft.rows;
  return draft.input.sameBytes?.(row, inOccupied ? entry - draft.rows : entry, inOccupied) === true;
}

/**
 * What the facts of two files say about their bytes.
 *
 * @param draft - the plan
 * @param row - row of the source table
 * @param entry - the other one
 * @returns `same_size` when only comparing them can tell
 */
export function compareFacts(draft: PlanDraft, row: number, entry: number): 'same' | 'different' | 'same_size' {
  if (draft.folderOfEntry(entry) !== undefined) return 'different';
  const { table } = draft.input;
  const other = draft.rowOfEntry(entry);
  if (other.table.kind[other.row] !== FILE_KIND || other.table.left[other.row] !== 0) return 'different';
  if (table.size[row] !== other.table.size[other.row]) return 'different';
  const oneFile =
    table.inode[row] === other.table.inode[other.row] && table.device[row] === other.table.device[other.row];
  return oneFile || table.size[row] === 0 ? 'same' : 'same_size';
}

/**
 * Whether what has, or gets, the place a row wants holds the same bytes.
 *
 * @param draft - the plan
 * @param row - a row that does not get the place
 * @param stays - tells which entries stay
 * @returns true when the row is a second copy of it
 */
export function isDuplicate(draft: PlanDraft, row: number, stays: (entry: number) => boolean): boolean {
  const place = idAt(draft.wantedPlace, row);
  const taker = idAt(draft.places.taker, place);
  if (taker < draft.rows && taker !== row && holdsSameBytes(draft, row, taker)) return true;
  for (let entry = idAt(draft.places.entry, place); entry !== NONE; entry = idAt(draft.nextEntry, entry)) {
    if (entry !== row && stays(entry) && holdsSameBytes(draft, row, entry)) return true;
  }
  return false;
}
