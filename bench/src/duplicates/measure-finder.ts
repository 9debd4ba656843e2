import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Measurement } from '../report/figures.ts';
import { TIMER } from './finders.ts';

/**
 * Runs a program to its end. Wall time is taken from outside; processor time and peak memory are what GNU time is told
 * by the kernel.
 *
 * @param command - program and arguments; what it prints is thrown away
 * @param scratch - existing folder for the figures, in which the program runs
 * @param limitSeconds - when it is stopped
 * @returns the figures; undefined when it was stopped
 * @throws Error when it failed
 */
export async function measureFinder(
  command: readonly string[],
  scratch: string,
  limitSeconds: number,
): Promise<Measurement | undefined> {
  const file = join(scratch, 'usage.txt');
  const started = performance.now();
  // A group of its own, so that stopping the timer stops what it times.
  const child = spawn(TIMER, ['-f', '%U %S %M', '-o', file, ...command], {
    cwd: scratch,
    stdio: 'ignore',
    detached: true,
  });
  const fate = { isStopped: false };
  const limit = setTimeout(() => {
    fate.isStopped = true;
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  }, limitSeconds * 1000);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  }).finally(() => {
    clearTimeout(limit);
  });
  if (fate.isStopped) return undefined;
  const wallSeconds = (performance.now() - started) / 1000;
  if (code !== 0) throw new Error(`${command.slice(0, 5).join(' ')} exited ${String(code)}.`);
  return { wallSeconds, ...readUsage(readFileSync(file, 'utf8')) };
}

/**
 * Reads what GNU time wrote.
 *
 * @param text - user seconds, system seconds and kibibytes in its last line
 * @returns the same as figures
 * @throws Error when there are no such figures
 */
export function readUsage(text: string): Omit<Measurement, 'wallSeconds'> {
  const match = /(?:^|\n)([\d.]+) ([\d.]+) (\d+)\n?$/.exec(text);
  if (match === null) throw new Error(`No figures of time: ${text.slice(0, 200)}`);
  const [, user, system, kibibytes] = match;
  return { userSeconds: Number(user), systemSeconds: Number(system), peakBytes: Number(kibibytes) * 1024 };
}
