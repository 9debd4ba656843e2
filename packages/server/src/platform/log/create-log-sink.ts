import type { DestinationStream } from 'pino';

/** Where a process writes its log: standard error, most of the time. */
export interface LogStream {
  write(text: string): unknown;
  on?(event: 'error', listener: (error: Error) => void): unknown;
  /** Bytes that were handed over and not taken yet. */
  readonly writableLength?: number;
  /** Whether a person looks at it. */
  readonly isTTY?: boolean;
}

/** How lines are written: `auto` is text on a terminal and JSON elsewhere. */
export type LogFormat = 'auto' | 'json' | 'text';

/** Bytes that wait for a reader; beyond that lines are dropped. */
const MOST_WAITING = 4 * 1024 * 1024;

/**
 * Makes where lines go. Whoever reads the log slowly, not at all, or has gone, stops nobody who writes it: what does not
 * fit is dropped and counted, and the count is the next line that fits.
 *
 * @param stream - takes the lines
 * @param options - how lines are written, and how a line says that some were dropped
 * @returns the sink
 */
export function createLogSink(
  stream: LogStream,
  options: { readonly write: (line: string) => string; readonly tellDropped: (count: number) => string },
): DestinationStream {
  let dropped = 0;
  // Without a listener an error of the stream would end the process.
  stream.on?.('error', () => undefined);
  const put = (line: string): void => {
    try {
      stream.write(options.write(line));
    } catch {
      dropped++;
    }
  };
  return {
    write: (line) => {
      if ((stream.writableLength ?? 0) > MOST_WAITING) {
        dropped++;
        return;
      }
      if (dropped > 0) {
        const count = dropped;
        dropped = 0;
        put(options.tellDropped(count));
      }
      put(line);
    },
  };
}
