import { KemptError } from '../errors/kempt-error.ts';
import { displayName } from '../names/display-name.ts';
import { shellQuote } from './shell-quote.ts';

/** A path as an undo script writes it. */
export interface ScriptPlace {
  /** Absolute raw path of the folder it is in; empty for the root of the file system. */
  readonly folder: string;
  /** Folder and name, two shell words. */
  readonly words: string;
  /** The whole path, one shell word. */
  readonly whole: string;
}

/**
 * Splits a path into the words an undo script names it by: paths below a root begin with the root's variable.
 *
 * @param path - absolute raw path
 * @param roots - absolute raw paths, by the number of their variable
 * @returns the words
 * @throws KemptError `journal_corrupt` when the path is not absolute, not plain, or holds a zero byte
 */
export function placeOf(path: string, roots: readonly string[]): ScriptPlace {
  if (!PLAIN_PATH.test(path) || path.includes('\0')) {
    throw new KemptError('journal_corrupt', `The journal names a path that cannot be: ${displayName(path)}`);
  }
  const slash = path.lastIndexOf('/');
  const folder = path.slice(0, slash);
  const whole = wordOf(path, roots);
  return { folder, words: `${wordOf(folder, roots)} ${shellQuote(path.slice(slash + 1))}`, whole };
}

/**
 * The time of a file as an undo script compares it.
 *
 * @param mtime - nanoseconds since 1970
 * @returns seconds with nine decimals, or `-` for a time before 1970, which systems write in different ways
 * @example
 * mtimeArgument(1_500_000_000n) // '1.500000000'
 */
export function mtimeArgument(mtime: bigint): string {
  if (mtime < 0n) return '-';
  return `${String(mtime / SECOND)}.${String(mtime % SECOND).padStart(9, '0')}`;
}

/**
 * An instant as `touch` takes it: ISO 8601 with nanoseconds for `-d`, and to the second for `-t`.
 *
 * @param mtime - nanoseconds since 1970
 * @returns two words, `- -` for an instant that they cannot express
 * @example
 * instantArguments(1_741_788_309_123_456_789n) // '2025-03-12T14:05:09.123456789Z 202503121405.09'
 */
export function instantArguments(mtime: bigint): string {
  if (mtime < 0n || mtime >= END_OF_9999) return '- -';
  const iso = new Date(Number(mtime / 1_000_000n)).toISOString().slice(0, 19);
  const digits = iso.replaceAll(/[-T:]/g, '');
  const fraction = String(mtime % SECOND).padStart(9, '0');
  return `${iso}.${fraction}Z ${digits.slice(0, 12)}.${digits.slice(12)}`;
}

function wordOf(path: string, roots: readonly string[]): string {
  let best = -1;
  for (const [index, root] of roots.entries()) {
    const within = root !== '/' && (path === root || path.startsWith(`${root}/`));
    if (within && root.length > (roots[best]?.length ?? 0)) best = index;
  }
  const rest = path.slice(roots[best]?.length ?? 0);
  if (best === -1) return shellQuote(path);
  return rest === '' ? `"$root_${best}"` : `"$root_${best}"${shellQuote(rest)}`;
}

const SECOND = 1_000_000_000n;
const END_OF_9999 = 253_402_300_800n * SECOND;
/** Absolute, no empty, `.` or `..` component. */
const PLAIN_PATH = /^(?:\/(?!\.{0,2}(?:\/|$))[^/]+)+$/;
