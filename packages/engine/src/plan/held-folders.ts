import { everyRow } from './every-row.ts';
import { idAt, NONE } from './id-at.ts';
import type { PlanDraft } from './plan-draft.ts';
import { ROW_STATE } from './row-state.ts';

/**
 * Finds the new folders whose place is held by something now, such as a file that must become a folder, and the rows
 * that want to go there or below.
 *
 * @param draft - the plan, its claims entered
 * @returns rows by folder; most often there are none
 */
export async function rowsBelowHeldFolders(draft: PlanDraft): Promise<ReadonlyMap<number, readonly number[]>> {
  const below = new Map<number, number[]>();
  for (const [place, folder] of draft.newFolders) {
    if (idAt(draft.places.entry, place) !== NONE) below.set(folder, []);
  }
  if (below.size === 0) return below;
  const tops = draft.wantedFolder.map((folder) => topNewFolder(draft, folder));
  await everyRow({ count: draft.rows, pause: draft.input.pause }, (row) => {
    if (draft.state[row] !== ROW_STATE.claims) return;
    below.get(idAt(tops, idAt(draft.input.destinations.folder, row)))?.push(row);
  });
  return below;
}

/** The first folder on the way that does not exist; only there can something be in the way. */
function topNewFolder(draft: PlanDraft, folder: number): number {
  const { folders } = draft;
  if (folder === NONE) return NONE;
  let top = NONE;
  for (let above = folder; above >= folders.existingCount; above = folders.parentOf(above)) top = above;
  return top;
}
