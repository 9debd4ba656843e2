import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';

/** The launcher people run. */
export const LAUNCHER = join(import.meta.dirname, '..', '..', 'bin', 'kempt.js');

/** How a process ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a process is started with. */
export interface ProcessOptions {
  /** State folder; one of its own for every test file when absent. */
  readonly home?: string;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly input?: string;
}

/** A process at work. */
export interface Running {
  readonly pid: number;
  /** What it wrote so far. */
  readonly output: { readonly stdout: string; readonly stderr: string };
  /** How it ended. */
  readonly ended: Promise<Ended>;
}

const folders: string[] = [];
const running = new Set<ChildProcess>();
after(() => {
  for (const child of running) child.kill('SIGKILL');
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/**
 * Makes a folder that is removed when the tests of the file are over.
 *
 * @returns its absolute path
 */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'kempt-cli-'));
  folders.push(folder);
  return folder;
}

const ownHome = join(temporaryFolder(), 'state');
/** Every test has a state folder of its own; compiling everything anew in each of them would take most of the time. */
const compiled = process.env['NODE_COMPILE_CACHE'] ?? join(temporaryFolder(), 'compiled');

/**
 * Runs the real program in a process of its own.
 *
 * @param args - what is typed behind `kempt`
 * @param options - where and with what
 * @returns how it ended
 */
export function kempt(args: readonly string[], options: ProcessOptions = {}): Promise<Ended> {
  return runProcess([process.execPath, LAUNCHER, ...args], options);
}

/**
 * Runs a program and gathers what it writes.
 *
 * @param command - the program and its arguments
 * @param options - where and with what
 * @returns how it ended
 */
export function runProcess(command: readonly string[], options: ProcessOptions = {}): Promise<Ended> {
  return startProcess(command, options).ended;
}

/**
 * Starts the real program in a process of its own.
 *
 * @param args - what is typed behind `kempt`
 * @param options - where and with what
 * @returns the process; it is killed when the tests of the file are over
 */
export function startKempt(args: readonly string[], options: ProcessOptions = {}): Running {
  return startProcess([process.execPath, LAUNCHER, ...args], options);
}

/**
 * Starts a program.
 *
 * @param command - the program and its arguments
 * @param options - where and with what
 * @returns the process; it is killed when the tests of the file are over
 */
export function startProcess(command: readonly string[], options: ProcessOptions = {}): Running {
  const [program = '', ...args] = command;
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: {
      ...process.env,
      NO_COLOR: '1',
      NODE_COMPILE_CACHE: compiled,
      KEMPT_HOME: options.home ?? ownHome,
      ...options.env,
    },
  });
  running.add(child);
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.input ?? '');
  const code = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const ended = code.then((value) => {
    running.delete(child);
    return { code: value, ...output };
  });
  return { pid: child.pid ?? 0, output, ended };
}

/**
 * Reads the one line of JSON a command printed.
 *
 * @param ended - how it ended
 * @returns the object
 * @throws Error when standard output holds anything else
 */
export function jsonOf(ended: Ended): Record<string, unknown> {
  const lines = ended.stdout.split('\n');
  if (lines.length !== 2 || lines[1] !== '') throw new Error(`not one line: ${ended.stdout}${ended.stderr}`);
  const value: unknown = JSON.parse(ended.stdout);
  if (typeof value !== 'object' || value === null) throw new Error(`no object: ${ended.stdout}`);
  return Object.fromEntries(Object.entries(value));
}

/**
 * The code of the error a command printed as JSON.
 *
 * @param ended - how it ended
 * @returns the code
 */
export function errorCodeOf(ended: Ended): unknown {
  const { error } = jsonOf(ended);
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}
