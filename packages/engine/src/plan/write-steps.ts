import type { ClaimBoard } from './claim-board.ts';
import { everyRow } from './every-row.ts';
import { orderGroups } from './group-order.ts';
import { idAt, NONE } from './id-at.ts';
import type { PlanDraft } from './plan-draft.ts';
import { isUnwritable } from './resolve-folders.ts';
import { ROW_STATE, staysPut } from './row-state.ts';
import { StepWriter } from './step-writer.ts';

/** The steps of a plan, and what is counted while they are written. */
export interface WrittenSteps {
  readonly writer: StepWriter;
  readonly foldersMade: number;
  readonly foldersRemoved: number;
}

/**
 * Writes the steps of a settled plan: duplicates that go or become links, files put aside, folders made, files that wait
 * for nothing in order of rows, files that wait for others, the ones put aside, and the folders that are empty then. Folders whose name a file
 * takes go before that file.
 *
 * @param board - the settled claims
 * @returns the steps
 */
export async function writeSteps(board: ClaimBoard): Promise<WrittenSteps> {
  const { draft } = board;
  const made = await foldersToMake(draft);
  const order = await orderGroups(board, new Set(made));
  // A name is looked for once more only where files are put aside.
  if (order.staged.size === 0) draft.forgetClaims();
  const writer = new StepWriter(board, order);
  const removed = foldersToRemove(board);
  writer.steps.reserve(countMoving(draft) + order.staged.size + made.length + removed.length + draft.madeRoom.size);
  await writeDuplicates(draft, writer);
  const staged = [...order.staged].sort((one, other) => one - other);
  for (const group of staged) writer.stage(group);
  for (const folder of made) writer.folder('make_folder', folder);
  for (const [row, name] of draft.madeRoom) writer.makeRoom(row, name);
  await everyRow({ count: draft.rows, pause: draft.input.pause }, (row) => {
    const waits = order.waiting.has(row) || order.staged.has(row);
    if (draft.groups.of(row) === row && !waits) writer.move(row);
  });
  for (const group of order.chained) writer.move(group);
  const early = removed.filter((folder) => isBelow(draft, folder, order.vacated));
  for (const folder of early) writer.folder('remove_folder', folder);
  for (const group of staged) writer.finish(group);
  const gone = new Set(early);
  for (const folder of removed) if (!gone.has(folder)) writer.folder('remove_folder', folder);
  return { writer, foldersMade: made.length, foldersRemoved: removed.length };
}

/** Before anything else, since each is compared with its kept file where that is now. */
async function writeDuplicates(draft: PlanDraft, writer: StepWriter): Promise<void> {
  for (const names of draft.input.links?.files() ?? []) {
    // A name that stays would hold on to the bytes, and could not be joined by the others again.
    if (names.every((row) => canBeLink(draft, row))) writer.link(names);
  }
  if (draft.input.duplicates === undefined) return;
  await everyRow({ count: draft.rows, pause: draft.input.pause }, (row) => {
    if (draft.state[row] === ROW_STATE.taken) writer.takeAway(row);
  });
}

/** A file that stays for a reason is not touched, whatever it holds. */
function canBeLink(draft: PlanDraft, row: number): boolean {
  const state = draft.state[row];
  const isHome = state === ROW_STATE.inPlace || state === ROW_STATE.keepsCounter;
  return (isHome || !staysPut(state)) && !isUnwritable(draft, idAt(draft.input.table.folder, row));
}

/** Parents before their children, as they were added. */
async function foldersToMake(draft: PlanDraft): Promise<number[]> {
  const { folders, input, state } = draft;
  const needed = new Set<number>();
  await everyRow({ count: draft.rows, pause: input.pause }, (row) => {
    if (staysPut(state[row])) return;
    let folder = draft.targetFolder(row);
    for (; folder >= folders.existingCount && !needed.has(folder); folder = folders.parentOf(folder))
      needed.add(folder);
  });
  return [...needed].sort((one, other) => one - other);
}

/** Children before their parents: a table numbers a folder after the one it is in. */
function foldersToRemove({ draft, emptying }: ClaimBoard): number[] {
  const removed: number[] = [];
  for (let folder = draft.folders.tableCount - 1; folder >= 0; folder--)
    if (emptying.leaves(folder)) removed.push(folder);
  return removed;
}

function isBelow(draft: PlanDraft, folder: number, above: ReadonlySet<number>): boolean {
  if (above.size === 0) return false;
  for (let at = folder; at !== NONE; at = draft.folders.parentOf(at)) if (above.has(at)) return true;
  return false;
}

function countMoving(draft: PlanDraft): number {
  let count = 0;
  for (let row = 0; row < draft.rows; row++) if (!staysPut(draft.state[row])) count++;
  return count;
}
