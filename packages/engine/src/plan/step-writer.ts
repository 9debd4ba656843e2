import { encodeRaw } from '../names/raw-string.ts';
import { NO_REQUIREMENT } from '../ports/file-system.ts';
import type { ClaimBoard } from './claim-board.ts';
import { holderOf, type GroupOrder } from './group-order.ts';
import { idAt, NONE } from './id-at.ts';
import { STEP_FLAGS } from './plan.ts';
import type { PlanDraft } from './plan-draft.ts';
import { QuarantinePlaces } from './quarantine-places.ts';
import { existingAbove } from './resolve-folders.ts';
import { staysPut } from './row-state.ts';
import { NO_ROW, StepTable } from './step-table.ts';

/** Where a file was put aside. */
interface Aside {
  readonly step: number;
  readonly folder: number;
  readonly name: Uint8Array;
}

/** Writes the steps of a settled and ordered plan. */
export class StepWriter {
  /** The steps. */
  readonly steps: StepTable;
  /** By row: the step that brings it to its place, NONE without one. */
  readonly stepOf: Uint32Array;

  readonly #board: ClaimBoard;
  readonly #draft: PlanDraft;
  readonly #order: GroupOrder;
  readonly #folderIndex = new Map<number, number>();
  readonly #aside = new Map<number, Aside>();
  /** Steps that make room, by the entry that makes it. */
  readonly #roomSteps = new Map<number, number>();
  /** By root. */
  readonly #quarantines = new Map<number, QuarantinePlaces>();
  #temporaryNames = 0;

  /**
   * @param board - the settled claims
   * @param order - the order of groups
   */
  constructor(board: ClaimBoard, order: GroupOrder) {
    this.#board = board;
    this.#draft = board.draft;
    this.#order = order;
    const { table, occupied } = board.draft.input;
    this.steps = new StepTable(table, occupied);
    this.stepOf = new Uint32Array(board.draft.rows).fill(NONE);
  }

