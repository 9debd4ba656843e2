import { decodeRaw } from '../names/raw-string.ts';
import { carriesCounterOf } from '../rules/conflict-name.ts';
import { EmptyingFolders } from './emptying-folders.ts';
import { idAt, NONE } from './id-at.ts';
import type { PlanDraft } from './plan-draft.ts';
import { ROW_STATE } from './row-state.ts';

/** Who wants, has and gets which place: the questions a settlement asks, and how places change hands. */
export class ClaimBoard {
  /** The plan. */
  readonly draft: PlanDraft;
  /** Folders the plan empties. */
  readonly emptying: EmptyingFolders;

  /** @param draft - the plan, its claims entered */
  constructor(draft: PlanDraft) {
    this.draft = draft;
    this.emptying = new EmptyingFolders(draft);
  }

  /**
   * Whether a row names a group that wants something.
   *
   * @param row - a row
   * @returns true for main rows of groups with a claim
   */
  isOpen(row: number): boolean {
    return this.draft.groups.of(row) === row && this.#has(row, ROW_STATE.claims);
  }

  /**
   * Whether a file of a group is in place, so that the group cannot take another name.
   *
   * @param group - a group
   * @returns true when at least one is
   */
  isTied(group: number): boolean {
    return this.#has(group, ROW_STATE.inPlace);
  }

  /**
   * Whether a group already has the wanted name with a counter, in the wanted folder.
   *
   * @param group - a group
   * @returns true when it can stay as it is, should the wanted name be taken
   */
  carriesCounter(group: number): boolean {
    const { draft } = this;
    const { table } = draft.input;
    for (let row = group; row !== NONE; row = draft.groups.after(row)) {
      if (draft.targetFolder(row) !== table.folder[row]) return false;
    }
    return carriesCounterOf(table.name(group), decodeRaw(draft.wantedName(group)));
  }

  /**
   * Whether a group cannot go where it wants.
   *
   * @param group - a group
   * @returns true when at least one of its rows finds its place taken, or something that stays there
   */
  conflicts(group: number): boolean {
    const { groups, places, wantedPlace } = this.draft;
    for (let row = group; row !== NONE; row = groups.after(row)) {
      if (this.#isSettled(row)) continue;
      const place = idAt(wantedPlace, row);
      const taker = idAt(places.taker, place);
      if ((taker !== NONE && taker !== row) || this.stayingAt(place, group).length > 0) return true;
    }
    return false;
  }

  /**
   * What stays at a place.
   *
   * @param place - the place
   * @param group - a group whose own rows would leave, or NONE
   * @returns the entries, most often none
   */
  stayingAt(place: number, group: number): readonly number[] {
    const { places, nextEntry } = this.draft;
    let staying: number[] | undefined;
    for (let entry = idAt(places.entry, place); entry !== NONE; entry = idAt(nextEntry, entry)) {
      if (this.entryStays(entry) && !this.#leavesWith(entry, group)) (staying ??= []).push(entry);
    }
    return staying ?? NOTHING;
  }

  /**
   * Whether an entry is still where it is when the plan is done.
   *
   * @param entry - an entry
   * @returns false for what moves or is removed
   */
  entryStays(entry: number): boolean {
    const { draft } = this;
    const folder = draft.folderOfEntry(entry);
    if (folder !== undefined) return !this.emptying.leaves(folder);
    if (draft.overwritten.has(entry)) return false;
    return entry < draft.rows ? draft.stays(entry) : !draft.madeRoom.has(entry - draft.rows);
  }

  /**
   * Gives a group the places it wants.
   *
   * @param group - a group that finds them free
   */
  take(group: number): void {
    const { groups, places, state, reason, wantedPlace } = this.draft;
    for (let row = group; row !== NONE; row = groups.after(row)) {
      if (this.#isSettled(row)) continue;
      state[row] = ROW_STATE.claims;
      reason[row] = 0;
      places.taker[idAt(wantedPlace, row)] = row;
    }
  }

  /**
   * Takes its places from a group.
   *
   * @param group - a group that may have places
   * @returns those it had
   */
  giveUp(group: number): number[] {
    const { groups, places, wantedPlace } = this.draft;
    const given: number[] = [];
    for (let row = group; row !== NONE; row = groups.after(row)) {
      const place = idAt(wantedPlace, row);
      if (places.taker[place] !== row) continue;
      places.taker[place] = NONE;
      given.push(place);
    }
    return given;
  }

  /** A row that asks for nothing. */
  #isSettled(row: number): boolean {
    const state = this.draft.state[row];
    return state === ROW_STATE.inPlace || state === ROW_STATE.out;
  }

  #has(group: number, state: number): boolean {
    for (let row = group; row !== NONE; row = this.draft.groups.after(row)) {
      if (this.draft.state[row] === state) return true;
    }
    return false;
  }

  #leavesWith(entry: number, group: number): boolean {
    const { draft } = this;
    if (group === NONE || entry >= draft.rows || draft.input.mode === 'copy') return false;
    return draft.groups.of(entry) === group && !this.#isSettled(entry);
  }
}

const NOTHING: readonly number[] = [];
