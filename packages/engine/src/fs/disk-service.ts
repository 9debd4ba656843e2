import { realpathSync, statfsSync } from 'node:fs';
import type { OutcomeCode } from '@kempt/contracts';
import { FileSystemError } from '../errors/file-system-error.ts';
import { decodeRaw, encodeRaw } from '../names/raw-string.ts';
import type {
  BatchOutcome,
  ByteRange,
  FileBatch,
  FileFacts,
  FilePiece,
  FileRef,
  FolderFacts,
  FolderListing,
  FolderRef,
  FolderTimes,
  HashBatch,
  HashedBatch,
  HeadBatch,
  PieceOutcome,
  RootFacts,
  SeenFile,
  StepBatch,
  StopSignal,
  TimeBatch,
  WholeFile,
} from '../ports/file-system.ts';
import { emptyFacts, type DiskCalls, type OpenFolder } from './disk-calls.ts';
import { errnoName, errnoOf, outcomeOfErrno } from './errno-outcome.ts';
import type { Execution, FaultPoint } from './batch-run.ts';
import { executeBatch } from './execute-batch.ts';
import { filesOpenForWriting } from './files-open-for-writing.ts';
import { fileFacts, folderFacts, restoreFolderTimes, unwritableFolders } from './folder-facts.ts';
import { FolderSession } from './folder-session.ts';
import { loadLibc } from './libc.ts';
import { hashBatch } from './hash-batch.ts';
import { isRotational } from './is-rotational.ts';
import { kindOfMode, listFolders } from './list-folders.ts';
import { createNativeCalls } from './native-calls.ts';
import { createPortableCalls } from './portable-calls.ts';
import { compareFiles, hashFiles, readHeads, readRange } from './read-files.ts';
import { readTimes } from './read-times.ts';
import { readPiece, readWhole } from './read-whole.ts';
import { settleBatch } from './settle-batch.ts';
import { lockTrees } from './tree-lock.ts';
import { writePiece } from './write-piece.ts';

/** Ends the process at the n-th step, for tests of what a crash leaves behind. */
export interface FaultSetting {
  /** Steps of all threads so far, in element 0. */
  readonly counter: SharedArrayBuffer;
  /** The step at which the process is killed. */
  readonly killAt: number;
}

/** What a thread is started with. */
export interface DiskWorkerData {
  readonly native: boolean;
  readonly fault?: FaultSetting;
}

/** A root with the descriptor that other threads adopt. */
export type OpenedRoot = RootFacts & OpenFolder;

/** The calls a thread answers: name, arguments and result of each. */
export interface DiskMethods {
  openRoot: (path: string, id: number) => OpenedRoot;
  adoptRoot: (id: number, folder: OpenFolder) => void;
  forgetRoot: (id: number) => void;
  listFolders: (folders: readonly FolderRef[]) => FolderListing;
  readHeads: (batch: FileBatch, length: number) => HeadBatch;
  readRange: (file: FileRef, offset: number, length: number) => Uint8Array;
  compareFiles: (pairs: readonly (readonly [FileRef, FileRef])[]) => Uint8Array;
  hashFiles: (files: readonly FileRef[]) => (Uint8Array | undefined)[];
  readTimes: (batch: FileBatch) => TimeBatch;
  hashBatch: (batch: HashBatch) => HashedBatch;
  readWhole: (file: SeenFile) => WholeFile;
  readPiece: (file: SeenFile, range: ByteRange) => WholeFile;
  writePiece: (piece: FilePiece) => PieceOutcome;
  folderFacts: (folders: readonly FolderRef[]) => (FolderFacts | undefined)[];
  fileFacts: (files: readonly FileRef[]) => (FileFacts | undefined)[];
  unwritableFolders: (folders: readonly FolderRef[]) => ReadonlyMap<number, OutcomeCode>;
  filesOpenForWriting: () => ReadonlySet<string>;
  execute: (batch: StepBatch, stop?: StopSignal) => BatchOutcome;
  settle: (batch: StepBatch) => BatchOutcome;
  restoreFolderTimes: (requests: readonly FolderTimes[]) => Uint8Array;
  lockTrees: (roots: readonly OpenedRoot[]) => readonly number[] | undefined;
}

/** One call to a thread. */
export type DiskRequest = {
  [M in keyof DiskMethods]: {
    readonly id: number;
    readonly method: M;
    readonly args: Parameters<DiskMethods[M]>;
  };
}[keyof DiskMethods];

/** What a thread answers. */
export type DiskReply =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | {
      readonly id: number;
      readonly ok: false;
      readonly code: FileSystemError['code'];
      readonly message: string;
    };

/** The disk as one thread sees it: every call is synchronous and answers one message. */
export class DiskService {
  readonly #calls: DiskCalls;
  readonly #roots = new Map<number, OpenFolder>();
  readonly #fault: FaultPoint;
  readonly #methods: DiskMethods;

  /** @param data - what the thread is started with */
  constructor(data: DiskWorkerData) {
    const libc = data.native ? loadLibc() : undefined;
    this.#calls = libc === undefined ? createPortableCalls() : createNativeCalls(libc);
    this.#fault = faultPoint(data.fault);
    this.#methods = this.#bind();
  }

  /**
   * Answers one request; what goes wrong is part of the answer.
   *
   * @param request - method and arguments
   * @returns the value, or code and message
   */
  answer(request: DiskRequest): DiskReply {
    try {
      const method = this.#methods[request.method] as (...args: readonly unknown[]) => unknown;
      return { id: request.id, ok: true, value: method(...request.args) };
    } catch (error) {
      const known = error instanceof FileSystemError;
      const message = error instanceof Error ? error.message : String(error);
      return { id: request.id, ok: false, code: known ? error.code : outcomeOfErrno(errnoOf(error)), message };
    }
  }

