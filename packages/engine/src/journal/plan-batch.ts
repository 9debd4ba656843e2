import {
  NO_REQUIREMENT,
  STEP_ACTIONS,
  type FolderFacts,
  type FolderRef,
  type StepAction,
  type StepBatch,
} from '../ports/file-system.ts';
import type { FileIdentity } from '../plan/plan.ts';
import { KeptFilesBuilder, type NewKept } from './kept-files.ts';

/** Steps a batch holds at most: what is at stake between two syncs of the journal. */
export const BATCH_STEPS = 8192;

/** A batch of a plan: the steps, and what the plan knows of each beside what the disk needs. */
export interface PlanBatch extends StepBatch {
  /** Position in CATEGORIES by row. */
  readonly category: Uint8Array;
  /** STEP_FLAGS by row. */
  readonly flags: Uint8Array;
  /** Index in the plan of the step each row requires, or NO_REQUIREMENT. */
  readonly requiresStep: Uint32Array;
  /** For an undo: index of the step in the undone operation. */
  readonly origin: Uint32Array;
}

/** One step to add to a batch. */
export interface NewStep {
  readonly action: StepAction;
  readonly source: FolderRef;
  /** Name in the source folder; empty where the action has none. */
  readonly sourceName: Uint8Array;
  readonly target: FolderRef;
  readonly targetName: Uint8Array;
  readonly identity: FileIdentity;
  readonly category: number;
  readonly flags: number;
  /** Index in the plan, or NO_REQUIREMENT. */
  readonly requires: number;
  readonly origin: number;
  readonly folderFacts?: FolderFacts | undefined;
  readonly hash?: Uint8Array | undefined;
  /** The file that is kept when this one goes. */
  readonly kept?: NewKept | undefined;
}

/** Collects steps into the columns of one batch. */
export class PlanBatchBuilder {
  readonly #firstStep: number;
  readonly #folders: FolderRef[] = [];
  readonly #folderIds = new Map<string, number>();
  readonly #folderFacts = new Map<number, FolderFacts>();
  readonly #action = new Uint8Array(BATCH_STEPS);
  readonly #sourceFolder = new Uint32Array(BATCH_STEPS);
  readonly #targetFolder = new Uint32Array(BATCH_STEPS);
  readonly #nameEnd = new Uint32Array(BATCH_STEPS * 2);
  readonly #device = new BigUint64Array(BATCH_STEPS);
  readonly #inode = new BigUint64Array(BATCH_STEPS);
  readonly #size = new Float64Array(BATCH_STEPS);
  readonly #mtime = new BigInt64Array(BATCH_STEPS);
  readonly #requires = new Uint32Array(BATCH_STEPS);
  readonly #origin = new Uint32Array(BATCH_STEPS);
  readonly #category = new Uint8Array(BATCH_STEPS);
  readonly #flags = new Uint8Array(BATCH_STEPS);
  #hash: Uint8Array | undefined;
  #kept: KeptFilesBuilder | undefined;
  #names = Buffer.allocUnsafe(BATCH_STEPS * 48);
  #namesLength = 0;
  #count = 0;

  /** @param firstStep - index in the plan of the first step */
  constructor(firstStep: number) {
    this.#firstStep = firstStep;
  }

  /** Steps so far. */
  get count(): number {
    return this.#count;
  }

  /** Whether another step needs another batch. */
  get isFull(): boolean {
    return this.#count === BATCH_STEPS;
  }

  /**
   * Adds a step.
   *
   * @param step - the step
   */
  add(step: NewStep): void {
    const row = this.#count++;
    this.#action[row] = STEP_ACTIONS.indexOf(step.action);
    this.#sourceFolder[row] = this.#folderId(step.source);
    this.#targetFolder[row] = this.#folderId(step.target);
    this.#nameEnd[2 * row] = this.#addName(step.sourceName);
    this.#nameEnd[2 * row + 1] = this.#addName(step.targetName);
    this.#device[row] = step.identity.device;
    this.#inode[row] = step.identity.inode;
    this.#size[row] = step.identity.size;
    this.#mtime[row] = step.identity.mtime;
    this.#requires[row] = step.requires;
    this.#origin[row] = step.origin;
    this.#category[row] = step.category;
    this.#flags[row] = step.flags;
    if (step.folderFacts !== undefined) this.#folderFacts.set(row, step.folderFacts);
    if (step.hash !== undefined && step.hash.length === 32) {
      this.#hash ??= new Uint8Array(BATCH_STEPS * 32);
      this.#hash.set(step.hash, row * 32);
    }
    if (step.kept !== undefined) (this.#kept ??= new KeptFilesBuilder(BATCH_STEPS)).set(row, step.kept);
  }

  /**
   * The batch as columns.
   *
   * @returns the batch; `requires` is by row where the required step is in this batch
   */
  finish(): PlanBatch {
    const count = this.#count;
    const requiresStep = this.#requires.slice(0, count);
    return {
      folders: this.#folders,
      count,
      action: this.#action.slice(0, count),
      sourceFolder: this.#sourceFolder.slice(0, count),
      targetFolder: this.#targetFolder.slice(0, count),
      names: Uint8Array.from(this.#names.subarray(0, this.#namesLength)),
      nameEnd: this.#nameEnd.slice(0, 2 * count),
      device: this.#device.slice(0, count),
      inode: this.#inode.slice(0, count),
      size: this.#size.slice(0, count),
      mtime: this.#mtime.slice(0, count),
      requires: localRequires(requiresStep, this.#firstStep),
      requiresStep,
      origin: this.#origin.slice(0, count),
      category: this.#category.slice(0, count),
      flags: this.#flags.slice(0, count),
      skip: new Uint8Array(count),
      folderFacts: this.#folderFacts,
      match: 'inode',
      hash: this.#hash === undefined ? new Uint8Array(0) : this.#hash.slice(0, count * 32),
      ...(this.#kept === undefined ? {} : { kept: this.#kept.finish(count) }),
      operationId: '',
      firstStep: this.#firstStep,
    };
  }

  #folderId(ref: FolderRef): number {
    const key = `${String(ref.root)}/${ref.path}`;
    const known = this.#folderIds.get(key);
    if (known !== undefined) return known;
    const id = this.#folders.push(ref) - 1;
    this.#folderIds.set(key, id);
    return id;
  }

  #addName(name: Uint8Array): number {
    const end = this.#namesLength + name.length;
    if (end > this.#names.length) {
      const grown = Buffer.allocUnsafe(Math.max(end, this.#names.length * 2));
      this.#names.copy(grown, 0, 0, this.#namesLength);
      this.#names = grown;
    }
    this.#names.set(name, this.#namesLength);
    this.#namesLength = end;
    return end;
  }
}

/**
 * Turns requirements by step of the plan into requirements by row of the batch.
 *
 * @param requiresStep - index in the plan by row
 * @param firstStep - index in the plan of row 0
 * @returns row by row; NO_REQUIREMENT where the required step is in an earlier batch
 */
export function localRequires(requiresStep: Uint32Array, firstStep: number): Uint32Array {
  return requiresStep.map((step) => (step === NO_REQUIREMENT || step < firstStep ? NO_REQUIREMENT : step - firstStep));
}
