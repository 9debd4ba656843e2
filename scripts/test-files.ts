import { globSync } from 'node:fs';
import type { Shard } from './test-arguments.ts';

const ALL = ['packages/*/test/**/*.test.ts', 'bench/test/**/*.test.ts', 'test/**/*.test.ts'];

const WHOLE: Shard = { index: 1, count: 1 };

/** What takes longest, the longest first. */
export const LONGEST: readonly string[] = [
  'packages/engine/test/integration/kill-at-every-step.test.ts',
  'packages/server/test/integration/canaries.test.ts',
  'packages/cli/test/integration/faults-of-reclaims.test.ts',
  'packages/server/test/integration/service.test.ts',
  'packages/engine/test/integration/engine-organize-links-crash.test.ts',
  'packages/cli/test/integration/bad-input.test.ts',
  'packages/cli/test/integration/commands.test.ts',
  'packages/cli/test/integration/damaged-journal.test.ts',
  'packages/cli/test/integration/interruption.test.ts',
];

/**
 * Finds test files, in the order in which they are to be started: the longest first and the short ones of `unit` last,
 * so that no core is idle while the last file ends.
 *
 * @param root - the repository
 * @param patterns - globs; all tests when there are none
 * @param shard - only this part; the parts take as long as each other, more or less
 * @returns paths from the root
 */
export function findTestFiles(root: string, patterns: readonly string[], shard: Shard = WHOLE): string[] {
  const found = globSync(patterns.length > 0 ? [...patterns] : ALL, { cwd: root });
  const files = found.filter((file) => file.endsWith('.test.ts')).sort();
  files.sort((a, b) => rankOf(a) - rankOf(b));
  return files.filter((_, i) => i % shard.count === shard.index - 1);
}

function rankOf(file: string): number {
  const place = LONGEST.indexOf(file.replaceAll('\\', '/'));
  if (place >= 0) return place;
  return LONGEST.length + (/[\\/]unit[\\/]/.test(file) ? 1 : 0);
}
