import { EXIT_CODES } from '@kempt/contracts';

/** The part of the process this needs. */
export interface SignalSource {
  /** Calls the listener at every such signal. */
  on(signal: 'SIGINT' | 'SIGTERM', listener: () => void): unknown;
  /** Ends the process at once. */
  exit(code: number): never;
}

/**
 * Turns Ctrl-C and SIGTERM into an abort signal. The first one lets the batch in hand finish; the second one ends the
 * process at once, which the journal survives like any other crash.
 *
 * @param source - the process
 * @returns a signal that aborts at the first Ctrl-C
 */
export function listenForInterruption(source: SignalSource): AbortSignal {
  const controller = new AbortController();
  const interrupt = (): void => {
    if (controller.signal.aborted) source.exit(EXIT_CODES.interrupted);
    controller.abort();
  };
  source.on('SIGINT', interrupt);
  source.on('SIGTERM', interrupt);
  return controller.signal;
}
