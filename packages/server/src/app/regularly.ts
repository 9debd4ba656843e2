import { setTimeout as sleep } from 'node:timers/promises';

/** Something that is done again and again. */
export interface RegularWork {
  /** Milliseconds between the end of one time and the next. */
  readonly everyMs: number;
  /** Does it once; is to end soon when its signal aborts. */
  readonly once: (signal: AbortSignal) => Promise<unknown>;
  /** Hears what kept it from being done; it is tried again the next time. */
  readonly onError: (error: unknown) => void;
}

/**
 * Does something now and then again and again.
 *
 * @param work - what, and how often
 * @returns stops it, and waits until it has
 */
export function regularly({ everyMs, once, onError }: RegularWork): () => Promise<void> {
  const stopping = new AbortController();
  const { signal } = stopping;
  const working = async (): Promise<void> => {
    while (!signal.aborted) {
      await once(signal).catch((error: unknown) => {
        if (!signal.aborted) onError(error);
      });
      await sleep(everyMs, undefined, { signal }).catch(() => undefined);
    }
  };
  const done = working();
  return () => {
    stopping.abort();
    return done;
  };
}
