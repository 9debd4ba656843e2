import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { lstatSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';

/** A process to run to its end, or to its killing. */
export interface ProcessRequest {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Files or folders whose first change (coming, going or mtime) is waited for. */
  readonly watch?: readonly string[];
  /** Kills this many milliseconds after the start, or after the first change when something is watched. */
  readonly killAfterMs?: number;
}

/** How a process ended. */
export interface ProcessResult {
  /** Exit code; null when it was killed. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly durationMs: number;
  /** From the start to the first change of what was watched, or to the end. */
  readonly firstChangeMs: number;
  /** True when the kill came before the end. */
  readonly killed: boolean;
}

/**
 * Runs a process and, if asked, kills it and everything it started with SIGKILL. Waits in turns of some 50 µs: only so
 * can the kill fall between two system calls of the other process.
 *
 * @param request - what to run and when to kill it
 * @returns how it ended
 */
export async function runProcess(request: ProcessRequest): Promise<ProcessResult> {
  const started = performance.now();
  const before = fingerprint(request.watch ?? []);
  const child = spawn(request.command, request.args, {
    env: request.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
  });
  const stdout = collect(child.stdout);
  const stderr = collect(child.stderr);
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      resolve(signal === null ? code : null);
    });
  });
  const [code, firstChangeMs] = await Promise.all([ended, waitAndKill(request, child, before)]);
  const durationMs = performance.now() - started;
  return { code, stdout: stdout(), stderr: stderr(), durationMs, firstChangeMs, killed: code === null };
}

/**
 * Something that differs when one of the files or folders came, went or was changed.
 *
 * @param paths - what to look at; nothing below them is looked at
 * @returns text to compare
 */
export function fingerprint(paths: readonly string[]): string {
  return paths.map((path) => lstatSync(path, { bigint: true, throwIfNoEntry: false })?.mtimeNs ?? 'none').join(' ');
}

async function waitAndKill(request: ProcessRequest, child: ChildProcess, before: string): Promise<number> {
  const started = performance.now();
  const isOver = (): boolean => child.exitCode !== null || child.signalCode !== null || child.pid === undefined;
  const watch = request.watch ?? [];
  while (watch.length > 0 && !isOver() && fingerprint(watch) === before) await turn();
  const changed = performance.now();
  if (request.killAfterMs !== undefined) {
    while (!isOver() && performance.now() < changed + request.killAfterMs) await turn();
    if (!isOver()) kill(child);
  }
  return changed - started;
}

/** Lets the end of the process be seen, and leaves the processor to it for a moment. */
async function turn(): Promise<void> {
  Atomics.wait(NEVER_SET, 0, 0, TURN_MS);
  await setImmediate();
}

function collect(stream: Readable): () => string {
  const pieces: Buffer[] = [];
  stream.on('data', (piece: Buffer) => pieces.push(piece));
  return () => Buffer.concat(pieces).toString();
}

/** The process was not waited for yet, so its id cannot belong to another one. */
function kill(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill('SIGKILL');
    else process.kill(-child.pid, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

const TURN_MS = 0.05;
const NEVER_SET = new Int32Array(new SharedArrayBuffer(4));
