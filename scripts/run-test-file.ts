import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/**
 * Runs one file of tests as a program of its own, and ends with its exit code.
 *
 * @param file - path below the house
 * @param env - settings of the tests
 */
export function runTestFile(file: string, env: Readonly<Record<string, string>>): void {
  const path = join(import.meta.dirname, '..', file);
  const { status } = spawnSync(process.execPath, ['--test', path], {
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  process.exitCode = status ?? 1;
}
