import { Worker } from 'node:worker_threads';
import { KemptError } from '@kempt/engine';
import type { ThreadMethod } from './serve-thread.ts';
import { packFault, unpackFault, type ThreadReply, type ThreadRequest } from './thread-protocol.ts';

/** The methods a thread serves, by name. */
export type ThreadMethods = Readonly<Record<string, ThreadMethod>>;

type Rows<F extends ThreadMethod> = ReturnType<F> extends AsyncIterable<infer Row> ? Row : never;

/** How a call is made. */
export interface ThreadCall {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: unknown) => void;
  /** Answers what the thread asks; a rejection refuses. */
  readonly onQuestion?: (subject: string) => Promise<void>;
}

interface Waiting extends ThreadCall {
  readonly onValue: (value: unknown) => void;
  readonly onRows: (rows: readonly unknown[], done: boolean) => void;
  readonly onFault: (error: Error) => void;
}

/** Megabytes for objects that die young: what the thread makes by the million dies at once. */
const YOUNG_MEGABYTES = 8;

/**
 * A worker thread and the calls that are under way there, so that nothing heavy runs on the event loop that answers
 * people. It is never terminated: a native module that is being loaded would take the process with it.
 */
export class ThreadHost<Methods extends ThreadMethods> {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #nextId = 0;
  #ended: Error | undefined;

  /**
   * @param file - the thread's code
   * @param data - what it is started with
   */
  constructor(file: URL, data: unknown) {
    this.#worker = new Worker(file, {
      workerData: data,
      trackUnmanagedFds: false,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEGABYTES },
    });
    this.#worker.on('message', (reply: ThreadReply) => {
      this.#take(reply);
    });
    this.#worker.on('error', (error: unknown) => {
      this.#end(error instanceof Error ? error : new Error(String(error)));
    });
    this.#worker.on('exit', () => {
      this.#end(new Error('the thread ended'));
    });
  }

  /** Whether it has ended of itself. */
  get ended(): boolean {
    return this.#ended !== undefined;
  }

  /**
   * Calls a method that answers a value.
   *
   * @param method - its name
   * @param argument - its argument
   * @param options - signal, and who hears of progress and questions
   * @returns what it answers
   * @throws KemptError what the thread threw; `internal` when it ended
   */
  call<M extends keyof Methods & string>(
    method: M,
    argument: Parameters<Methods[M]>[0],
    options: ThreadCall = {},
  ): Promise<Awaited<ReturnType<Methods[M]>>> {
    const { signal } = options;
    const called = Promise.withResolvers<Awaited<ReturnType<Methods[M]>>>();
    const id = this.#start(method, argument, {
      ...options,
      onValue: (value) => {
        called.resolve(value as Awaited<ReturnType<Methods[M]>>);
      },
      onRows: () => undefined,
      onFault: called.reject,
    });
    const abort = (): void => {
      this.#send({ kind: 'abort', id });
    };
    // One that was aborted before says so no more.
    if (signal?.aborted === true) abort();
    signal?.addEventListener('abort', abort);
    return called.promise.finally(() => signal?.removeEventListener('abort', abort));
  }

  /**
   * Calls a method that answers rows; the thread goes on as they are taken.
   *
   * @param method - its name
   * @param argument - its argument
   * @returns the rows
   * @throws KemptError what the thread threw; `internal` when it ended
   */
  async *rows<M extends keyof Methods & string>(
    method: M,
    argument: Parameters<Methods[M]>[0],
  ): AsyncGenerator<Rows<Methods[M]>> {
    let taken: (next: { readonly rows: readonly unknown[]; readonly done: boolean }) => void = () => undefined;
    let refused: (error: Error) => void = () => undefined;
    const next = (): Promise<{ readonly rows: readonly unknown[]; readonly done: boolean }> => {
      const promise = new Promise<{ readonly rows: readonly unknown[]; readonly done: boolean }>((resolve, reject) => {
        taken = resolve;
        refused = reject;
      });
      // The thread may end while nobody waits for rows; whoever comes for them hears of it.
      promise.catch(() => undefined);
      return promise;
    };
    let coming = next();
    const id = this.#start(method, argument, {
      onValue: () => undefined,
      onRows: (rows, done) => {
        taken({ rows, done });
      },
      onFault: (error) => {
        refused(error);
      },
    });
    let over = false;
    try {
      for (;;) {
        const { rows, done } = await coming;
        over = done;
        if (!done) coming = next();
        for (const row of rows) yield row as Rows<Methods[M]>;
        if (done) return;
        this.#send({ kind: 'pull', id });
      }
    } finally {
      if (!over) this.#send({ kind: 'abort', id });
      this.#waiting.delete(id);
    }
  }

  /** Lets it finish what it does, and ends it. */
  async close(): Promise<void> {
    if (this.#ended !== undefined) return;
    const exited = new Promise<void>((resolve) => {
      this.#worker.once('exit', () => {
        resolve();
      });
    });
    this.#send({ kind: 'close' });
    await exited;
  }

  #start(method: string, argument: unknown, waiting: Waiting): number {
    const id = this.#nextId++;
    if (this.#ended !== undefined) {
      waiting.onFault(gone(this.#ended));
      return id;
    }
    this.#waiting.set(id, waiting);
    this.#send({ kind: 'call', id, method, argument });
    return id;
  }

  #send(request: ThreadRequest): void {
    this.#worker.postMessage(request);
  }

  #take(reply: ThreadReply): void {
    const waiting = this.#waiting.get(reply.id);
    switch (reply.kind) {
      case 'value':
        this.#waiting.delete(reply.id);
        waiting?.onValue(reply.value);
        return;
      case 'rows':
        waiting?.onRows(reply.rows, reply.done);
        return;
      case 'fault':
        this.#waiting.delete(reply.id);
        waiting?.onFault(unpackFault(reply.fault));
        return;
      case 'progress':
        waiting?.onProgress?.(reply.progress);
        return;
      case 'question':
        this.#answer(reply.id, reply.question, waiting?.onQuestion?.(reply.subject) ?? Promise.resolve());
    }
  }

  #answer(id: number, question: number, leave: Promise<void>): void {
    leave.then(
      () => {
        this.#send({ kind: 'answer', id, question });
      },
      (error: unknown) => {
        this.#send({ kind: 'answer', id, question, fault: packFault(error) });
      },
    );
  }

  #end(error: Error): void {
    this.#ended ??= error;
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { onFault } of waiting) onFault(gone(error));
  }
}

function gone(cause: Error): KemptError {
  return new KemptError('internal', 'The thread that works on files ended.', { cause });
}
