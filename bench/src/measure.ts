import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Measurement } from './report/figures.ts';

/** A Node program to measure. */
export interface MeasureRequest {
  /** The script and its arguments. */
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Existing folder for the file in which the process leaves its usage. */
  readonly scratch: string;
}

/** A measured run and what it printed. */
export interface MeasuredRun {
  readonly measurement: Measurement;
  readonly stdout: string;
  readonly code: number | null;
}

/**
 * Runs a Node program as a process of its own: wall time from outside, from spawn to exit; processor time and peak
 * memory as the process itself reports them at its end (see usage-hook).
 *
 * @param request - what to run
 * @returns the figures and the output
 * @throws Error when the process left no usage behind
 */
export async function measure(request: MeasureRequest): Promise<MeasuredRun> {
  const usageFile = join(request.scratch, 'usage.json');
  rmSync(usageFile, { force: true });
  const hook = new URL('./usage-hook.ts', import.meta.url).href;
  const started = performance.now();
  const child = spawn(process.execPath, ['--import', hook, ...request.args], {
    env: { ...process.env, ...request.env, KEMPT_BENCH_USAGE: usageFile },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const pieces: Buffer[] = [];
  child.stdout.on('data', (piece: Buffer) => pieces.push(piece));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const wallSeconds = (performance.now() - started) / 1000;
  const usage = readNumbers(readFileSync(usageFile, 'utf8'));
  const measurement = {
    wallSeconds,
    userSeconds: usage('user_seconds'),
    systemSeconds: usage('system_seconds'),
    peakBytes: usage('peak_bytes'),
  };
  return { measurement, stdout: Buffer.concat(pieces).toString(), code };
}

/**
 * Reads numbers out of a JSON object.
 *
 * @param json - one JSON object
 * @returns a function that gives the number of a key and throws when there is none
 * @throws Error when the text is no JSON object
 */
export function readNumbers(json: string): (key: string) => number {
  const parsed: unknown = JSON.parse(json);
  if (typeof parsed !== 'object' || parsed === null) throw new Error(`No JSON object: ${json.slice(0, 200)}`);
  const entries = new Map(Object.entries(parsed));
  return (key) => {
    const value: unknown = entries.get(key);
    if (typeof value !== 'number') throw new Error(`No number "${key}" in ${json.slice(0, 200)}`);
    return value;
  };
}
