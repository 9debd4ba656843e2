import { KemptError } from '@kempt/engine';
import type { Readable } from 'node:stream';
import type { CommandContext, Environment } from './context.ts';
import type { Outlets } from './output/outlet.ts';
import type { Page } from './output/page.ts';

/** Where questions are asked. */
export interface QuestionerOptions {
  readonly environment: Pick<Environment, 'stdin' | 'stderr' | 'signal'>;
  readonly outlets: Outlets;
  readonly json: boolean;
  /** The page of standard output, or of standard error under `--json`. */
  readonly page: Page;
  /** Takes progress off the terminal. */
  readonly clear: () => void;
}

/**
 * Makes the function that asks people. What a question is about goes to standard output, or to standard error when
 * standard output is kept for JSON; the question itself goes to standard error.
 *
 * @param options - where questions are asked
 * @returns a function that returns only when the answer was yes
 */
export function createQuestioner(options: QuestionerOptions): CommandContext['confirm'] {
  const { environment, outlets } = options;
  return async ({ text, view, hint, declined }) => {
    options.clear();
    if (environment.stdin.isTTY !== true || environment.stderr.isTTY !== true) {
      throw new KemptError('confirmation_required', 'There is no terminal to ask for a yes on.', { hint });
    }
    const page = view(options.page).join('\n');
    await (options.json ? outlets.error : outlets.out).write(`${page}\n\n`);
    await outlets.error.write(`${text} [y/N] `);
    const answer = await readLine(environment.stdin, environment.signal);
    if (answer === undefined) await outlets.error.write('\n');
    if (!/^y(?:es)?$/i.test(answer?.trim() ?? '')) throw new KemptError('declined', declined);
  };
}

/** The next line; undefined at the end of the input (Ctrl-D) or when the work was interrupted. */
async function readLine(input: Readable, signal: AbortSignal): Promise<string | undefined> {
  const { createInterface } = await import('node:readline');
  const lines = createInterface({ input, terminal: false });
  const interrupt = (): void => {
    lines.close();
  };
  try {
    return await new Promise<string | undefined>((resolve) => {
      lines.once('line', resolve);
      lines.once('close', () => {
        resolve(undefined);
      });
      signal.addEventListener('abort', interrupt);
      if (signal.aborted) interrupt();
    });
  } finally {
    signal.removeEventListener('abort', interrupt);
    lines.close();
  }
}
