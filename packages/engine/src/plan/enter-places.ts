import { everyRow } from './every-row.ts';
import { idAt, NONE } from './id-at.ts';
import { TAKEN } from './places.ts';
import type { PlanDraft } from './plan-draft.ts';
import { ROW_STATE } from './row-state.ts';

/**
 * Enters what exists in the folders that matter: elsewhere nothing can be in anybody's way.
 *
 * @param draft - the plan, its folders resolved and its rows classified
 * @param claims - how many rows want a place
 */
export async function enterEntries(draft: PlanDraft, claims: number): Promise<void> {
  const { table, occupied, pause } = draft.input;
  draft.places.reserve(claims + countWatched(draft));
  await everyRow({ count: draft.rows, pause }, (row) => {
    enterRow(draft, { entry: row, folder: idAt(table.folder, row) });
  });
  await everyRow({ count: draft.occupiedRows, pause }, (row) => {
    const folder = draft.folders.ofOccupied(idAt(occupied.folder, row));
    if (folder >= draft.folders.tableCount) enterRow(draft, { entry: draft.rows + row, folder });
  });
}

/**
 * Enters what the rows want: their places, and the folders that must be made for them. A folder comes before any
 * file that wants the same name, since files can take another one.
 *
 * @param draft - the plan, its entries entered
 */
export async function enterClaims(draft: PlanDraft): Promise<void> {
  const { places, nextClaim, wantedPlace } = draft;
  await everyRow({ count: draft.rows, backwards: true, pause: draft.input.pause }, (row) => {
    if (draft.state[row] !== ROW_STATE.claims) return;
    const folder = draft.targetFolder(row);
    use(draft, folder);
    const place = places.add(folder, draft.wantedName(row));
    wantedPlace[row] = place;
    nextClaim[row] = idAt(places.claim, place);
    places.claim[place] = row;
  });
  for (const [place, folder] of draft.newFolders) {
    if (draft.usedFolders.has(folder)) places.taker[place] = TAKEN;
    else draft.newFolders.delete(place);
  }
}

function enterRow(draft: PlanDraft, at: { readonly entry: number; readonly folder: number }): void {
  if (draft.watched[at.folder] !== 1) return;
  const { table, row } = draft.rowOfEntry(at.entry);
  draft.enter(at.entry, draft.places.add(at.folder, table.nameBytes(row)));
}

function countWatched(draft: PlanDraft): number {
  const { table, occupied } = draft.input;
  let count = 0;
  for (let row = 0; row < draft.rows; row++) if (draft.watched[idAt(table.folder, row)] === 1) count++;
  return count + (occupied === table ? 0 : occupied.count);
}

function use(draft: PlanDraft, folder: number): void {
  for (let above = folder; above !== NONE && !draft.usedFolders.has(above); above = draft.folders.parentOf(above)) {
    draft.usedFolders.add(above);
  }
}
