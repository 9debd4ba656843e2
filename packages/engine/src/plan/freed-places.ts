import { leftReasonId } from '@kempt/contracts';
import { encodeRaw } from '../names/raw-string.ts';
import type { ClaimBoard } from './claim-board.ts';
import { idAt, NONE } from './id-at.ts';
import { ROW_STATE, staysPut } from './row-state.ts';
import { isDuplicate } from './same-bytes.ts';

const DUPLICATE = leftReasonId('duplicate');
const DESTINATION_BLOCKED = leftReasonId('destination_blocked');
/** Reasons that only stand while a place is taken. */
const PASSING: ReadonlySet<number> = new Set([
  leftReasonId('destination_exists'),
  leftReasonId('duplicate'),
  leftReasonId('main_left'),
]);

/**
 * Places that a winner gave up because its group could not have another one, after others had already lost them to
 * it. They are handed on, so that nobody stays away from a free place: a second run would bring him there.
 */
export class FreedPlaces {
  readonly #board: ClaimBoard;
  readonly #freed: number[] = [];
  #duplicates: number[] = [];
  #below: ReadonlyMap<number, readonly number[]> = new Map();

  /** @param board - the claims */
  constructor(board: ClaimBoard) {
    this.#board = board;
  }

  /**
   * Remembers places.
   *
   * @param places - places somebody gave up
   */
  add(places: readonly number[]): void {
    for (const place of places) this.#freed.push(place);
  }

  /**
   * Remembers a group that stays as a duplicate, to see in the end whether its twin got the place.
   *
   * @param group - the group
   */
  watchDuplicate(group: number): void {
    this.#duplicates.push(group);
  }

  /**
   * Remembers who can go on when a new folder's place gets free after all.
   *
   * @param below - rows by folder
   */
  watchFolders(below: ReadonlyMap<number, readonly number[]>): void {
    this.#below = below;
  }

  /** Hands the places on, until nobody wants a place that is free. */
  give(): void {
    do {
      for (let place = this.#freed.pop(); place !== undefined; place = this.#freed.pop()) this.#handOn(place);
      this.#reviewDuplicates();
    } while (this.#freed.length > 0);
  }

  #handOn(place: number): void {
    const { places, nextClaim, groups, newFolders } = this.#board.draft;
    for (let row = idAt(places.claim, place); row !== NONE; row = idAt(nextClaim, row)) {
      const group = groups.of(row);
      if (this.#isPassing(group) && !this.#board.conflicts(group)) this.#rise(group);
    }
    const below = this.#below.get(newFolders.get(place) ?? NONE);
    if (below === undefined || this.#board.stayingAt(place, NONE).length > 0) return;
    for (const row of below) this.#unblock(groups.of(row));
  }

  /** The folder can be made now; whether the file's own place is free is another question. */
  #unblock(group: number): void {
    const { draft } = this.#board;
    const blocked = draft.groups.rows(group).some((row) => {
      return draft.state[row] === ROW_STATE.left && draft.reason[row] === DESTINATION_BLOCKED;
    });
    if (!blocked) return;
    if (draft.names.of(group) !== undefined) this.#displace(group);
    else if (!this.#board.conflicts(group)) this.#rise(group);
    else if (draft.input.onConflict === 'skip' || this.#board.isTied(group)) {
      draft.leave(group, { reason: 'destination_exists', row: group });
    } else this.#displace(group);
  }

  /** Whether a group lost nothing but its place. */
  #isPassing(group: number): boolean {
    const { state, reason, groups, names } = this.#board.draft;
    if (names.of(group) !== undefined) return false;
    return groups.rows(group).every((row) => state[row] !== ROW_STATE.left || PASSING.has(reason[row] ?? 0));
  }

  #rise(group: number): void {
    this.#uproot(group);
    this.#board.take(group);
  }

  /** A duplicate whose twin went elsewhere is none: it is renamed like any other file whose place is taken. */
  #reviewDuplicates(): void {
    const { draft } = this.#board;
    const { state, reason } = draft;
    this.#duplicates = this.#duplicates.filter((group) => {
      if (state[group] !== ROW_STATE.left || reason[group] !== DUPLICATE) return false;
      if (isDuplicate(draft, group, (entry) => this.#board.entryStays(entry))) return true;
      if (this.#board.conflicts(group)) this.#displace(group);
      else this.#rise(group);
      return false;
    });
  }

  #displace(group: number): void {
    const { state, reason, groups } = this.#board.draft;
    this.#uproot(group);
    for (const row of groups.rows(group)) {
      state[row] = ROW_STATE.displaced;
      reason[row] = 0;
    }
  }

  /** Frees the places of rows that leave after all. */
  #uproot(group: number): void {
    const { draft, emptying } = this.#board;
    const { table } = draft.input;
    for (const row of draft.groups.rows(group)) {
      const state = draft.state[row] ?? ROW_STATE.out;
      if (!staysPut(state) || state === ROW_STATE.inPlace || state === ROW_STATE.out) continue;
      const folder = idAt(table.folder, row);
      this.#free(folder, table.nameBytes(row));
      for (const freed of emptying.release(folder)) {
        this.#free(draft.folders.parentOf(freed), encodeRaw(draft.folders.nameOf(freed)));
      }
    }
  }

  #free(folder: number, name: Uint8Array): void {
    const { watched, places } = this.#board.draft;
    if (watched[folder] !== 1) return;
    const place = places.find(folder, name);
    if (place !== NONE) this.#freed.push(place);
  }
}
