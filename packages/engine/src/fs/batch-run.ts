import { constants } from 'node:os';
import { outcomeId, type OutcomeCode } from '@kempt/contracts';
import {
  STEP_ACTIONS,
  type BatchOutcome,
  type CreatedFile,
  type FolderRef,
  type MovedFiles,
  type StepAction,
  type StepBatch,
  type StopSignal,
  type UnsyncedFolder,
} from '../ports/file-system.ts';
import type { DiskCalls, OpenFolder } from './disk-calls.ts';
import { errnoName, outcomeOfErrno } from './errno-outcome.ts';
import type { FolderSession } from './folder-session.ts';
import { FolderSlots } from './folder-slots.ts';
import { WatchedMoves } from './watched-moves.ts';

const { errno } = constants;

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
  /** Bytes of disk by row that nothing needs any more. */
  readonly gained = new Map<number, number>();
  /** The folders of the batch. */
  readonly slots: FolderSlots;
  /** Indexes of folders whose entries changed. */
  readonly touched = new Set<number>();
  /** Folders that could not be synced. */
  readonly unsynced: UnsyncedFolder[] = [];
  /** Rows of which a name could not be removed again. */
  readonly leftovers = new Map<number, OutcomeCode>();
  /** What is on the disk: devices as a whole, and kept files by device and inode. */
  readonly synced = new Set<string>();
  /** Files that are watched while they are moved. */
  readonly watched: WatchedMoves;
  /** Those that nobody touched, once the batch is over. */
  moved: MovedFiles | undefined;
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
    this.watched = new WatchedMoves(execution.calls, batch);
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
   * Removes a name that was made for a row in its target folder, and notes when it stays.
   *
   * @param row - the row
   * @param name - the name
   * @returns whether it is gone
   */
  remove(row: number, name: Uint8Array): boolean {
    const index = this.batch.targetFolder[row] ?? 0;
    const folder = this.slots.open(index);
    const failed = typeof folder === 'number' ? -folder : this.execution.calls.unlink(folder, name);
    this.touched.add(index);
    if (failed === 0 || isGone(failed)) return true;
    this.leaveBehind(row, failed);
    return false;
  }

  /**
   * Notes that a name that was made for a row could not be removed.
   *
   * @param row - the row
   * @param errno - a positive errno
   */
  leaveBehind(row: number, errno: number): void {
    this.leftovers.set(row, outcomeOfErrno(errno));
  }

  /** What became of everything. */
  get outcome(): BatchOutcome {
    const { code, messages, created, unsynced, leftovers, gained, moved } = this;
    const outcome = { code, messages, created, unsynced, leftovers, gained };
    return moved === undefined ? outcome : { ...outcome, moved };
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
 * Syncs every folder whose entries changed, once. A folder that is gone needs no sync; one that cannot be opened any
 * more counts as one that could not be synced. A sync that failed is never tried again: the kernel may have forgotten
 * what it could not write, and call the next one a success.
 *
 * @param run - the batch
 * @returns the folders that could not be synced
 */
export function syncTouched(run: BatchRun): readonly UnsyncedFolder[] {
  const unsynced: UnsyncedFolder[] = [];
  for (const index of run.touched) {
    const folder = run.slots.ref(index);
    const known = run.unsynced.find((other) => other.folder === folder);
    const found = known ?? syncFolder(run, folder, index);
    if (known === undefined && found !== undefined) run.unsynced.push(found);
    if (found !== undefined) unsynced.push(found);
  }
  run.touched.clear();
  return unsynced;
}

function syncFolder(run: BatchRun, folder: FolderRef, index: number): UnsyncedFolder | undefined {
  run.slots.trim();
  const opened = run.slots.open(index);
  if (typeof opened === 'number' && isGone(-opened)) return undefined;
  run.execution.fault('sync_folder');
  const [what, failed] =
    typeof opened === 'number' ? ['open folder', -opened] : ['fsync', run.execution.calls.sync(opened.fd)];
  if (failed === 0) return undefined;
  return { folder, code: outcomeOfErrno(failed), message: `${what}: ${errnoName(failed)}` };
}

/**
 * Whether a call says that there is nothing under a name, or no folder on the way to it any more.
 *
 * @param failed - a positive errno
 * @returns true where nothing of this batch can be
 */
export function isGone(failed: number): boolean {
  return failed === errno.ENOENT || failed === errno.ENOTDIR || failed === errno.ELOOP;
}
