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
 * The environment of a child process that is killed or crashes. Compiled code is kept for all children of a test file,
 * since most of the time of a short process is its start; for the same reason none of them is asked for coverage, which
 * a killed one could not leave anyway.
 *
 * @param more - variables of its own
 * @returns all variables
 */
export function childEnvironment(more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const quick = { NODE_V8_COVERAGE: undefined, NODE_DISABLE_COMPILE_CACHE: undefined };
  return { ...process.env, ...quick, NODE_COMPILE_CACHE: cache, NO_COLOR: '1', ...more };
}
