import { spawn } from 'node:child_process';

/** Under whose name and where a program runs. */
export interface ProgramOptions {
  readonly cwd: string;
  readonly uid?: number;
  readonly gid?: number;
}

/**
 * Runs a program to its end.
 *
 * @param program - absolute path
 * @param args - its arguments
 * @param options - under whose name, and where
 * @returns exit code, and what it said on both streams
 */
export async function runProgram(
  program: string,
  args: readonly string[],
  options: ProgramOptions,
): Promise<{ readonly code: number; readonly output: string }> {
  const { cwd, uid, gid } = options;
  const child = spawn(program, args, {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: '/usr/bin:/bin', TZ: 'UTC' },
    ...(uid === undefined || gid === undefined ? {} : { uid, gid }),
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      resolve({ code: code ?? 1, output });
    });
  });
}