  /**
   * The buffers of a reply that can be handed over instead of copied.
   *
   * @param reply - what {@link DiskService.answer} gave
   * @returns array buffers that belong to the reply alone
   */
  transferables(reply: DiskReply): ArrayBuffer[] {
    if (!reply.ok || typeof reply.value !== 'object' || reply.value === null) return [];
    const buffers = new Set<ArrayBuffer>();
    for (const value of Object.values(reply.value)) {
      if (!ArrayBuffer.isView(value) || !(value.buffer instanceof ArrayBuffer)) continue;
      if (value.byteLength > 0 && value.byteLength === value.buffer.byteLength) buffers.add(value.buffer);
    }
    return [...buffers];
  }

  #bind(): DiskMethods {
    const calls = this.#calls;
    return {
      openRoot: (path, id) => this.#openRoot(path, id),
      adoptRoot: (id, folder) => {
        this.#roots.set(id, folder);
      },
      forgetRoot: (id) => {
        this.#roots.delete(id);
      },
      listFolders: (folders) => this.#with((session) => listFolders(calls, session, folders)),
      readHeads: (batch, length) => this.#with((session) => readHeads({ calls, session }, batch, length)),
      readRange: (file, offset, length) =>
        this.#with((session) => readRange({ calls, session }, file, { offset, length })),
      compareFiles: (pairs) => this.#with((session) => compareFiles({ calls, session }, pairs)),
      hashFiles: (files) => this.#with((session) => hashFiles({ calls, session }, files)),
      readTimes: (batch) => this.#with((session) => readTimes({ calls, session }, batch)),
      hashBatch: (batch) => this.#with((session) => hashBatch({ calls, session }, batch)),
      readWhole: (file) => this.#with((session) => readWhole({ calls, session }, file)),
      readPiece: (file, range) => this.#with((session) => readPiece({ calls, session }, file, range)),
      writePiece: (piece) => this.#with((session) => writePiece({ calls, session }, piece)),
      folderFacts: (folders) => this.#with((session) => folderFacts({ calls, session }, folders)),
      fileFacts: (files) => this.#with((session) => fileFacts({ calls, session }, files)),
      unwritableFolders: (folders) => this.#with((session) => unwritableFolders({ calls, session }, folders)),
      filesOpenForWriting: () => filesOpenForWriting(),
      execute: (batch, stop) => this.#with((session) => executeBatch(this.#execution(session), batch, stop)),
      settle: (batch) => this.#with((session) => settleBatch(this.#execution(session), batch)),
      restoreFolderTimes: (requests) => this.#with((session) => restoreFolderTimes({ calls, session }, requests)),
      lockTrees: (roots) =>
        lockTrees(
          calls,
          roots.map(({ path, fd, prefix }) => ({ path, folder: { fd, prefix } })),
        ),
    };
  }

  #execution(session: FolderSession): Execution {
    return { calls: this.#calls, session, fault: this.#fault };
  }

  #with<T>(use: (session: FolderSession) => T): T {
    const session = new FolderSession(this.#calls, this.#roots);
    try {
      return use(session);
    } finally {
      session.close();
    }
  }

  /** The only place that follows a link: a person named this path. */
  #openRoot(path: string, id: number): OpenedRoot {
    const real = resolve(path);
    const folder = this.#calls.openRoot(real);
    const facts = emptyFacts();
    const failed = typeof folder === 'number' ? -folder : this.#calls.stat(folder, new Uint8Array(0), facts);
    if (typeof folder === 'number' || failed !== 0) {
      throw new FileSystemError(rootCode(failed), `${path} cannot be opened (${errnoName(failed)})`);
    }
    if (kindOfMode(facts.mode) !== 1) throw new FileSystemError('not_a_folder', `${path} is not a folder`);
    this.#roots.set(id, folder);
    const space = statfsSync(Buffer.from(real), { bigint: true });
    return {
      id,
      path: decodeRaw(real),
      device: facts.device,
      inode: facts.inode,
      mountId: facts.mountId,
      fileSystemId: this.#calls.fileSystemId(folder),
      readOnly: this.#isReadOnly(folder),
      freeBytes: Number(space.bavail * space.bsize),
      rotational: isRotational(facts.device),
      fd: folder.fd,
      prefix: folder.prefix,
    };
  }

  #isReadOnly(folder: OpenFolder): boolean {
    const session = new FolderSession(this.#calls, new Map([[0, folder]]));
    const refused = unwritableFolders({ calls: this.#calls, session }, [{ root: 0, path: '' }]);
    return refused.get(0) === 'read_only_file_system';
  }
}

function resolve(path: string): Uint8Array {
  try {
    return realpathSync.native(Buffer.from(encodeRaw(path)), 'buffer');
  } catch (error) {
    const failed = errnoOf(error);
    throw new FileSystemError(rootCode(failed), `${path} cannot be resolved (${errnoName(failed)})`, error);
  }
}

function rootCode(failed: number): FileSystemError['code'] {
  const code = outcomeOfErrno(failed);
  return code === 'folder_is_symlink' ? 'not_a_folder' : code;
}

function faultPoint(setting: FaultSetting | undefined): FaultPoint {
  if (setting === undefined) return () => undefined;
  const counter = new Int32Array(setting.counter);
  return () => {
    if (Atomics.add(counter, 0, 1) + 1 === setting.killAt) process.kill(process.pid, 'SIGKILL');
  };
}
