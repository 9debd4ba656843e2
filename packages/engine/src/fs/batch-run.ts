import { outcomeId, type OutcomeCode } from '@kempt/contracts';
import {
  STEP_ACTIONS,
  type CreatedFile,
  type StepAction,
  type StepBatch,
  type StopSignal,
} from '../ports/file-system.ts';
import type { DiskCalls, OpenFolder } from './disk-calls.ts';
import { errnoName, outcomeOfErrno } from './errno-outcome.ts';
import type { FolderSession } from './folder-session.ts';
import { FolderSlots } from './folder-slots.ts';

/** Counts the steps of a run and may end the process at one of them; it does nothing outside tests. */
export type FaultPoint = (name: string) => void;

/** What carrying out a batch needs. */
export interface Execution {
  readonly calls: DiskCalls;
  readonly session: FolderSession;
  readonly fault: FaultPoint;
}

/** A row waits for the copy round of its batch. */
export const WAITING = 0xff;

/** The state of a batch while it is carried out. */
export class BatchRun {
  /** Outcome byte per row. */
  readonly code: Uint8Array;
  /** System's words by row. */
  readonly messages = new Map<number, string>();
  /** Files and folders that steps created. */
  readonly created = new Map<number, CreatedFile>();
  /** The folders of the batch. */
  readonly slots: FolderSlots;
  /** Indexes of folders whose entries changed. */
  readonly touched = new Set<number>();
  /** Folders that could not be synced, in the system's words. */
  readonly unsynced: string[] = [];
  /** Rows that wait for the copy round. */
  waiting: number[] = [];

  /** Calls, folders, fault point. */
  readonly execution: Execution;
  /** The steps. */
  readonly batch: StepBatch;
  readonly #stop: StopSignal | undefined;

  /**
   * @param execution - calls, folders, fault point
   * @param batch - the steps
   * @param stop - ends the batch between two steps
   */
  constructor(execution: Execution, batch: StepBatch, stop: StopSignal | undefined) {
    this.execution = execution;
    this.batch = batch;
    this.#stop = stop;
    this.code = new Uint8Array(batch.count);
    this.slots = new FolderSlots(execution.session, batch.folders);
  }

  /** Whether the batch is to end here. */
  get stopped(): boolean {
    return this.#stop !== undefined && Atomics.load(this.#stop, 0) !== 0;
  }

  /**
   * Notes what became of a row.
   *
   * @param row - the row
   * @param code - the outcome
   * @param message - the system's words
   */
  end(row: number, code: OutcomeCode, message?: string): void {
    this.code[row] = outcomeId(code);
    if (message !== undefined) this.messages.set(row, message);
  }

  /**
   * Notes that the system refused a row.
   *
   * @param row - the row
   * @param errno - a positive errno
   * @param what - the call, for the message
   */
  refuse(row: number, errno: number, what: string): void {
    this.end(row, outcomeOfErrno(errno), `${what}: ${errnoName(errno)}`);
  }

  /**
   * Opens a folder for a row; a folder that is gone or has become a link ends the row.
   *
   * @param row - the row
   * @param index - index of the folder in the batch
   * @returns the folder, or undefined when the row has ended
   */
  folder(row: number, index: number | undefined): OpenFolder | undefined {
    const opened = this.slots.open(index ?? 0);
    if (typeof opened !== 'number') return opened;
    const code = outcomeOfErrno(-opened);
    this.end(row, code === 'not_found' ? 'folder_missing' : code, `open folder: ${errnoName(-opened)}`);
    return undefined;
  }

  /**
   * Makes a row wait for the copy round.
   *
   * @param row - the row
   */
  wait(row: number): void {
    this.code[row] = WAITING;
    this.waiting.push(row);
  }
}

/**
 * What a row does.
 *
 * @param batch - the batch
 * @param row - the row
 * @returns its action
 */
export function actionOf(batch: StepBatch, row: number): StepAction {
  return STEP_ACTIONS[batch.action[row] ?? 0] ?? 'move';
}

/**
 * Syncs every folder whose entries changed, once.
 *
 * @param run - the batch
 * @returns the system's words for folders that could not be synced
 */
export function syncTouched(run: BatchRun): string[] {
  const { calls, fault } = run.execution;
  const unsynced: string[] = [];
  for (const index of run.touched) {
    run.slots.trim();
    const folder = run.slots.open(index);
    if (typeof folder === 'number') continue;
    fault('sync_folder');
    const failed = calls.sync(folder.fd);
    if (failed !== 0) unsynced.push(`sync ${run.slots.ref(index).path}: ${errnoName(failed)}`);
  }
  run.touched.clear();
  run.unsynced.push(...unsynced);
  return unsynced;
}
