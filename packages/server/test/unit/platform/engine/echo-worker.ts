import { once } from 'node:events';
import { serveThread, type ThreadContext } from '../../../../src/platform/engine/serve-thread.ts';

/** A thread whose methods do what tests of threads look at. */
const methods = {
  double: (number: number): Promise<number> => Promise.resolve(2 * number),
  fail: (message: string): Promise<never> => Promise.reject(new Error(message)),
  untilAborted: async (_argument: undefined, { signal }: ThreadContext): Promise<string> => {
    if (!signal.aborted) await once(signal, 'abort');
    return 'aborted';
  },
  leave: async (subject: string, { ask }: ThreadContext): Promise<string> => {
    await ask(subject);
    return 'went on';
  },
  count: async function* (upTo: number): AsyncGenerator<number> {
    await Promise.resolve();
    for (let number = 0; number < upTo; number++) yield number;
  },
  end: (): Promise<never> => process.exit(0),
};

/** See {@link methods}. */
export type EchoMethods = typeof methods;

serveThread(methods, () => Promise.resolve());
