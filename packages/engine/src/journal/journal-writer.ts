import type { BatchOutcome } from '../ports/file-system.ts';
import type { OperationFiles } from '../ports/journal-store.ts';
import { encodeFrame } from './frames.ts';
import {
  encodeBatchBegin,
  encodeBatchEnd,
  JOURNAL_MAGIC,
  type BatchBegin,
  type FolderAfter,
  type FolderBefore,
  type JournalBegin,
  type JournalEnd,
} from './journal-records.ts';
import { encodeJson } from './json-payload.ts';

const FOLDERS_PER_FRAME = 2000;

/** Appends records to the journal of one operation. What must be on disk before a file moves is synced. */
export class JournalWriter {
  readonly #files: OperationFiles;

  /** @param files - the operation's files */
  constructor(files: OperationFiles) {
    this.#files = files;
  }

  /**
   * Starts a journal; synced.
   *
   * @param begin - what is carried out
   */
  async begin(begin: JournalBegin): Promise<void> {
    await this.#files.append('journal', Buffer.concat([JOURNAL_MAGIC, encodeFrame('B', encodeJson(begin))]), true);
  }

  /**
   * Notes that work goes on after an interruption.
   *
   * @param time - milliseconds since 1970
   */
  async resumed(time: number): Promise<void> {
    await this.#files.append('journal', encodeFrame('R', encodeJson({ resumed_at: time })), false);
  }

  /**
   * Notes a batch that is about to be done, and the facts of folders it touches first; synced.
   *
   * @param batch - first step, steps, time
   * @param folders - folders that no batch before touched
   */
  async batchBegins(batch: BatchBegin, folders: readonly FolderBefore[]): Promise<void> {
    const frames = chunks(folders).map((chunk) => encodeFrame('f', encodeJson(chunk)));
    await this.#files.append('journal', Buffer.concat([...frames, encodeFrame('b', encodeBatchBegin(batch))]), true);
  }

  /**
   * Notes what became of a batch. It is synced together with the next record that must be.
   *
   * @param batch - first step, steps, time
   * @param outcome - what the disk answered
   * @param settled - true when a recovery found it out
   */
  async batchEnded(batch: BatchBegin, outcome: BatchOutcome, settled = false): Promise<void> {
    await this.#files.append('journal', encodeFrame(settled ? 's' : 'o', encodeBatchEnd(batch, outcome)), false);
  }

  /**
   * Ends the journal; synced.
   *
   * @param folders - times of the touched folders now
   * @param end - status and duration
   */
  async end(folders: readonly FolderAfter[], end: JournalEnd): Promise<void> {
    const frames = chunks(folders).map((chunk) => encodeFrame('a', encodeJson(chunk)));
    await this.#files.append('journal', Buffer.concat([...frames, encodeFrame('e', encodeJson(end))]), true);
  }
}

function chunks<T>(items: readonly T[]): readonly (readonly T[])[] {
  const count = Math.ceil(items.length / FOLDERS_PER_FRAME);
  return Array.from({ length: count }, (_, i) => items.slice(i * FOLDERS_PER_FRAME, (i + 1) * FOLDERS_PER_FRAME));
}
