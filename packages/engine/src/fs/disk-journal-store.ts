import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rm, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
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
      await attempt(() => mkdir(pathOf(id), { recursive: true, mode: 0o700 }));
      const files = await openFiles((file) => pathOf(id, file), { native, id, flags: 'ax' });
      await attempt(() => Promise.all([syncFolder(pathOf(id)), syncFolder(base)]));
      return files;
    },
    open: async (id) => {
      if (!(await exists(pathOf(id)))) throw notFound(id);
      return openFiles((file) => pathOf(id, file), { native, id, flags: 'a' });
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
        const release = await lockJournal(handle, pathOf(id, 'journal'), native);
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

interface Opening {
  readonly native: boolean;
  readonly id: string;
  readonly flags: 'a' | 'ax';
}

async function openFiles(pathOf: (file: OperationFile) => string, opening: Opening): Promise<OperationFiles> {
  const journal = await attempt(() => open(pathOf('journal'), opening.flags, 0o600));
  const release = await lockJournal(journal, pathOf('journal'), opening.native);
  if (release === undefined) {
    await journal.close();
    throw new KemptError('operation_busy', `Operation ${opening.id} is being carried out by another process.`, {
      hint: 'Wait until it has ended, or end that process.',
    });
  }
  const plan = await attempt(() => open(pathOf('plan'), opening.flags, 0o600));
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

/** Answers undefined when another process holds the lock. */
async function lockJournal(
  handle: FileHandle,
  path: string,
  native: boolean,
): Promise<(() => Promise<void>) | undefined> {
  const libc = native ? loadLibc() : undefined;
  if (libc !== undefined) {
    const held = createNativeCalls(libc).lock(handle.fd, 'exclusive') === 0;
    return held ? () => Promise.resolve() : undefined;
  }
  const { lock } = await import('proper-lockfile');
  return lock(path, { stale: 10_000 }).catch(() => undefined);
}

async function* readPieces(path: string, range: ByteRange | undefined): AsyncGenerator<Uint8Array> {
  if (range !== undefined && range.end <= range.start) return;
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return;
  const limits = range === undefined ? {} : { start: range.start, end: range.end - 1 };
  // Most journals are small, and a history has many.
  const highWaterMark = Math.min(PIECE, Math.max(1, found.size));
  for await (const piece of createReadStream(path, { highWaterMark, ...limits })) {
    if (piece instanceof Uint8Array) yield piece;
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
    const name = errnoName(errnoOf(error));
    throw new KemptError('state_unwritable', `Kempt's state folder cannot be used (${name}).`, {
      hint: 'Free some space there, or point KEMPT_HOME to a folder you may write to.',
      details: { errno: name },
      cause: error,
    });
  }
}

function notFound(id: string): KemptError {
  return new KemptError('operation_not_found', `There is no operation ${id}.`, {
    hint: '`kempt history` lists the operations.',
  });
}
