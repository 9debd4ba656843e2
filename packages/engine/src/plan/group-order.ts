import { encodeRaw } from '../names/raw-string.ts';
import type { ClaimBoard } from './claim-board.ts';
import { everyRow } from './every-row.ts';
import { idAt, NONE } from './id-at.ts';
import type { PlanDraft } from './plan-draft.ts';
import { ROW_STATE } from './row-state.ts';

/** In which order groups move. Groups named nowhere here wait for nothing. */
export interface GroupOrder {
  /** Groups that first go aside under temporary names, and to their places last. */
  readonly staged: ReadonlySet<number>;
  /** Groups that wait for others, each behind those it waits for. */
  readonly chained: readonly number[];
  /** The same groups. */
  readonly waiting: ReadonlySet<number>;
  /** Folders that must be removed before the staged groups go to their places, since a file takes their name. */
  readonly vacated: ReadonlySet<number>;
}

/**
 * Orders the groups of a settled plan so that every place is empty when a file comes to it. Where groups wait for
 * each other in a ring, one of them is staged; so are files whose name a new folder takes, and files that take the
 * name of a folder.
 *
 * @param board - the settled claims
 * @param newFolders - folders that will really be made
 * @returns the order
 */
export async function orderGroups(board: ClaimBoard, newFolders: ReadonlySet<number>): Promise<GroupOrder> {
  const search = new OrderSearch(board);
  search.stageWhereFoldersCome(newFolders);
  const { rows, input, groups } = board.draft;
  if (input.mode === 'move') {
    await everyRow({ count: rows, pause: input.pause }, (row) => {
      if (groups.of(row) === row) search.stageWhereFoldersGo(row);
    });
    await everyRow({ count: rows, pause: input.pause }, (row) => {
      if (groups.of(row) === row) search.visit(row);
    });
  }
  return search;
}

/**
 * The entry that must leave before a row can come: of several at one place the one with exactly its name.
 *
 * @param board - the settled claims
 * @param row - a row that moves
 * @returns the entry, or {@link NONE} when the place is empty already
 */
export function holderOf(board: ClaimBoard, row: number): number {
  const { draft } = board;
  if (draft.state[row] !== ROW_STATE.claims) return NONE;
  const place = idAt(draft.wantedPlace, row);
  let found = NONE;
  for (let entry = idAt(draft.places.entry, place); entry !== NONE; entry = idAt(draft.nextEntry, entry)) {
    if (entry === row || board.entryStays(entry)) continue;
    if (Buffer.compare(nameOfEntry(draft, entry), draft.wantedName(row)) === 0) return entry;
    if (found === NONE || draft.folderOfEntry(found) !== undefined) found = entry;
  }
  return found;
}

function nameOfEntry(draft: PlanDraft, entry: number): Uint8Array {
  const folder = draft.folderOfEntry(entry);
  if (folder !== undefined) return encodeRaw(draft.folders.nameOf(folder));
  const { table, row } = draft.rowOfEntry(entry);
  return table.nameBytes(row);
}

/** A search in depth along what waits for what. */
class OrderSearch implements GroupOrder {
  readonly staged = new Set<number>();
  readonly chained: number[] = [];
  readonly waiting = new Set<number>();
  readonly vacated = new Set<number>();

  readonly #board: ClaimBoard;
  readonly #draft: PlanDraft;
  /** Groups on the way from where the search began to where it is. */
  readonly #open = new Set<number>();

  constructor(board: ClaimBoard) {
    this.#board = board;
    this.#draft = board.draft;
  }

  /** Files give way to folders that are made in their place. */
  stageWhereFoldersCome(newFolders: ReadonlySet<number>): void {
    const { newFolders: byPlace, places, nextEntry, groups } = this.#draft;
    for (const [place, folder] of byPlace) {
      if (!newFolders.has(folder)) continue;
      for (let entry = idAt(places.entry, place); entry !== NONE; entry = idAt(nextEntry, entry)) {
        this.staged.add(groups.of(entry));
      }
    }
  }

  /** Files that take the name of a folder wait until it is empty and removed. */
  stageWhereFoldersGo(group: number): void {
    for (let row = group; row !== NONE; row = this.#draft.groups.after(row)) {
      const holder = holderOf(this.#board, row);
      const folder = holder === NONE ? undefined : this.#draft.folderOfEntry(holder);
      if (folder === undefined) continue;
      this.vacated.add(folder);
      this.staged.add(group);
    }
  }

  visit(group: number): void {
    if (this.staged.has(group) || this.waiting.has(group)) return;
    const path = [{ group, awaited: this.#awaited(group) }];
    if (path[0]?.awaited.length === 0) return;
    this.#open.add(group);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const next = top.awaited.pop();
      if (next === undefined) {
        this.#close(top.group);
        path.pop();
      } else if (this.#open.has(next)) this.staged.add(next);
      else if (!this.staged.has(next) && !this.waiting.has(next)) {
        const awaited = this.#awaited(next);
        if (awaited.length === 0) continue;
        this.#open.add(next);
        path.push({ group: next, awaited });
      }
    }
  }

  #close(group: number): void {
    this.#open.delete(group);
    if (this.staged.has(group)) return;
    this.chained.push(group);
    this.waiting.add(group);
  }

  #awaited(group: number): number[] {
    const awaited: number[] = [];
    for (let row = group; row !== NONE; row = this.#draft.groups.after(row)) {
      const holder = holderOf(this.#board, row);
      if (holder < this.#draft.rows) awaited.push(this.#draft.groups.of(holder));
    }
    return awaited;
  }
}
