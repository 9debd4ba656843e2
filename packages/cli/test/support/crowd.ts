import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const OLD = new Date('2023-05-06T07:08:09Z');

/**
 * Writes many small text files, all older than the time in which files are left alone.
 *
 * @param root - the folder, which need not exist
 * @param paths - what they are called below it; the content of each tells its path
 * @param size - bytes a file at least
 * @returns the folder
 */
export function makeCrowd(root: string, paths: readonly string[], size = 0): string {
  for (const folder of new Set(paths.map((path) => dirname(path)))) mkdirSync(join(root, folder), { recursive: true });
  for (const path of paths) {
    writeFileSync(join(root, path), contentOf(path).padEnd(size, '.'));
    utimesSync(join(root, path), OLD, OLD);
  }
  return root;
}

/**
 * What {@link makeCrowd} writes into a file.
 *
 * @param path - its path below the root
 * @returns the content
 */
export function contentOf(path: string): string {
  return `content of ${path}\n`;
}

/**
 * Names that sort in the order in which they are made.
 *
 * @param count - how many
 * @returns such as `file-0042.txt`
 */
export function crowdNames(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `file-${String(i).padStart(4, '0')}.txt`);
}
