import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { UNLIMITED } from './unlimited.ts';

/** A process of Kempt's, as a person starts it. */
export interface KemptService {
  readonly child: ChildProcess;
  /** Lines of standard output so far. */
  readonly lines: readonly string[];
  /** Standard error so far. */
  readonly errors: () => string;
  /** Waits for a line that fits. */
  line(fits: RegExp): Promise<RegExpExecArray>;
  /** Sends a signal. */
  kill(signal: NodeJS.Signals): void;
  /** Exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>;
}

const LAUNCHER = join(import.meta.dirname, '..', '..', '..', 'cli', 'bin', 'kempt.js');

/**
 * Starts `kempt serve`, `kempt worker` and their like as a process of its own.
 *
 * @param args - the command
 * @param env - settings
 * @param options - `readsErrors: false` leaves standard error where it is, as a stuck reader does
 * @returns the process
 */
export function startKempt(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  { readsErrors = true }: { readonly readsErrors?: boolean } = {},
): KemptService {
  const child = spawn(process.execPath, [LAUNCHER, ...args], {
    env: { ...process.env, DATABASE_URL: '', KEMPT_HOST: '127.0.0.1', KEMPT_PORT: '0', ...UNLIMITED, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  let rest = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts);
  });
  if (readsErrors) {
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors += text;
    });
  }
  let over = false;
  const ended = new Promise<number | NodeJS.Signals>((resolve) => {
    // What is not read is never closed.
    child.once(readsErrors ? 'close' : 'exit', (code: number | null, signal: NodeJS.Signals | null) => {
      over = true;
      resolve(code ?? signal ?? 0);
    });
  });
  return {
    child,
    lines,
    errors: () => errors,
    ended,
    kill: (signal) => {
      child.kill(signal);
    },
    line: async (fits) => {
      for (;;) {
        for (const line of lines) {
          const found = fits.exec(line);
          if (found !== null) return found;
        }
        if (over) throw new Error(`kempt ended before it said ${String(fits)}: ${errors}`);
        await sleep(20);
      }
    },
  };
}
