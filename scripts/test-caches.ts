import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What the processes of one run of tests share, since most of the time of a short process is its start. */
export interface TestCaches {
  /** Variables of every process. */
  readonly env: Readonly<Record<string, string>>;
  /** Folder of sources without their types. */
  readonly stripped: string;
  /** Fills {@link stripped}, and answers the variables that processes need whose coverage is taken. */
  forCoverage(): Readonly<Record<string, string>>;
  /** Removes everything. */
  remove(): void;
}

/**
 * Makes a folder for compiled code. Others may read it, as some tests start processes of another user.
 *
 * @returns the caches
 */
export function makeTestCaches(): TestCaches {
  const folder = mkdtempSync(join(tmpdir(), 'kempt-test-caches-'));
  chmodSync(folder, 0o755);
  const stripped = join(folder, 'stripped');
  return {
    stripped,
    env: { NODE_COMPILE_CACHE: join(folder, 'compiled') },
    forCoverage() {
      mkdirSync(stripped);
      // Node calls it experimental that types are stripped on request.
      const args = ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'strip-all.ts'), stripped];
      execFileSync(process.execPath, args, { stdio: 'inherit' });
      const hook = pathToFileURL(join(import.meta.dirname, 'read-stripped.js'));
      hook.searchParams.set('folder', stripped);
      // Branches of functions that come from the cache are not counted.
      return { NODE_OPTIONS: `--import=${hook.href}`, NODE_DISABLE_COMPILE_CACHE: '1' };
    },
    remove() {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
