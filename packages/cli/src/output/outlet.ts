import type { Writable } from 'node:stream';

/** Somebody stopped reading (`kempt … | head`): a listing ends, quietly. */
export class OutputClosed extends Error {
  constructor() {
    super('nobody reads the output any more');
    this.name = 'OutputClosed';
  }
}

/** A stream one can wait for. */
export interface Outlet {
  /**
   * Writes a text and waits until the stream took it, so that a slow reader slows the writer down.
   *
   * @throws OutputClosed when nobody reads any more; the system's error when writing failed
   */
  write(text: string): Promise<void>;
}

/** The two streams of a process, by what they are for. */
export interface Outlets {
  /** What was asked for. */
  readonly out: Outlet;
  /** Remarks, progress and errors. */
  readonly error: Outlet;
}

/**
 * Wraps a stream of the process.
 *
 * @param stream - standard output or standard error
 * @returns an outlet that reports errors where the writing is awaited, and nowhere else
 */
export function createOutlet(stream: Writable): Outlet {
  let broken: Error | undefined;
  // The error arrives at the callback below too; without a listener it would end the process here.
  stream.on('error', (error) => {
    broken ??= readableError(error);
  });
  return {
    async write(text) {
      if (broken !== undefined) throw broken;
      if (text === '') return;
      await new Promise<void>((resolve, reject) => {
        stream.write(text, (error) => {
          if (error) reject((broken = readableError(error)));
          else resolve();
        });
      });
    },
  };
}

function readableError(error: Error): Error {
  const code = 'code' in error ? error.code : undefined;
  return code === 'EPIPE' || code === 'ERR_STREAM_DESTROYED' ? new OutputClosed() : error;
}
