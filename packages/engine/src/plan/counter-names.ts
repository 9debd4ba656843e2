import { encodeRaw, decodeRaw } from '../names/raw-string.ts';
import { MAX_NAME_BYTES } from '../names/split-name.ts';
import { conflictName } from '../rules/conflict-name.ts';
import type { ClaimBoard } from './claim-board.ts';
import { everyRow } from './every-row.ts';
import { groupNames, isNewName, type MemberName } from './group-names.ts';
import { idAt, NONE } from './id-at.ts';
import type { LeaveCause, PlanDraft } from './plan-draft.ts';
import { Overwriter } from './overwriter.ts';
import { RoomMaker } from './room-maker.ts';
import { ROW_STATE } from './row-state.ts';
import type { Settlement } from './settlement.ts';

/** Names the groups whose place is taken, in order of rows: each gets the lowest counter that is new to its folder. */
export class CounterNames {
  readonly #board: ClaimBoard;
  readonly #draft: PlanDraft;
  readonly #settlement: Settlement;
  readonly #rooms: RoomMaker;
  readonly #overwriter: Overwriter;
  /** By wanted place: all counters below are taken, so that many files of one name need not try them all again. */
  readonly #firstFree = new Map<number, number>();

  /**
   * @param board - the claims
   * @param settlement - has settled them
   */
  constructor(board: ClaimBoard, settlement: Settlement) {
    this.#board = board;
    this.#draft = board.draft;
    this.#settlement = settlement;
    this.#rooms = new RoomMaker(board, this);
    this.#overwriter = new Overwriter(board);
  }

  /** Names all groups that need it. */
  async run(): Promise<void> {
    // A group that finds no name stays, and that may have cost others their place.
    while (await this.#nameAll()) this.#settlement.giveFreed();
  }

  /**
   * Gives a group names with the lowest counter that is new.
   *
   * @param group - a group
   * @returns why there are no such names, or undefined when it has them now
   */
  assign(group: number): LeaveCause | undefined {
    if (this.#draft.groups.after(group) === NONE) {
      this.#assignAlone(group);
      return undefined;
    }
    const place = idAt(this.#draft.wantedPlace, group);
    const first = this.#firstFree.get(place) ?? 1;
    for (let counter = first; ; counter++) {
      const members = groupNames(this.#draft, group, counter);
      const tooLong = members.find(({ name }) => name.length > MAX_NAME_BYTES);
      if (tooLong !== undefined) return { reason: 'name_too_long', row: tooLong.row };
      const taken = members.find((member) => !this.#isNew(member));
      if (taken?.fixed === true) return { reason: 'destination_exists', row: taken.row };
      if (taken !== undefined) continue;
      if (counter === first && place !== NONE) this.#firstFree.set(place, counter + 1);
      return this.#store(members) ? undefined : { reason: 'destination_exists', row: group };
    }
  }

  /** Returns whether some group had to stay. */
  async #nameAll(): Promise<boolean> {
    const { rows, input } = this.#draft;
    let stayed = 0;
    await everyRow({ count: rows, pause: input.pause }, (row) => {
      if (this.#needsName(row) && !this.#name(row)) stayed++;
    });
    return stayed > 0;
  }

  #needsName(row: number): boolean {
    const { state, groups, names } = this.#draft;
    return state[row] === ROW_STATE.displaced && groups.of(row) === row && names.of(row) === undefined;
  }

  /** Returns false when the group stays instead. */
  #name(group: number): boolean {
    if (!this.#board.conflicts(group)) {
      this.#board.take(group);
      return true;
    }
    if (this.#rooms.makeRoom(group)) return true;
    const overwrites = this.#draft.input.onConflict === 'overwrite';
    const instead = overwrites ? this.#overwriter.takePlaces(group) : 'another_name';
    const cause = instead === 'another_name' ? this.assign(group) : instead;
    if (cause !== undefined) this.#settlement.leave(group, cause);
    return cause === undefined;
  }

  #isNew({ row, name }: MemberName): boolean {
    return isNewName(this.#draft, this.#draft.targetFolder(row), name);
  }

  /** Returns false when two files of the group would get one place. */
  #store(members: readonly MemberName[]): boolean {
    const draft = this.#draft;
    const taken = members.map(({ row, name }) => ({
      row,
      name,
      place: draft.places.add(draft.targetFolder(row), name),
    }));
    if (new Set(taken.map(({ place }) => place)).size < taken.length) return false;
    for (const { row, name, place } of taken) {
      draft.places.taker[place] = row;
      draft.names.set(row, name);
      draft.state[row] = ROW_STATE.displaced;
    }
    return true;
  }

  #assignAlone(row: number): void {
    const { places, names, state } = this.#draft;
    const wanted = decodeRaw(this.#draft.wantedName(row));
    const folder = this.#draft.targetFolder(row);
    const place = idAt(this.#draft.wantedPlace, row);
    let counter = this.#firstFree.get(place) ?? 1;
    let name = encodeRaw(conflictName(wanted, counter));
    while (!isNewName(this.#draft, folder, name)) name = encodeRaw(conflictName(wanted, ++counter));
    if (place !== NONE) this.#firstFree.set(place, counter + 1);
    places.taker[places.add(folder, name)] = row;
    names.set(row, name);
    state[row] = ROW_STATE.displaced;
  }
}
