import { Worker } from 'node:worker_threads';
import { FileSystemError } from '../errors/file-system-error.ts';
import type { DiskMethods, DiskReply, DiskWorkerData } from './disk-service.ts';

/** A thread works in typed arrays; the room it needs for other objects is small. */
const YOUNG_MEGABYTES = 8;

/** What each call answers. */
export type DiskValues = { [M in keyof DiskMethods]: ReturnType<DiskMethods[M]> };

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** One worker thread and the calls that it has not answered yet. It keeps the process running only while there are any. */
export class DiskThread {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #nextId = 0;
  #closing = false;
  #answered = false;

  /**
   * @param data - what the thread is started with
   * @param onDeath - called when the thread ends of itself; what it had not answered is rejected
   */
  constructor(data: DiskWorkerData, onDeath: () => void) {
    this.#worker = new Worker(new URL('./disk-worker.ts', import.meta.url), {
      workerData: data,
      trackUnmanagedFds: false,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEGABYTES },
    });
    this.#worker.on('message', (reply: DiskReply) => {
      this.#take(reply);
    });
    this.#worker.on('error', (error: unknown) => {
      onDeath();
      this.#fail(error);
    });
    this.#worker.unref();
  }

  /** Calls that are not answered yet. */
  get pending(): number {
    return this.#waiting.size;
  }

  /** Whether it has started: it has answered something. */
  get ready(): boolean {
    return this.#answered;
  }

  /**
   * Calls a method there.
   *
   * @param method - its name
   * @param args - its arguments
   * @returns what it answers
   * @throws FileSystemError what the disk says, or `io_error` when the thread ends
   */
  call<M extends keyof DiskMethods>(method: M, args: Parameters<DiskMethods[M]>): Promise<DiskValues[M]> {
    const id = this.#nextId++;
    this.#worker.ref();
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve as (value: unknown) => void, reject });
      this.#worker.postMessage({ id, method, args });
    });
  }

  /**
   * Lets it answer what it was asked, and ends it. It is never terminated, not even while it starts: a native module that
   * is being loaded then takes the whole process with it.
   */
  async close(): Promise<void> {
    this.#closing = true;
    const ended = new Promise<void>((resolve) => {
      this.#worker.once('exit', () => {
        resolve();
      });
    });
    this.#worker.ref();
    this.#worker.postMessage(null);
    await ended;
  }

  #take(reply: DiskReply): void {
    this.#answered = true;
    const waiting = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    // Whoever closes waits for the end of the thread, also when calls are answered meanwhile.
    if (this.pending === 0 && !this.#closing) this.#worker.unref();
    if (reply.ok) waiting?.resolve(reply.value);
    else waiting?.reject(new FileSystemError(reply.code, reply.message));
  }

  #fail(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    for (const { reject } of this.#waiting.values()) reject(new FileSystemError('io_error', message, error));
    this.#waiting.clear();
  }
}
