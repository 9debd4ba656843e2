import { parentPort } from 'node:worker_threads';
import { packFault, unpackFault, type ThreadReply, type ThreadRequest } from './thread-protocol.ts';

/** What a method of a thread works with. */
export interface ThreadContext {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: unknown) => void;
  /** Asks the owner for leave; rejects when it refuses. */
  readonly ask: (subject: string) => Promise<void>;
}

/** A method: answers a value, or rows one after the other. */
export type ThreadMethod = (argument: never, context: ThreadContext) => Promise<unknown> | AsyncIterable<unknown>;

/** Rows that travel together. */
const ROWS = 500;
/** Progress is told this often at most. */
const PROGRESS_MS = 100;

/** A call that is under way. */
interface Running {
  readonly controller: AbortController;
  readonly rows?: AsyncIterator<unknown>;
}

/** Whoever waits for leave. */
interface Asking {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/**
 * Answers the owner of this thread until it closes it.
 *
 * @param methods - what can be called
 * @param close - ends what the methods opened
 */
export function serveThread(methods: Readonly<Record<string, ThreadMethod>>, close: () => Promise<void>): void {
  const port = parentPort;
  if (port === null) throw new Error('this runs in a worker thread only');
  const service = new ThreadService(methods, (reply) => {
    port.postMessage(reply);
  });
  port.on('message', (request: ThreadRequest) => {
    if (request.kind !== 'close') {
      service.take(request);
      return;
    }
    void close().finally(() => {
      port.close();
    });
  });
}

class ThreadService {
  readonly #methods: Readonly<Record<string, ThreadMethod>>;
  readonly #send: (reply: ThreadReply) => void;
  readonly #running = new Map<number, Running>();
  readonly #asking = new Map<number, Asking>();
  #nextQuestion = 0;

  constructor(methods: Readonly<Record<string, ThreadMethod>>, send: (reply: ThreadReply) => void) {
    this.#methods = methods;
    this.#send = send;
  }

  take(request: Exclude<ThreadRequest, { readonly kind: 'close' }>): void {
    switch (request.kind) {
      case 'call':
        void this.#call(request);
        return;
      case 'pull': {
        const rows = this.#running.get(request.id)?.rows;
        if (rows !== undefined) void this.#pull(request.id, rows);
        return;
      }
      case 'abort':
        this.#abort(request.id);
        return;
      case 'answer': {
        const asking = this.#asking.get(request.question);
        this.#asking.delete(request.question);
        if (request.fault === undefined) asking?.resolve();
        else asking?.reject(unpackFault(request.fault));
      }
    }
  }

  async #call({ id, method, argument }: ThreadRequest & { readonly kind: 'call' }): Promise<void> {
    const controller = new AbortController();
    try {
      const made = this.#methods[method]?.(argument as never, this.#contextOf(id, controller));
      if (made !== undefined && Symbol.asyncIterator in made) {
        const rows = made[Symbol.asyncIterator]();
        this.#running.set(id, { controller, rows });
        await this.#pull(id, rows);
        return;
      }
      this.#running.set(id, { controller });
      this.#send({ kind: 'value', id, value: await made });
      this.#running.delete(id);
    } catch (error) {
      this.#fail(id, error);
    }
  }

  async #pull(id: number, rows: AsyncIterator<unknown, unknown>): Promise<void> {
    const batch: unknown[] = [];
    try {
      while (batch.length < ROWS) {
        const next = await rows.next();
        if (next.done === true) {
          this.#running.delete(id);
          this.#send({ kind: 'rows', id, rows: batch, done: true });
          return;
        }
        batch.push(next.value);
      }
      this.#send({ kind: 'rows', id, rows: batch, done: false });
    } catch (error) {
      this.#fail(id, error);
    }
  }

  #abort(id: number): void {
    const found = this.#running.get(id);
    found?.controller.abort();
    if (found?.rows === undefined) return;
    this.#running.delete(id);
    void found.rows.return?.();
  }

  #fail(id: number, error: unknown): void {
    this.#running.delete(id);
    this.#send({ kind: 'fault', id, fault: packFault(error) });
  }

  #contextOf(id: number, controller: AbortController): ThreadContext {
    let told = 0;
    return {
      signal: controller.signal,
      onProgress: (progress) => {
        const now = performance.now();
        if (now - told < PROGRESS_MS) return;
        told = now;
        this.#send({ kind: 'progress', id, progress });
      },
      ask: (subject) =>
        new Promise((resolve, reject) => {
          const question = this.#nextQuestion++;
          this.#asking.set(question, { resolve, reject });
          this.#send({ kind: 'question', id, question, subject });
        }),
    };
  }
}
