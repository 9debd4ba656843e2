import { mkdir, open, readdir, rm, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { KemptError } from '../errors/kempt-error.ts';
import type { ByteRange, JournalStore, OperationFile, OperationFiles } from '../ports/journal-store.ts';
import { errnoName, errnoOf } from './errno-outcome.ts';
import { loadLibc } from './libc.ts';
import { createNativeCalls } from './native-calls.ts';

const PIECE = 1024 * 1024;
const ID = /^[\w-]{1,64}$/;
const FILES: readonly OperationFile[] = ['plan', 'journal'];

/** What the store may be told. */
export interface JournalStoreOptions {
  /** Whether to lock through the C library where it can be bound; true when absent. */
  readonly native?: boolean;
}

/**
 * Operations as folders below the state folder: `operations/ID/plan` and `operations/ID/journal`, readable by their
 * owner alone. An operation is locked by `flock` on its journal, which the kernel gives back with the process.
 *
 * @param stateFolder - absolute path of Kempt's state folder; made when it is missing
 * @param options - how to lock
 * @returns the store
 */
export function createDiskJournalStore(stateFolder: string, options: JournalStoreOptions = {}): JournalStore {
  const base = join(stateFolder, 'operations');
  const pathOf = (id: string, file?: OperationFile): string => {
    if (!ID.test(id)) throw notFound(id);
    return file === undefined ? join(base, id) : join(base, id, file);
  };
  const native = options.native ?? true;
  return {
    create: async (id) => {
      const files = await persist(PATIENCE.ax, async () => {
        await attempt(() => mkdir(pathOf(id), { recursive: true, mode: 0o700 }));
        return openFiles((file) => pathOf(id, file), { native, flags: 'ax' });
      });
      if (typeof files === 'string') throw stateUnwritable(files);
      await attempt(() => Promise.all([syncFolder(pathOf(id)), syncFolder(base)]));
      return files;
    },
    open: async (id) => {
      const files = await persist(PATIENCE.a, async () => {
        if (!(await exists(pathOf(id)))) throw notFound(id);
        return openFiles((file) => pathOf(id, file), { native, flags: 'a' });
      });
      if (typeof files === 'string') throw operationBusy(id);
      return files;
    },
    list: async () => {
      const entries = await readdir(base, { withFileTypes: true }).catch(() => []);
      return entries
        .filter((entry) => entry.isDirectory() && ID.test(entry.name))
        .map(({ name }) => name)
        .sort();
    },
    isBusy: async (id) => {
      const handle = await open(pathOf(id, 'journal'), 'r').catch(() => undefined);
      if (handle === undefined) return false;
      try {
        const release = await lockJournal(handle, pathOf(id, 'journal'), { native, kind: 'shared' });
        await release?.();
        return release === undefined;
      } finally {
        await handle.close();
      }
    },
    read: (id, file, range) => readPieces(pathOf(id, file), range),
    sizeOf: async (id) => {
      const sizes = await Promise.all(
        FILES.map((file) =>
          stat(pathOf(id, file)).then(
            ({ size }) => size,
            () => 0,
          ),
        ),
      );
      return sizes.reduce((sum, size) => sum + size, 0);
    },
    remove: async (id) => {
      await attempt(() => rm(pathOf(id), { recursive: true, force: true }));
    },
  };
}

/** What is in the way of opening an operation, in the system's words. */
type Obstacle = string;

const PAUSE_MS = 20;
/** How often is tried: who makes an operation knows that nobody can be at work on it, however long the others take. */
const PATIENCE = { a: 25, ax: 500 } as const;

/**
 * Tries for a moment: another process may only be looking whether the operation is busy, or have taken its folder for
 * one that nobody waits for before its journal was locked, and be removing it.
 */
async function persist<T extends object>(tries: number, open: () => Promise<T | Obstacle>): Promise<T | Obstacle> {
  for (let left = tries; ; left--) {
    const opened = await open();
    if (typeof opened !== 'string' || left === 0) return opened;
    await delay(PAUSE_MS);
  }
}

interface Opening {
  readonly native: boolean;
  /** `ax` for an operation that must not exist yet. */
  readonly flags: 'a' | 'ax';
}

/** Nothing of an operation is touched before its journal is locked and was seen to be in its place. */
async function openFiles(
  pathOf: (file: OperationFile) => string,
  { native, flags }: Opening,
): Promise<OperationFiles | Obstacle> {
  const journal = await openOwn(pathOf('journal'), flags);
  if (typeof journal === 'string') return journal;
  const release = await lockOwn(journal, pathOf('journal'), { native, flags });
  const plan = release !== undefined && (await isInPlace(journal)) ? await openOwn(pathOf('plan'), flags) : 'EBUSY';
  if (release === undefined || typeof plan === 'string') {
    await release?.();
    await journal.close();
    return typeof plan === 'string' ? plan : 'EBUSY';
  }
  const handles: Readonly<Record<OperationFile, FileHandle>> = { plan, journal };
  return {
    append: (file, bytes, sync) =>
      attempt(async () => {
        await writeAll(handles[file], bytes);
        if (sync) await handles[file].datasync();
      }),
    truncate: (file, length) =>
      attempt(async () => {
        await handles[file].truncate(length);
        await handles[file].sync();
      }),
    close: async () => {
      await release();
      await Promise.all([plan.close(), journal.close()]);
    },
  };
}

async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    done += (await handle.write(bytes, done, bytes.length - done, null)).bytesWritten;
  }
}

