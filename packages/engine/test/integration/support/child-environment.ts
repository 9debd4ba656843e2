import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { UNCOVERED } from '../../../src/testing/uncovered.ts';

const cache = process.env['NODE_COMPILE_CACHE'] ?? ownCache();

/**
 * The environment of a child process that is killed or crashes. Compiled code is kept for all children of a run of
 * tests, or of a test file that runs alone.
 *
 * @param more - variables of its own
 * @returns all variables
 */
export function childEnvironment(more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  return { ...process.env, ...UNCOVERED, NODE_COMPILE_CACHE: cache, NO_COLOR: '1', ...more };
}

function ownCache(): string {
  const folder = mkdtempSync(join(tmpdir(), 'kempt-compiled-'));
  chmodSync(folder, 0o755);
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}
