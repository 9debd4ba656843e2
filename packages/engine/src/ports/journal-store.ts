/**
 * Where operations are kept: one folder an operation with its frozen plan and its journal. Both are files that are
 * only appended to; what they hold is described in docs/journal-format.md.
 */
export interface JournalStore {
  /** Makes room for a new operation and takes its lock; the lock is given back by `close` or with the process. */
  create(operationId: string): Promise<OperationFiles>;
  /**
   * Opens an existing operation for appending and takes its lock.
   *
   * @throws KemptError `operation_not_found` or `operation_busy`
   */
  open(operationId: string): Promise<OperationFiles>;
  /** Ids of all operations, oldest first. */
  list(): Promise<readonly string[]>;
  /** Whether a living process holds the operation's lock. */
  isBusy(operationId: string): Promise<boolean>;
  /** Reads a file of an operation in pieces, or the bytes `[start, end)` of it; yields nothing when there is none. */
  read(operationId: string, file: OperationFile, range?: ByteRange): AsyncIterable<Uint8Array>;
  /** Bytes the operation takes in the store. */
  sizeOf(operationId: string): Promise<number>;
  /** Removes an operation and all its files. */
  remove(operationId: string): Promise<void>;
}

/** The files of an operation. */
export type OperationFile = 'plan' | 'journal';

/** Bytes of a file from `start` up to, not including, `end`. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** An operation opened for writing. */
export interface OperationFiles {
  /** Appends bytes; with `sync` they are on disk when the promise resolves. */
  append(file: OperationFile, bytes: Uint8Array, sync: boolean): Promise<void>;
  /** Cuts a torn tail off, so that appending goes on behind the last whole record. */
  truncate(file: OperationFile, length: number): Promise<void>;
  /** Closes the files and gives the lock up. */
  close(): Promise<void>;
}
