import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';

const cache = mkdtempSync(join(tmpdir(), 'kempt-compiled-'));
chmodSync(cache, 0o755);
after(() => {
  rmSync(cache, { recursive: true, force: true });
});

/**
 * The environment of a child process. Compiled code is kept for all children of a test file, since most of the time
 * of a short process is its start.
 *
 * @param more - variables of its own
 * @returns all variables
 */
export function childEnvironment(more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  return { ...process.env, NODE_COMPILE_CACHE: cache, NO_COLOR: '1', ...more };
}
