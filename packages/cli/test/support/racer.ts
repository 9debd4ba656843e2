import { Worker } from 'node:worker_threads';
import type { RaceHit, RacerOrder, RacerWork } from './racer-worker.ts';

/** Another program in the same folders, in a tight loop of its own thread. */
export interface Racer {
  /** Ends it and tells what it has done to single files. */
  stop(): Promise<readonly RaceHit[]>;
}

/**
 * Starts a racer.
 *
 * @param work - what it does
 * @returns the racer, at work already
 */
export async function startRacer(work: RacerWork): Promise<Racer> {
  const stop = new Int32Array(new SharedArrayBuffer(4));
  const order: RacerOrder = { work, stop };
  const worker = new Worker(new URL('./racer-worker.ts', import.meta.url), { workerData: order });
  const hits = new Promise<readonly RaceHit[]>((resolve, reject) => {
    worker.once('error', reject);
    worker.on('message', (message: 'ready' | readonly RaceHit[]) => {
      if (message !== 'ready') resolve(message);
    });
  });
  hits.catch(() => undefined);
  await new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
  return {
    stop: () => {
      Atomics.store(stop, 0, 1);
      return hits;
    },
  };
}
