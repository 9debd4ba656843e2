/** How something is read. */
export interface ReadingOptions {
  /** Milliseconds for which an answer is good, a failure as well. */
  readonly freshMs: number;
  /** Milliseconds that anybody waits for one. */
  readonly patienceMs: number;
}

/**
 * Makes what reads something no more often than it has to, never twice at once, and keeps nobody waiting: what hangs,
 * hangs once, and is late to everybody who asks meanwhile.
 *
 * @param read - reads it
 * @param options - how often, and how long somebody waits
 * @returns the latest answer
 * @throws Error what reading threw, or `late`
 */
export function createReading<T>(read: () => Promise<T>, { freshMs, patienceMs }: ReadingOptions): () => Promise<T> {
  let latest: Promise<T> | undefined;
  let settledAt: number | undefined;
  return () => {
    if (latest === undefined || (settledAt !== undefined && performance.now() - settledAt >= freshMs)) {
      settledAt = undefined;
      latest = read().finally(() => {
        settledAt = performance.now();
      });
      // Nobody may be there any more when it fails.
      latest.catch(() => undefined);
    }
    return patiently(latest, patienceMs);
  };
}

async function patiently<T>(answer: Promise<T>, patienceMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error('late'));
    }, patienceMs);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