  /**
   * Puts a group aside, companions only together with their main file. Beside them, only the step that finishes it
   * requires a step made here: those who wait for the place rely on the order, and on no move ever replacing a file.
   *
   * @param group - a staged group
   */
  stage(group: number): void {
    const { table } = this.#draft.input;
    for (const row of this.#movingRows(group)) {
      const folder = this.#asideFolder(row);
      const name = this.#temporaryName(folder);
      const step = this.steps.add({
        action: 'move',
        row,
        sourceFolder: this.#index(idAt(table.folder, row)),
        targetFolder: this.#index(folder),
        targetName: name,
        requires: row === group ? NO_REQUIREMENT : (this.#aside.get(group)?.step ?? NO_REQUIREMENT),
        flags: this.#flags(row) | STEP_FLAGS.stage,
      });
      this.#aside.set(row, { step, folder, name });
    }
  }

  /**
   * Brings a group that was put aside to its place.
   *
   * @param group - a staged group
   */
  finish(group: number): void {
    for (const row of this.#movingRows(group)) {
      const aside = this.#aside.get(row);
      if (aside === undefined) continue;
      this.#displace(row, aside.step);
      this.stepOf[row] = this.steps.add({
        action: 'move',
        row,
        sourceFolder: this.#index(aside.folder),
        targetFolder: this.#index(this.#draft.targetFolder(row)),
        sourceName: aside.name,
        targetName: this.#newName(row),
        requires: aside.step,
        flags: this.#flags(row),
      });
    }
  }

  /**
   * Brings a group to its place, companions right behind their main file.
   *
   * @param group - a group that is not staged
   */
  move(group: number): void {
    const { groups, input, state } = this.#draft;
    for (let row = group; row !== NONE; row = groups.after(row)) {
      if (staysPut(state[row])) continue;
      this.#displace(row, row === group ? NO_REQUIREMENT : idAt(this.stepOf, group));
      this.stepOf[row] = this.steps.add({
        action: input.mode,
        row,
        sourceFolder: this.#index(idAt(input.table.folder, row)),
        targetFolder: this.#index(this.#draft.targetFolder(row)),
        targetName: this.#newName(row),
        requires: this.#required(row, group),
        flags: this.#flags(row),
      });
    }
  }

  /**
   * Takes a duplicate to the quarantine of the source.
   *
   * @param row - the duplicate
   */
  takeAway(row: number): void {
    const { table, sourceRoot, duplicates } = this.#draft.input;
    const sourceFolder = this.#index(idAt(table.folder, row));
    const place = this.#quarantineOf(sourceRoot).placeOf(table.nameBytes(row));
    this.stepOf[row] = this.steps.add({
      action: 'quarantine',
      row,
      sourceFolder,
      targetFolder: place.folder,
      targetName: place.name,
      requires: place.requires,
      flags: duplicates?.isAgain(row) === true ? STEP_FLAGS.again : 0,
    });
  }

  /**
   * Makes all names of a duplicate names of the file that is kept. What moves them counts for those that move.
   *
   * @param names - rows, none of which stays for a reason
   */
  link(names: readonly number[]): void {
    for (const row of names) {
      const folder = this.#index(idAt(this.#draft.input.table.folder, row));
      const moves = !staysPut(this.#draft.state[row]);
      const step = this.steps.add({
        action: 'hardlink',
        row,
        sourceFolder: folder,
        targetFolder: folder,
        requires: NO_REQUIREMENT,
        flags: (row === names[0] ? 0 : STEP_FLAGS.again) | (moves ? STEP_FLAGS.uncounted : 0),
      });
      if (!moves) this.stepOf[row] = step;
    }
  }

  /**
   * Renames a file of the destination table that makes room.
   *
   * @param row - row of the destination table
   * @param name - its new name
   */
  makeRoom(row: number, name: Uint8Array): void {
    const { occupied } = this.#draft.input;
    const folder = this.#index(this.#draft.folders.ofOccupied(idAt(occupied.folder, row)));
    const step = this.steps.add({
      action: 'move',
      row,
      inOccupied: true,
      sourceFolder: folder,
      targetFolder: folder,
      targetName: name,
      requires: NO_REQUIREMENT,
      flags: STEP_FLAGS.renamed | STEP_FLAGS.uncounted,
    });
    this.#roomSteps.set(this.#draft.rows + row, step);
  }

  /**
   * Makes or removes a folder.
   *
   * @param action - which of both
   * @param folder - the folder
   */
  folder(action: 'make_folder' | 'remove_folder', folder: number): void {
    const parent = this.#index(this.#draft.folders.parentOf(folder));
    const name = encodeRaw(this.#draft.folders.nameOf(folder));
    this.steps.add({
      action,
      row: NO_ROW,
      sourceFolder: parent,
      targetFolder: parent,
      sourceName: action === 'make_folder' ? NO_NAME : name,
      targetName: action === 'make_folder' ? name : NO_NAME,
      requires: NO_REQUIREMENT,
      flags: STEP_FLAGS.folder,
    });
  }

  /**
   * Takes the file that has a row's place to the quarantine. This step stands right before the one that brings the row,
   * so that nobody misses the old file for long, and it can go back when the new one cannot come.
   */
  #displace(row: number, requires: number): void {
    if (this.#draft.overwritten.size === 0) return;
    const holder = holderOf(this.#board, row);
    if (!this.#draft.overwritten.has(holder)) return;
    const { rows, folders } = this.#draft;
    const inOccupied = holder >= rows;
    const { table, row: at } = this.#draft.rowOfEntry(holder);
    const folder = idAt(table.folder, at);
    const sourceFolder = this.#index(inOccupied ? folders.ofOccupied(folder) : folder);
    const place = this.#quarantineOf(this.#draft.input.destinationRoot).placeOf(table.nameBytes(at));
    const step = this.steps.add({
      action: 'displace',
      row: at,
      inOccupied,
      sourceFolder,
      targetFolder: place.folder,
      targetName: place.name,
      requires: requires === NO_REQUIREMENT ? place.requires : requires,
      flags: STEP_FLAGS.uncounted,
    });
    this.#roomSteps.set(holder, step);
  }

  #quarantineOf(root: number): QuarantinePlaces {
    const { operationId } = this.#draft.input;
    const places = this.#quarantines.get(root) ?? new QuarantinePlaces(this.steps, { root, operationId });
    this.#quarantines.set(root, places);
    return places;
  }

  #movingRows(group: number): number[] {
    return this.#draft.groups.rows(group).filter((row) => !staysPut(this.#draft.state[row]));
  }

  #required(row: number, group: number): number {
    const main = row === group ? NONE : idAt(this.stepOf, group);
    if (main !== NONE) return main;
    const holder = holderOf(this.#board, row);
    if (holder === NONE) return NO_REQUIREMENT;
    return this.#roomSteps.get(holder) ?? idAt(this.stepOf, holder);
  }

  /** Beside the file, unless the folder must be gone before the file gets to its place. */
  #asideFolder(row: number): number {
    const { folders, input } = this.#draft;
    const source = idAt(input.table.folder, row);
    for (let folder = source; folder !== NONE; folder = folders.parentOf(folder)) {
      if (this.#order.vacated.has(folder)) return existingAbove(this.#draft, this.#draft.targetFolder(row));
    }
    return source;
  }

  #temporaryName(folder: number): Uint8Array {
    for (;;) {
      const name = encodeRaw(`.kempt-${this.#draft.input.operationId}-${this.#temporaryNames++}`);
      if (this.#draft.places.find(folder, name) === NONE) return name;
    }
  }

  #newName(row: number): Uint8Array | undefined {
    return this.#draft.names.of(row) ?? this.#draft.input.destinations.newNameBytes(row);
  }

  #flags(row: number): number {
    const { groups, names, input } = this.#draft;
    const companion = groups.of(row) === row ? 0 : STEP_FLAGS.companion;
    const renamed = names.of(row) === undefined ? 0 : STEP_FLAGS.renamed;
    return companion | renamed | (input.table.mismatch[row] === 0 ? 0 : STEP_FLAGS.mismatch);
  }

  #index(folder: number): number {
    const known = this.#folderIndex.get(folder);
    if (known !== undefined) return known;
    const index = this.steps.folders.push(this.#draft.folders.refOf(folder)) - 1;
    this.#folderIndex.set(folder, index);
    return index;
  }
}

const NO_NAME = new Uint8Array(0);
