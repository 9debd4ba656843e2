import { closeSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { FileSystemError } from '../errors/file-system-error.ts';
import type { FileSystem, TreeLock } from '../ports/file-system.ts';
import type { DiskMethods, DiskReply, DiskWorkerData, FaultSetting, OpenedRoot } from './disk-service.ts';
import { lockPortably } from './tree-lock.ts';

/** How the disk is worked on. */
export interface DiskOptions {
  /** Threads; two or more, as the machine has cores, at most four, when absent. */
  readonly threads?: number;
  /** Whether to call the C library where it can be bound; true when absent. */
  readonly native?: boolean;
  /** Folder for locks on platforms without `flock`. */
  readonly lockFolder?: string;
  /** Ends the process at a step, for tests. */
  readonly fault?: FaultSetting;
}

const LOCK_RETRY_MS = 200;
/** A thread works in typed arrays; the room it needs for other objects is small. */
const YOUNG_MEGABYTES = 8;

interface Thread {
  readonly worker: Worker;
  pending: number;
  /** Whoever closes waits for the end of the thread, also when calls are answered meanwhile. */
  closing: boolean;
}

type Values = { [M in keyof DiskMethods]: ReturnType<DiskMethods[M]> };

/**
 * The disk behind the FileSystem port: every batch runs synchronously in a worker thread, so that the event loop of
 * the caller stays free. Threads start with the first call.
 *
 * @param options - threads, native calls, faults
 * @returns the port
 */
export function createDiskFileSystem(options: DiskOptions = {}): FileSystem {
  const threads = new DiskThreads(options);
  const roots = new Map<number, OpenedRoot>();
  let nextRoot = 0;
  return {
    openRoot: async (path) => {
      const id = nextRoot++;
      const root = await threads.openRoot(path, id);
      await threads.callOthers({ method: 'adoptRoot', args: [id, { fd: root.fd, prefix: root.prefix }] });
      roots.set(id, root);
      return root;
    },
    listFolders: (folders) => threads.call('listFolders', [folders]),
    readHeads: (batch, length) => threads.call('readHeads', [batch, length]),
    readRange: (file, offset, length) => threads.call('readRange', [file, offset, length]),
    compareFiles: (pairs) => threads.call('compareFiles', [pairs]),
    hashFiles: (files) => threads.call('hashFiles', [files]),
    readTimes: (batch) => threads.call('readTimes', [batch]),
    folderFacts: (folders) => threads.call('folderFacts', [folders]),
    fileFacts: (files) => threads.call('fileFacts', [files]),
    unwritableFolders: (folders) => threads.call('unwritableFolders', [folders]),
    filesOpenForWriting: () => threads.call('filesOpenForWriting', []),
    execute: (batch, signal) => threads.call('execute', signal === undefined ? [batch] : [batch, signal]),
    settle: (batch) => threads.call('settle', [batch]),
    restoreFolderTimes: (requests) => threads.call('restoreFolderTimes', [requests]),
    lockTrees: async (ids, wait) => {
      const opened = ids.map((id) => knownRoot(roots, id));
      for (;;) {
        try {
          return await lockOnce(threads, opened, options.lockFolder);
        } catch (error) {
          if (!wait || !(error instanceof FileSystemError) || error.code !== 'busy') throw error;
          await delay(LOCK_RETRY_MS);
        }
      }
    },
    close: async () => {
      await threads.close();
      for (const { fd } of roots.values()) closeSync(fd);
      roots.clear();
    },
  };
}

function knownRoot(roots: ReadonlyMap<number, OpenedRoot>, id: number): OpenedRoot {
  const root = roots.get(id);
  if (root === undefined) throw new RangeError(`there is no open root ${String(id)}`);
  return root;
}

async function lockOnce(
  threads: DiskThreads,
  roots: readonly OpenedRoot[],
  lockFolder: string | undefined,
): Promise<TreeLock> {
  const held = await threads.call('lockTrees', [roots]);
  if (held !== undefined) {
    return {
      release: () => {
        held.forEach((fd) => {
          closeSync(fd);
        });
        return Promise.resolve();
      },
    };
  }
  if (lockFolder === undefined) throw new FileSystemError('not_supported', 'there are no locks on this platform');
  await mkdir(lockFolder, { recursive: true, mode: 0o700 });
  return lockPortably(lockFolder);
}

class DiskThreads {
  readonly #options: DiskOptions;
  readonly #waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  #threads: readonly Thread[] | undefined;
  #nextId = 0;

  constructor(options: DiskOptions) {
    this.#options = options;
  }

  async call<M extends keyof DiskMethods>(method: M, args: Parameters<DiskMethods[M]>): Promise<Values[M]> {
    const thread = this.#started().reduce((least, other) => (other.pending < least.pending ? other : least));
    return this.#send(thread, method, args);
  }

  async openRoot(path: string, id: number): Promise<Values['openRoot']> {
    const [first] = this.#started();
    if (first === undefined) throw new FileSystemError('io_error', 'no thread could be started');
    return this.#send(first, 'openRoot', [path, id]);
  }

  async callOthers(request: { method: 'adoptRoot'; args: Parameters<DiskMethods['adoptRoot']> }): Promise<void> {
    const [, ...others] = this.#started();
    await Promise.all(others.map((thread) => this.#send(thread, request.method, request.args)));
  }

  async close(): Promise<void> {
    const threads = this.#threads ?? [];
    this.#threads = undefined;
    await Promise.all(threads.map(closeThread));
  }

  #started(): readonly Thread[] {
    this.#threads ??= Array.from(
      { length: this.#options.threads ?? Math.min(4, Math.max(2, availableParallelism())) },
      () => this.#start(),
    );
    return this.#threads;
  }

  #start(): Thread {
    const { native = true, fault } = this.#options;
    const workerData: DiskWorkerData = fault === undefined ? { native } : { native, fault };
    const worker = new Worker(new URL('./disk-worker.ts', import.meta.url), {
      workerData,
      trackUnmanagedFds: false,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEGABYTES },
    });
    const thread: Thread = { worker, pending: 0, closing: false };
    worker.on('message', (reply: DiskReply) => {
      thread.pending--;
      if (thread.pending === 0 && !thread.closing) worker.unref();
      const waiting = this.#waiting.get(reply.id);
      this.#waiting.delete(reply.id);
      if (reply.ok) waiting?.resolve(reply.value);
      else waiting?.reject(new FileSystemError(reply.code, reply.message));
    });
    worker.on('error', (error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      for (const { reject } of this.#waiting.values()) reject(new FileSystemError('io_error', message, error));
      this.#waiting.clear();
    });
    worker.unref();
    return thread;
  }

  #send<M extends keyof DiskMethods>(thread: Thread, method: M, args: Parameters<DiskMethods[M]>): Promise<Values[M]> {
    const id = this.#nextId++;
    thread.pending++;
    thread.worker.ref();
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve as (value: unknown) => void, reject });
      thread.worker.postMessage({ id, method, args });
    });
  }
}

function closeThread(thread: Thread): Promise<void> {
  const { worker } = thread;
  thread.closing = true;
  return new Promise((resolve) => {
    worker.once('exit', () => {
      resolve();
    });
    worker.ref();
    worker.postMessage(null);
  });
}
