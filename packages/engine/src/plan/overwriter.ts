import type { LeftReason } from '@kempt/contracts';
import type { ClaimBoard } from './claim-board.ts';
import { idAt, NONE } from './id-at.ts';
import { FILE_KIND, type LeaveCause, type PlanDraft } from './plan-draft.ts';
import { isUnwritable } from './resolve-folders.ts';
import { ROW_STATE } from './row-state.ts';

/** What else a group does: it takes another name, or it stays. */
export type Alternative = 'another_name' | LeaveCause;

/**
 * Lets new files take the places of old ones, for the policy `overwrite`: the old file goes to the quarantine. Only a
 * regular file that was there before, under exactly the wanted name, ever goes: a file of the same run never takes the
 * place of another one, and neither does a file whose name a file system might merely take for the same.
 */
export class Overwriter {
  readonly #board: ClaimBoard;
  readonly #draft: PlanDraft;

  /** @param board - the claims */
  constructor(board: ClaimBoard) {
    this.#board = board;
    this.#draft = board.draft;
  }

  /**
   * Gives a group its places, and has the files that are there go.
   *
   * @param group - a group whose place is taken
   * @returns undefined when it has its places now, else what it does instead
   */
  takePlaces(group: number): Alternative | undefined {
    const { groups, places, wantedPlace, overwritten } = this.#draft;
    const going: number[] = [];
    for (const row of groups.rows(group)) {
      const place = idAt(wantedPlace, row);
      const taker = idAt(places.taker, place);
      if (taker !== NONE && taker !== row) return 'another_name';
      for (const entry of this.#board.stayingAt(place, group)) {
        const verdict = this.#verdict(row, entry);
        if (verdict === 'another_name') return verdict;
        if (verdict !== undefined) return { reason: verdict, row };
        going.push(entry);
      }
    }
    for (const entry of going) overwritten.add(entry);
    this.#board.take(group);
    return undefined;
  }

  /** Undefined for an entry that may go. */
  #verdict(row: number, entry: number): 'another_name' | LeftReason | undefined {
    const draft = this.#draft;
    if (draft.folderOfEntry(entry) !== undefined) return 'destination_exists';
    // Each copy of an earlier run stands for a source of its own, which would bring it back the next time.
    if (draft.earlierCopy[entry] === 1) return 'another_name';
    const { table, row: other } = draft.rowOfEntry(entry);
    if (table.kind[other] !== FILE_KIND || table.left[other] !== 0) return 'destination_exists';
    if (Buffer.compare(table.nameBytes(other), draft.wantedName(row)) !== 0) return 'another_name';
    if (entry < draft.rows && !this.#isAtHome(entry)) return 'destination_exists';
    const { table: own, destinationDevice } = draft.input;
    if (own.inode[row] === table.inode[other] && own.device[row] === table.device[other]) return 'duplicate';
    if (table.device[other] !== destinationDevice) return 'no_quarantine';
    return this.#mayLeave(entry, idAt(table.folder, other)) ? undefined : 'permission_denied';
  }

  /**
   * A file that would rather be elsewhere, and one that is copied, is no old file of the destination; one that is kept
   * for duplicates must not go after them, and a name that becomes a link is another file by then.
   */
  #isAtHome(row: number): boolean {
    const { input, state } = this.#draft;
    const isKept = input.duplicates?.isKept(row) === true || input.links?.isKept(row) === true;
    if (input.mode === 'copy' || isKept || input.links?.has(row) === true) return false;
    return state[row] === ROW_STATE.inPlace || state[row] === ROW_STATE.keepsCounter;
  }

  #mayLeave(entry: number, folder: number): boolean {
    const { folders, rows } = this.#draft;
    const from = entry < rows ? folder : folders.ofOccupied(folder);
    return !isUnwritable(this.#draft, from) && !isUnwritable(this.#draft, folders.root);
  }
}
