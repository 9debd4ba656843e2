import { decodeRaw } from '../names/raw-string.ts';
import { NO_REQUIREMENT, STEP_ACTIONS, type FolderRef, type StepAction } from '../ports/file-system.ts';
import { ByteArena } from '../table/byte-arena.ts';
import type { FileTable } from '../table/file-table.ts';
import { growColumn } from '../table/grow-column.ts';
import type { FileIdentity, PlanPlace, PlanStep } from './plan.ts';

/** The step is not about a row: it makes or removes a folder. */
export const NO_ROW = 0xffff_ffff;

const OWN_NAME = 0xffff;
const FIRST_CAPACITY = 1024;

/** One step as the planner adds it. */
export interface NewStep {
  readonly action: StepAction;
  /** Row of the source table, or of the destination table when `inOccupied`; {@link NO_ROW} for folders. */
  readonly row: number;
  readonly inOccupied?: boolean | undefined;
  /** Index into the table's folders. */
  readonly sourceFolder: number;
  /** Index into the table's folders. */
  readonly targetFolder: number;
  /** Name before, when it is not the row's. */
  readonly sourceName?: Uint8Array | undefined;
  /** Name after, when it is not the row's. */
  readonly targetName?: Uint8Array | undefined;
  /** Step that must be completed before, or NO_REQUIREMENT. */
  readonly requires: number;
  /** Bits of STEP_FLAGS. */
  readonly flags: number;
}

/**
 * The steps of a plan as columns, some 30 bytes a step: identities and most names stay in the file tables and are
 * read from there.
 */
export class StepTable {
  /** Steps in use. */
  count = 0;
  /** Position in STEP_ACTIONS. */
  action = new Uint8Array(FIRST_CAPACITY);
  /** Row of the table that {@link StepTable.tableOf} names; {@link NO_ROW} for folders. */
  row = new Uint32Array(FIRST_CAPACITY);
  /** Index into {@link StepTable.folders}. */
  sourceFolder = new Uint32Array(FIRST_CAPACITY);
  /** Index into {@link StepTable.folders}. */
  targetFolder = new Uint32Array(FIRST_CAPACITY);
  /** Step that must be completed before, or NO_REQUIREMENT. */
  requires = new Uint32Array(FIRST_CAPACITY);
  /** Bits of STEP_FLAGS. */
  flags = new Uint8Array(FIRST_CAPACITY);
  /** Every folder that a step touches. */
  readonly folders: FolderRef[] = [];

  /** The source table. */
  readonly table: FileTable;
  /** The destination table, which may be the same. */
  readonly occupied: FileTable;

  readonly #names = new ByteArena(FIRST_CAPACITY);
  #inOccupied = new Uint8Array(FIRST_CAPACITY);
  #nameStart = new Uint32Array(FIRST_CAPACITY);
  #sourceLength = new Uint16Array(FIRST_CAPACITY);
  #targetLength = new Uint16Array(FIRST_CAPACITY);

  /**
   * @param table - the source table
   * @param occupied - the destination table
   */
  constructor(table: FileTable, occupied: FileTable) {
    this.table = table;
    this.occupied = occupied;
  }

  /**
   * Adds a step.
   *
   * @param step - the step
   * @returns its index
   */
  add(step: NewStep): number {
    const index = this.count++;
    if (index >= this.action.length) this.#grow(index * 2);
    this.action[index] = STEP_ACTIONS.indexOf(step.action);
    this.row[index] = step.row;
    this.sourceFolder[index] = step.sourceFolder;
    this.targetFolder[index] = step.targetFolder;
    this.requires[index] = step.requires;
    this.flags[index] = step.flags;
    this.#inOccupied[index] = step.inOccupied === true ? 1 : 0;
    this.#nameStart[index] = this.#names.length;
    this.#sourceLength[index] = this.#keep(step.sourceName);
    this.#targetLength[index] = this.#keep(step.targetName);
    return index;
  }

  /**
   * Makes room, so that the columns need not grow in small steps.
   *
   * @param steps - how many there will be
   */
  reserve(steps: number): void {
    if (steps > this.action.length) this.#grow(steps);
  }

  /**
   * The name a step starts from.
   *
   * @param index - the step
   * @returns a view on its bytes
   */
  sourceName(index: number): Uint8Array {
    const length = this.#sourceLength[index] ?? OWN_NAME;
    return length === OWN_NAME ? this.#ownName(index) : this.#names.at(this.#nameStart[index] ?? 0, length);
  }

  /**
   * The name a step ends with.
   *
   * @param index - the step
   * @returns a view on its bytes
   */
  targetName(index: number): Uint8Array {
    const length = this.#targetLength[index] ?? OWN_NAME;
    if (length === OWN_NAME) return this.#ownName(index);
    const before = this.#sourceLength[index] ?? OWN_NAME;
    return this.#names.at((this.#nameStart[index] ?? 0) + (before === OWN_NAME ? 0 : before), length);
  }

  /**
   * The table that a step's row belongs to.
   *
   * @param index - a step with a row
   * @returns where the file's identity, category and own name are
   */
  tableOf(index: number): FileTable {
    return this.#inOccupied[index] === 1 ? this.occupied : this.table;
  }

  /**
   * One step, decoded.
   *
   * @param index - the step
   * @returns an object for tests and listings; loops over many steps read the columns
   */
  step(index: number): PlanStep {
    const row = this.row[index] ?? NO_ROW;
    return {
      index,
      action: STEP_ACTIONS[this.action[index] ?? 0] ?? 'move',
      source: this.#placeOf(this.sourceFolder[index] ?? 0, this.sourceName(index)),
      target: this.#placeOf(this.targetFolder[index] ?? 0, this.targetName(index)),
      identity: row === NO_ROW ? NO_IDENTITY : identityOf(this.tableOf(index), row),
      category: row === NO_ROW ? 0 : (this.tableOf(index).category[row] ?? 0),
      flags: this.flags[index] ?? 0,
      requires: this.requires[index] ?? NO_REQUIREMENT,
      origin: NO_REQUIREMENT,
    };
  }

  #ownName(index: number): Uint8Array {
    return this.tableOf(index).nameBytes(this.row[index] ?? NO_ROW);
  }

  #placeOf(folder: number, name: Uint8Array): PlanPlace {
    const ref = this.folders[folder];
    return { root: ref?.root ?? 0, folder: ref?.path ?? '', name: decodeRaw(name) };
  }

  #keep(name: Uint8Array | undefined): number {
    if (name === undefined) return OWN_NAME;
    this.#names.append(name);
    return name.length;
  }

  #grow(capacity: number): void {
    this.action = growColumn(this.action, capacity);
    this.row = growColumn(this.row, capacity);
    this.sourceFolder = growColumn(this.sourceFolder, capacity);
    this.targetFolder = growColumn(this.targetFolder, capacity);
    this.requires = growColumn(this.requires, capacity);
    this.flags = growColumn(this.flags, capacity);
    this.#inOccupied = growColumn(this.#inOccupied, capacity);
    this.#nameStart = growColumn(this.#nameStart, capacity);
    this.#sourceLength = growColumn(this.#sourceLength, capacity);
    this.#targetLength = growColumn(this.#targetLength, capacity);
  }
}

const NO_IDENTITY: FileIdentity = { device: 0n, inode: 0n, size: 0, mtime: 0n };

function identityOf(table: FileTable, row: number): FileIdentity {
  return {
    device: table.device[row] ?? 0n,
    inode: table.inode[row] ?? 0n,
    size: table.size[row] ?? 0,
    mtime: table.mtime[row] ?? 0n,
  };
}
