import { KemptError } from '@kempt/engine';
import { resolve, sep } from 'node:path';

/**
 * Makes a path that was typed absolute. A `..` is left to the system, which may find a symbolic link before it.
 *
 * @param path - as typed, a raw string
 * @param workingFolder - absolute, a raw string
 * @returns an absolute path, a raw string
 * @throws KemptError `invalid_argument` for an empty path, which is most often a shell variable that was not set, and
 * for a `~` the shell did not expand
 */
export function absolutePath(path: string, workingFolder: string): string {
  if (path === '') {
    throw new KemptError('invalid_argument', 'A path is empty.', {
      hint: 'Check the shell variables in the command; "." is the folder you are in.',
      details: { path },
    });
  }
  if (path === '~' || path.startsWith('~/')) {
    throw new KemptError('invalid_argument', 'The shell did not replace the ~ at the beginning of a path.', {
      hint: 'Write $HOME instead, or ./~ for a folder with that name.',
      details: { path },
    });
  }
  const plain = resolve(workingFolder, path);
  if (process.platform === 'win32' || !path.split('/').includes('..')) return plain;
  return path.startsWith(sep) ? path : `${workingFolder}/${path}`;
}
