import { globSync } from 'node:fs';

const ALL = ['packages/*/test/**/*.test.ts', 'bench/test/**/*.test.ts', 'test/**/*.test.ts'];

/** What takes longest, the longest first. */
export const LONGEST: readonly string[] = ['packages/engine/test/integration/kill-at-every-step.test.ts'];

/**
 * Finds test files, in the order in which they are to be started: the longest first and the short ones of `unit` last,
 * so that no core is idle while the last file ends.
 *
 * @param root - the repository
 * @param patterns - globs; all tests when there are none
 * @returns paths from the root
 */
export function findTestFiles(root: string, patterns: readonly string[]): string[] {
  const found = globSync(patterns.length > 0 ? [...patterns] : ALL, { cwd: root });
  const files = found.filter((file) => file.endsWith('.test.ts')).sort();
  return files.sort((a, b) => rankOf(a) - rankOf(b));
}

function rankOf(file: string): number {
  const place = LONGEST.indexOf(file.replaceAll('\\', '/'));
  if (place >= 0) return place;
  return LONGEST.length + (/[\\/]unit[\\/]/.test(file) ? 1 : 0);
}
