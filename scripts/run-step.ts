import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** A tool of the house to run, and on what. */
export interface Step {
  /** What the tool looks after, in a word or two. */
  readonly name: string;
  /** Path of the tool's own script below node_modules. */
  readonly tool: string;
  /** What the tool is told. */
  readonly args: readonly string[];
}

/** How a step went. */
export interface StepResult {
  /** The step's name. */
  readonly name: string;
  /** Whether the tool ended with exit code 0. */
  readonly passed: boolean;
  /** All it said, stdout and stderr as they came. */
  readonly output: string;
  /** Wall-clock time. */
  readonly seconds: number;
}

const MODULES = join(import.meta.dirname, '..', 'node_modules');

/**
 * Runs one tool from node_modules with the Node that runs this script.
 *
 * @param step - the tool and its arguments
 * @param cwd - the folder to run it in
 * @returns what it said and whether it passed; a tool that cannot be started has not passed
 */
export async function runStep(step: Step, cwd: string): Promise<StepResult> {
  const started = performance.now();
  const child = spawn(process.execPath, [join(MODULES, step.tool), ...step.args], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const collect = (chunk: Buffer): void => {
    output += chunk.toString();
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  await once(child, 'close');
  return { name: step.name, passed: child.exitCode === 0, output, seconds: (performance.now() - started) / 1000 };
}
