import { encodeRaw } from '../names/raw-string.ts';
import type { ClaimBoard } from './claim-board.ts';
import { everyRow } from './every-row.ts';
import { FreedPlaces } from './freed-places.ts';
import { idAt, NONE } from './id-at.ts';
import type { LeaveCause, PlanDraft } from './plan-draft.ts';
import { ROW_STATE, staysPut } from './row-state.ts';
import { rowsBelowHeldFolders } from './held-folders.ts';
import { isDuplicate } from './same-bytes.ts';

/**
 * Decides who gets the place it wants. Everybody does at first; then whatever turns out to stay takes its place away
 * from those who want it, and those who lose may stay themselves, until nothing changes.
 *
 * Among those who want one place the first row wins, and one that already carries a counter comes last, since it can
 * stay as it is.
 */
export class Settlement {
  readonly #board: ClaimBoard;
  readonly #draft: PlanDraft;
  readonly #freed: FreedPlaces;
  /** Rows that stay, whose places are not yet taken away from others. */
  readonly #kept: number[] = [];
  /** Rows that want to go below a new folder whose place is not free yet, by folder. */
  #below: ReadonlyMap<number, readonly number[]> = new Map();

  /** @param board - the claims */
  constructor(board: ClaimBoard) {
    this.#board = board;
    this.#draft = board.draft;
    this.#freed = new FreedPlaces(board);
  }

  /** Settles all claims. */
  async run(): Promise<void> {
    const range = { count: this.#draft.rows, pause: this.#draft.input.pause };
    this.#below = await rowsBelowHeldFolders(this.#draft);
    this.#freed.watchFolders(this.#below);
    for (const folder of this.#below.keys()) this.#checkFolder(folder);
    this.#spread();
    await everyRow(range, (row) => {
      if (!this.#board.isOpen(row)) return;
      if (this.#clashes(row)) this.leave(row, { reason: 'destination_exists', row });
      else if (this.#board.conflicts(row)) this.#lose(row);
    });
    const carriers: number[] = [];
    await everyRow(range, (row) => {
      if (!this.#board.isOpen(row)) return;
      if (this.#board.carriesCounter(row)) carriers.push(row);
      else this.#contest(row);
    });
    for (const row of carriers) if (this.#board.isOpen(row)) this.#contest(row);
    this.#freed.give();
  }

  /**
   * Leaves a group where it is, and takes its places from those who counted on its leaving.
   *
   * @param group - a group that was to leave
   * @param cause - why it stays
   */
  leave(group: number, cause: LeaveCause): void {
    this.#keep(group, () => {
      this.#draft.leave(group, cause);
    });
    this.#spread();
  }

  /** Hands out places that were given up since, to those who had lost them. */
  giveFreed(): void {
    this.#freed.give();
  }

  #contest(group: number): void {
    if (this.#board.conflicts(group)) this.#lose(group);
    else this.#board.take(group);
  }

  /** Two files of one group that want one place, since their names differ in case alone. */
  #clashes(group: number): boolean {
    const { groups, wantedPlace } = this.#draft;
    if (groups.after(group) === NONE) return false;
    const wanted = groups.rows(group).map((row) => idAt(wantedPlace, row));
    const places = wanted.filter((place) => place !== NONE);
    return new Set(places).size < places.length;
  }

  #lose(group: number): void {
    this.#demote(group);
    this.#spread();
  }

  /** What becomes of a group whose place is taken. */
  #demote(group: number): void {
    const { state, input, groups } = this.#draft;
    const leave = (reason: LeaveCause['reason']): void => {
      this.#keep(group, () => {
        this.#draft.leave(group, { reason, row: group });
      });
    };
    if (this.#board.isTied(group)) leave('destination_exists');
    else if (input.onConflict === 'deduplicate' && this.#isDuplicate(group)) {
      leave('duplicate');
      this.#freed.watchDuplicate(group);
    } else if (this.#board.carriesCounter(group)) {
      this.#keep(group, () => {
        for (const row of groups.rows(group)) state[row] = ROW_STATE.keepsCounter;
      });
    } else if (input.onConflict === 'skip') leave('destination_exists');
    else {
      this.#freed.add(this.#board.giveUp(group));
      for (const row of groups.rows(group)) state[row] = ROW_STATE.displaced;
    }
  }

  #isDuplicate(group: number): boolean {
    return isDuplicate(this.#draft, group, (entry) => this.#board.entryStays(entry));
  }

  #keep(group: number, change: () => void): void {
    const { state, groups } = this.#draft;
    this.#freed.add(this.#board.giveUp(group));
    for (let row = group; row !== NONE; row = groups.after(row)) {
      if (!staysPut(state[row])) this.#kept.push(row);
    }
    change();
  }

  /** Takes the places of everything that stays from those who want them. */
  #spread(): void {
    const { input, folders } = this.#draft;
    for (let row = this.#kept.pop(); row !== undefined; row = this.#kept.pop()) {
      if (input.mode === 'copy') continue;
      const folder = idAt(input.table.folder, row);
      this.#block(folder, input.table.nameBytes(row));
      for (const kept of this.#board.emptying.keep(folder)) {
        this.#block(folders.parentOf(kept), encodeRaw(folders.nameOf(kept)));
      }
    }
  }

  #block(folder: number, name: Uint8Array): void {
    const { places, nextClaim, groups, newFolders, watched } = this.#draft;
    if (watched[folder] !== 1) return;
    const place = places.find(folder, name);
    if (place === NONE) return;
    for (let row = idAt(places.claim, place); row !== NONE; row = idAt(nextClaim, row)) {
      const group = groups.of(row);
      if (this.#board.isOpen(group)) this.#demote(group);
    }
    const made = newFolders.get(place);
    if (made !== undefined) this.#checkFolder(made);
  }

  /** A folder cannot be made where something stays: nothing can go below it. */
  #checkFolder(folder: number): void {
    const { groups, folders, places, state } = this.#draft;
    const place = places.find(folders.parentOf(folder), encodeRaw(folders.nameOf(folder)));
    if (this.#board.stayingAt(place, NONE).length === 0) return;
    for (const row of this.#below.get(folder) ?? []) {
      if (staysPut(state[row])) continue;
      const group = groups.of(row);
      this.#keep(group, () => {
        this.#draft.leave(group, { reason: 'destination_blocked', row });
      });
    }
  }
}