/** Answers EEXIST or ENOENT where somebody else makes or removes the same file. */
async function openOwn(path: string, flags: string): Promise<FileHandle | Obstacle> {
  return attempt(() =>
    open(path, flags, 0o600).catch((error: unknown) => {
      const name = errnoName(errnoOf(error));
      if (name === 'EEXIST' || name === 'ENOENT') return name;
      throw error;
    }),
  );
}

async function isInPlace(handle: FileHandle): Promise<boolean> {
  return (await handle.stat()).nlink > 0;
}

interface Locking {
  readonly native: boolean;
  /** `shared` for a look that keeps nobody else from looking. */
  readonly kind: 'shared' | 'exclusive';
}

/**
 * Locks a journal to write into it. A new one is kept open while others look at it: to leave it behind would be to find
 * it taken.
 */
async function lockOwn(
  journal: FileHandle,
  path: string,
  { native, flags }: Opening,
): Promise<(() => Promise<void>) | undefined> {
  for (let left: number = flags === 'ax' ? PATIENCE.ax : 0; ; left--) {
    const release = await lockJournal(journal, path, { native, kind: 'exclusive' });
    if (release !== undefined || left === 0 || !(await isInPlace(journal))) return release;
    await delay(PAUSE_MS);
  }
}

/** Answers undefined when another process holds the lock. */
async function lockJournal(
  handle: FileHandle,
  path: string,
  { native, kind }: Locking,
): Promise<(() => Promise<void>) | undefined> {
  const libc = native ? loadLibc() : undefined;
  if (libc !== undefined) {
    const held = createNativeCalls(libc).lock(handle.fd, kind) === 0;
    return held ? () => Promise.resolve() : undefined;
  }
  const { lock } = await import('proper-lockfile');
  // The lock lies in the folder of the operation, and goes with it when that is removed.
  const release = await lock(path, { stale: 10_000, onCompromised: () => undefined }).catch(() => undefined);
  return release === undefined ? undefined : () => release().catch(() => undefined);
}

async function* readPieces(path: string, range: ByteRange | undefined): AsyncGenerator<Uint8Array> {
  if (range !== undefined && range.end <= range.start) return;
  const handle = await openThere(path);
  if (handle === undefined) return;
  try {
    const end = range?.end ?? Infinity;
    // Most journals are small, and a history has many: one byte more than there are, and the first read tells the end.
    const most = Math.min(PIECE, (await handle.stat()).size + 1);
    for (let at = range?.start ?? 0; at < end;) {
      const length = Math.min(most, end - at);
      const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(length), 0, length, at);
      if (bytesRead > 0) yield buffer.subarray(0, bytesRead);
      if (bytesRead < length) return;
      at += bytesRead;
    }
  } finally {
    await handle.close();
  }
}

/** Answers undefined when there is no such file. */
async function openThere(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if (errnoName(errnoOf(error)) === 'ENOENT') return undefined;
    throw error;
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function attempt<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw stateUnwritable(errnoName(errnoOf(error)), error);
  }
}

function stateUnwritable(errno: string, cause?: unknown): KemptError {
  return new KemptError('state_unwritable', `Kempt's state folder cannot be used (${errno}).`, {
    hint: 'Free some space there, or point KEMPT_HOME to a folder you may write to.',
    details: { errno },
    cause,
  });
}

function operationBusy(id: string): KemptError {
  return new KemptError('operation_busy', `Operation ${id} is being carried out by another process.`, {
    hint: 'Wait until it has ended, or end that process.',
  });
}

function notFound(id: string): KemptError {
  return new KemptError('operation_not_found', `There is no operation ${id}.`, {
    hint: '`kempt history` lists the operations.',
  });
}
