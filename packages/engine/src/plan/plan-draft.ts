import { leftReasonId, type LeftReason } from '@kempt/contracts';
import { ENTRY_KINDS } from '../ports/file-system.ts';
import type { FileTable } from '../table/file-table.ts';
import { growColumn } from '../table/grow-column.ts';
import { CompanionGroups } from './companion-groups.ts';
import { FinalNames } from './final-names.ts';
import { idAt, NONE } from './id-at.ts';
import { Places } from './places.ts';
import { PlanFolders } from './plan-folders.ts';
import type { PlanInput } from './plan-input.ts';
import { ROW_STATE, staysPut } from './row-state.ts';

/** Kind of a regular file in a table. */
export const FILE_KIND = ENTRY_KINDS.indexOf('file');
/** Kind of a folder in a table. */
export const FOLDER_KIND = ENTRY_KINDS.indexOf('folder');

/** Why a group stays where it is. */
export interface LeaveCause {
  readonly reason: LeftReason;
  /** The row the reason is about. */
  readonly row: number;
}

/**
 * A plan while it is solved, as columns by row of the source table.
 *
 * What exists is an *entry* with a number: rows of the source table come first, then rows of the destination table
 * where that is another one, then the folders that exist.
 */
export class PlanDraft {
  /** What the plan is made of. */
  readonly input: PlanInput;
  /** All folders. */
  readonly folders: PlanFolders;
  /** All names in the folders that matter. */
  readonly places = new Places();
  /** Which rows go together. */
  readonly groups: CompanionGroups;
  /** Rows of the source table. */
  readonly rows: number;
  /** Rows of the destination table, 0 when it is the source table. */
  readonly occupiedRows: number;
  /** One of ROW_STATE by row. */
  readonly state: Uint8Array;
  /** Why a row with the state `left` stays, as in LEFT_REASONS. */
  readonly reason: Uint8Array;
  /** Folder by id of a destination folder. */
  readonly wantedFolder: Uint32Array;
  /** The place a row wants; NONE while it wants none. */
  readonly wantedPlace: Uint32Array;
  /** 1 for existing folders whose entries are in `places`. */
  readonly watched: Uint8Array;
  /** The next entry at the same place, by entry. */
  readonly nextEntry: Uint32Array;
  /** The next row that wants the same place, by row. */
  nextClaim: Uint32Array<ArrayBuffer>;
  /** 1 for entries that an earlier run copied from a source of this plan; empty for plans that move. */
  readonly earlierCopy: Uint8Array;
  /** Names that differ from the wanted ones. */
  readonly names: FinalNames;
  /** Folders some row wants to be in, or below. */
  readonly usedFolders = new Set<number>();
  /** Folders to be made, by the place they take. */
  readonly newFolders = new Map<number, number>();
  /** Existing files of the destination table that make room, by row there. */
  readonly madeRoom = new Map<number, Uint8Array>();
  /** Entries that go to the quarantine as soon as a row comes to their place. */
  readonly overwritten = new Set<number>();

  /** @param input - what the plan is made of */
  constructor(input: PlanInput) {
    const { table, occupied } = input;
    this.input = input;
    this.folders = new PlanFolders(input);
    this.rows = table.count;
    this.occupiedRows = occupied === table ? 0 : occupied.count;
    this.groups = new CompanionGroups(input.destinations, this.rows);
    this.state = new Uint8Array(this.rows);
    this.reason = new Uint8Array(this.rows);
    this.wantedFolder = new Uint32Array(input.destinations.folders.length).fill(NONE);
    this.wantedPlace = new Uint32Array(this.rows).fill(NONE);
    this.watched = new Uint8Array(this.folders.existingCount);
    this.nextEntry = new Uint32Array(this.rows + this.occupiedRows + this.folders.existingCount);
    this.nextClaim = new Uint32Array(this.rows);
    this.earlierCopy = new Uint8Array(input.mode === 'copy' ? this.nextEntry.length : 0);
    this.names = new FinalNames(this.rows);
  }

  /**
   * The entry of a folder that exists.
   *
   * @param folder - the folder
   * @returns the entry
   */
  entryOfFolder(folder: number): number {
    return this.rows + this.occupiedRows + folder;
  }

  /**
   * The folder behind an entry.
   *
   * @param entry - an entry
   * @returns the folder, or undefined for rows of a table
   */
  folderOfEntry(entry: number): number | undefined {
    const folder = entry - this.rows - this.occupiedRows;
    return folder < 0 ? undefined : folder;
  }

  /**
   * The table and row behind an entry that is no folder of a table.
   *
   * @param entry - an entry
   * @returns where its facts are
   */
  rowOfEntry(entry: number): { readonly table: FileTable; readonly row: number } {
    const { table, occupied } = this.input;
    return entry < this.rows ? { table, row: entry } : { table: occupied, row: entry - this.rows };
  }

  /**
   * Says that an entry exists at a place.
   *
   * @param entry - the entry
   * @param place - where it is
   */
  enter(entry: number, place: number): void {
    this.nextEntry[entry] = idAt(this.places.entry, place);
    this.places.entry[place] = entry;
  }

  /**
   * Gives up what only the settling of claims needs, some 50 bytes a row, before the steps take as much. No name of a
   * place is found from then on.
   */
  forgetClaims(): void {
    this.places.forgetNames();
    this.nextClaim = growColumn(this.nextClaim, 0);
  }

  /**
   * The folder a row wants to be in.
   *
   * @param row - a row
   * @returns the folder
   */
  targetFolder(row: number): number {
    return idAt(this.wantedFolder, idAt(this.input.destinations.folder, row));
  }

  /**
   * The name a row wants.
   *
   * @param row - a row
   * @returns a view on its bytes
   */
  wantedName(row: number): Uint8Array {
    const { destinations, table } = this.input;
    return destinations.newNameBytes(row) ?? table.nameBytes(row);
  }

  /**
   * Whether a row is still where it is when the plan is done.
   *
   * @param row - a row
   * @returns true unless it moves or goes to the quarantine
   */
  stays(row: number): boolean {
    const state = this.state[row];
    return this.input.mode === 'copy' || (staysPut(state) && state !== ROW_STATE.taken);
  }

  /**
   * Leaves the rows of a group that are not in place where they are.
   *
   * @param group - the group
   * @param cause - the reason, and the row it is about: the other companions stay because their main file does
   */
  leave(group: number, cause: LeaveCause): void {
    const own = leftReasonId(cause.reason);
    const mainStays = this.state[group] === ROW_STATE.inPlace;
    for (let row = group; row !== NONE; row = this.groups.after(row)) {
      const state = this.state[row];
      if (state === ROW_STATE.out || state === ROW_STATE.inPlace) continue;
      this.state[row] = ROW_STATE.left;
      this.reason[row] = mainStays || row === group || row === cause.row ? own : MAIN_LEFT;
    }
  }
}

const MAIN_LEFT = leftReasonId('main_left');
