import { encodeRaw } from '../names/raw-string.ts';
import { conflictName } from '../rules/conflict-name.ts';
import type { ClaimBoard } from './claim-board.ts';
import type { CounterNames } from './counter-names.ts';
import { isNewName } from './group-names.ts';
import { idAt, NONE } from './id-at.ts';
import { OccupiedKin } from './occupied-kin.ts';
import { TAKEN } from './places.ts';
import { FILE_KIND, type PlanDraft } from './plan-draft.ts';
import { isUnwritable } from './resolve-folders.ts';
import { ROW_STATE } from './row-state.ts';

/**
 * Lets an existing file make room for a new one, for the policy `rename_existing`: the existing file gets the counter.
 * Only a single regular file, with the companions the plan knows of, ever makes room; folders, links and files that
 * the scan left alone never do.
 */
export class RoomMaker {
  readonly #board: ClaimBoard;
  readonly #draft: PlanDraft;
  readonly #names: CounterNames;
  readonly #kin: OccupiedKin;

  /**
   * @param board - the claims
   * @param names - gives files of the source table their counters
   */
  constructor(board: ClaimBoard, names: CounterNames) {
    this.#board = board;
    this.#draft = board.draft;
    this.#names = names;
    this.#kin = new OccupiedKin(board.draft.input.occupied);
  }

  /**
   * Has the file renamed that is in a group's way, and gives the group its places.
   *
   * @param group - a group whose place is taken
   * @returns false when nothing can make room
   */
  makeRoom(group: number): boolean {
    if (this.#draft.input.onConflict !== 'rename_existing') return false;
    const owner = this.#ownerInTheWay(group);
    if (owner === undefined || !this.#rename(owner)) return false;
    this.#board.take(group);
    return true;
  }

  /** The one group, or entry of the destination table, that holds all places a group lacks. */
  #ownerInTheWay(group: number): number | undefined {
    const { groups, places, wantedPlace } = this.#draft;
    let owner: number | undefined;
    for (const row of groups.rows(group)) {
      const place = idAt(wantedPlace, row);
      const taker = idAt(places.taker, place);
      const [entry, ...more] = this.#board.stayingAt(place, group);
      if (taker === NONE && entry === undefined) continue;
      const found = taker === NONE && entry !== undefined && more.length === 0 ? this.#ownerOf(entry) : undefined;
      if (found === undefined || (owner !== undefined && owner !== found)) return undefined;
      owner = found;
    }
    return owner;
  }

  #ownerOf(entry: number): number | undefined {
    const { input, folders, rows } = this.#draft;
    if (this.#draft.folderOfEntry(entry) !== undefined || this.#draft.earlierCopy[entry] === 1) return undefined;
    const { table, row } = this.#draft.rowOfEntry(entry);
    const folder = idAt(table.folder, row);
    if (table.kind[row] !== FILE_KIND || table.left[row] !== 0) return undefined;
    if (entry < rows)
      return input.mode === 'move' && !isUnwritable(this.#draft, folder) ? this.#settledGroup(row) : undefined;
    return isUnwritable(this.#draft, folders.ofOccupied(folder)) || this.#kin.has(row) ? undefined : entry;
  }

  #settledGroup(row: number): number | undefined {
    const { groups, state } = this.#draft;
    const group = groups.of(row);
    const settled = groups.rows(group).every((each) => {
      return state[each] === ROW_STATE.inPlace || state[each] === ROW_STATE.keepsCounter;
    });
    return settled ? group : undefined;
  }

  #rename(owner: number): boolean {
    const draft = this.#draft;
    if (owner < draft.rows) return this.#names.assign(owner) === undefined;
    const { table, row } = draft.rowOfEntry(owner);
    const folder = draft.folders.ofOccupied(idAt(table.folder, row));
    for (let counter = 1; ; counter++) {
      const name = encodeRaw(conflictName(table.name(row), counter));
      if (!isNewName(draft, folder, name)) continue;
      draft.places.taker[draft.places.add(folder, name)] = TAKEN;
      draft.madeRoom.set(row, name);
      return true;
    }
  }
}
