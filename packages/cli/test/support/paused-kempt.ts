import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import {
  LAUNCHER,
  startProcess,
  temporaryFolder,
  type Ended,
  type ProcessOptions,
  type Running,
} from './kempt-process.ts';

/** Where a process is held: right behind a system call. */
export interface Pause {
  /** The call as strace names it, such as `renameat2` or `/^link(at)?$`. */
  readonly call: string;
  /** Only calls with exactly one of these names among their arguments. */
  readonly names?: readonly string[];
  /** Which of these calls, counted by thread: `3` the third, `3+` all from the third, `3+2` every second from there. */
  readonly when: string;
  /** Further injections, as behind `strace -e inject=`. */
  readonly inject?: readonly string[];
  /** A program and its arguments that start all this with fewer rights. */
  readonly through?: readonly string[];
}

/** A Kempt that is held. */
export interface PausedKempt extends Running {
  /** Sends a signal to Kempt itself. */
  signal(name: NodeJS.Signals): void;
  /** Lets it go on. */
  resume(): void;
  /** Lets it go on until it is held again. */
  next(): Promise<void>;
  /** Lets it go on to its end. */
  finish(): Promise<Ended>;
}

const TURN_MS = 5;
const held = new Set<number>();
after(() => {
  for (const pid of held) send(pid, 'SIGKILL');
});

/**
 * Starts the real program under strace and waits until it is held, so that a test can act as another program at an
 * exact moment.
 *
 * @param args - what is typed behind `kempt`
 * @param pause - where it is held
 * @param options - where and with what it is started
 * @returns the process, all of its threads stopped
 * @throws Error when it ended before it came to that call
 */
export async function pauseKempt(
  args: readonly string[],
  pause: Pause,
  options: ProcessOptions = {},
): Promise<PausedKempt> {
  const log = join(temporaryFolder(), 'strace');
  const tracer = startProcess(
    [...(pause.through ?? []), ...straceOf(pause, log), process.execPath, LAUNCHER, ...args],
    options,
  );
  const end = { reached: false };
  const ended = tracer.ended.finally(() => (end.reached = true));
  const stops = createStops(log, async () => {
    if (end.reached) throw new Error(`never came to ${pause.call}: ${JSON.stringify(await ended)}`);
  });
  const pid = processOf(await stops.next());
  held.add(pid);
  const resume = (): void => {
    send(pid, 'SIGCONT');
  };
  return {
    pid,
    output: tracer.output,
    ended: ended.finally(() => held.delete(pid)),
    signal: (name) => {
      send(pid, name);
    },
    resume,
    next: async () => {
      resume();
      await stops.next();
    },
    finish: async () => {
      while (!end.reached) {
        resume();
        await stops.next().catch(() => undefined);
      }
      return ended;
    },
  };
}

/** Waits for the next stop in the log of strace and answers which thread came to it. */
function createStops(log: string, assertAlive: () => Promise<void>): { next(): Promise<string> } {
  let seen = 0;
  return {
    next: async () => {
      for (;;) {
        const thread = [...readLog(log).matchAll(/^(\d+) +--- SIGSTOP .*\n(?=[^]*--- stopped by SIGSTOP)/gm)][
          seen
        ]?.[1];
        if (thread !== undefined) {
          seen++;
          return thread;
        }
        await assertAlive();
        await delay(TURN_MS);
      }
    },
  };
}

function straceOf({ call, names = [], when, inject = [] }: Pause, log: string): string[] {
  const injections = [`${call}:signal=SIGSTOP:when=${when}`, ...inject];
  const calls = injections.map((text) => text.slice(0, text.indexOf(':')));
  return [
    ...['strace', '-f', '-qq', '-o', log],
    ...names.flatMap((name) => ['-P', name]),
    ...['-e', `trace=${calls.join(',')}`],
    ...injections.flatMap((text) => ['-e', `inject=${text}`]),
  ];
}

function readLog(log: string): string {
  try {
    return readFileSync(log, 'utf8');
  } catch {
    return '';
  }
}

/** strace tells the thread, signals are for the process. */
function processOf(thread: string): number {
  return Number(/^Tgid:\s+(\d+)/m.exec(readFileSync(`/proc/${thread}/status`, 'utf8'))?.[1]);
}

function send(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
