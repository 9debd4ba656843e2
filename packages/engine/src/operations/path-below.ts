import { KemptError } from '../errors/kempt-error.ts';
import { parseDisplayName } from '../names/display-name.ts';
import { isInQuarantine } from '../names/quarantine-folder.ts';
import { rawByteLength } from '../names/raw-string.ts';
import { MAX_NAME_BYTES } from '../names/split-name.ts';

/** The longest path the system takes, in bytes (PATH_MAX), less the root's part of it. */
const MAX_PATH_BYTES = 3072;

/**
 * Reads a path below a root as programs write it. Threat model: the path comes from the network. What could mean
 * another place than a chain of plain names below the root (absolute, `..`, empty names, zero bytes) is refused here;
 * that no name of the chain is a link is seen to by whoever opens it, name by name.
 *
 * @param shown - a shown path, see `displayName`; empty for the root itself
 * @returns the raw path without leading or trailing slash
 * @throws KemptError `invalid_request` for what is no path below a folder, `not_found` for Kempt's own places
 */
export function pathBelow(shown: string): string {
  const raw = parseDisplayName(shown);
  if (raw === undefined) throw refusal('a backslash in it begins none of the escapes that Kempt writes.');
  if (raw === '') return raw;
  if (raw.startsWith('/')) throw refusal('it is absolute.');
  if (raw.includes('\0')) throw refusal('it holds a zero byte.');
  if (rawByteLength(raw) > MAX_PATH_BYTES) throw refusal('it is too long.');
  for (const name of raw.split('/')) {
    if (name === '') throw refusal('one of its names is empty.');
    if (name === '.' || name === '..') throw refusal('it holds `.` or `..`.');
    if (rawByteLength(name) > MAX_NAME_BYTES) throw refusal('one of its names is too long.');
  }
  if (isInQuarantine(raw) || raw.split('/').some(isPartName)) throw noSuchPlace();
  return raw;
}

/**
 * The one answer for whatever cannot be reached below a root, so that nobody learns what is there.
 *
 * @returns the error
 */
export function noSuchPlace(): KemptError {
  return new KemptError('not_found', 'There is nothing under that path, or it leads over a link.');
}

/**
 * Whether a name is one that Kempt gives to files which are not whole yet.
 *
 * @param name - a raw name
 * @returns true for `.kempt-*.part`
 * @example
 * isPartName('.kempt-upload-1.part') // true
 */
export function isPartName(name: string): boolean {
  return name.startsWith('.kempt-') && name.endsWith('.part');
}

function refusal(why: string): KemptError {
  return new KemptError('invalid_request', `That is no path below a folder: ${why}`);
}
