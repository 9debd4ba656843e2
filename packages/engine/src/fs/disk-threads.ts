import { availableParallelism } from 'node:os';
import type { OpenFolder } from './disk-calls.ts';
import type { DiskMethods, DiskWorkerData, OpenedRoot } from './disk-service.ts';
import { DiskThread, type DiskValues } from './disk-thread.ts';

/**
 * The threads that work on the disk. One starts with the first call, more when all of them are busy: starting one takes
 * longer than most commands have to do. One that dies takes its calls with it, and another takes its place.
 */
export class DiskThreads {
  readonly #data: DiskWorkerData;
  readonly #most: number;
  readonly #threads = new Set<DiskThread>();
  /** What a thread that starts later has to be told. */
  readonly #roots = new Map<number, OpenFolder>();

  /**
   * @param data - what each thread is started with
   * @param most - how many there may be; two or more, as the machine has cores, at most four, when absent
   */
  constructor(data: DiskWorkerData, most = Math.min(4, Math.max(2, availableParallelism()))) {
    this.#data = data;
    this.#most = most;
  }

  /** Starts the first thread, so that the first call need not wait for that. */
  start(): void {
    if (this.#threads.size === 0) this.#add();
  }

  /**
   * Calls a method in the thread that has the least to do.
   *
   * @param method - its name
   * @param args - its arguments
   * @returns what it answers
   * @throws FileSystemError what the disk says
   */
  async call<M extends keyof DiskMethods>(method: M, args: Parameters<DiskMethods[M]>): Promise<DiskValues[M]> {
    return this.#idlest().call(method, args);
  }

  /**
   * Opens a root in one thread and makes it known to the others.
   *
   * @param path - as for the port
   * @param id - its number
   * @returns the root
   * @throws FileSystemError what the disk says
   */
  async openRoot(path: string, id: number): Promise<OpenedRoot> {
    const opener = this.#idlest();
    const root = await opener.call('openRoot', [path, id]);
    const folder = { fd: root.fd, prefix: root.prefix };
    this.#roots.set(id, folder);
    const others = [...this.#threads].filter((thread) => thread !== opener);
    await Promise.all(others.map((thread) => thread.call('adoptRoot', [id, folder])));
    return root;
  }

  /**
   * Makes a root unknown to all threads; its descriptor can be closed then.
   *
   * @param id - its number
   */
  async forgetRoot(id: number): Promise<void> {
    this.#roots.delete(id);
    await Promise.all([...this.#threads].map((thread) => thread.call('forgetRoot', [id])));
  }

  /** Ends all threads once they have answered what they were asked. */
  async close(): Promise<void> {
    const threads = [...this.#threads];
    this.#threads.clear();
    this.#roots.clear();
    await Promise.all(threads.map((thread) => thread.close()));
  }

  /** A thread that is still starting is given nothing as long as there is another. */
  #idlest(): DiskThread {
    const ready = [...this.#threads].filter((thread) => thread.ready);
    const starting = this.#threads.size - ready.length;
    const [first, ...others] = ready.length > 0 ? ready : [...this.#threads];
    if (first === undefined) return this.#add();
    const least = others.reduce((idlest, other) => (other.pending < idlest.pending ? other : idlest), first);
    if (least.pending > 0 && starting === 0 && this.#threads.size < this.#most) this.#add();
    return least;
  }

  #add(): DiskThread {
    const thread = new DiskThread(this.#data, () => {
      this.#threads.delete(thread);
    });
    this.#threads.add(thread);
    for (const [id, folder] of this.#roots) thread.call('adoptRoot', [id, folder]).catch(() => undefined);
    return thread;
  }
}
