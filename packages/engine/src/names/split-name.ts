import { rawByteLength } from './raw-string.ts';

/** The longest name a Linux file system takes, in bytes (NAME_MAX). */
export const MAX_NAME_BYTES = 255;

/** A file name in its two parts. */
export interface SplitName {
  /** Everything before the extension; the whole name when there is none. */
  readonly stem: string;
  /** The last dot and what follows, as spelled; empty when there is none. */
  readonly extension: string;
}

const DOUBLE_EXTENSIONS = /\.tar\.(?:gz|bz2|xz|zst|lz|lz4|br|z)$/i;

const SPACE = /\s/;

/**
 * Splits a file name into stem and extension. A leading dot starts a hidden name, not an extension, `.tar.gz` and
 * its like stay together, and what holds a space is no extension (`Dr. Who`).
 *
 * @param name - a file name without folders
 * @returns both parts; joined they are the name again
 * @example
 * splitName('photo.final.JPG') // { stem: 'photo.final', extension: '.JPG' }
 */
export function splitName(name: string): SplitName {
  const double = DOUBLE_EXTENSIONS.exec(name);
  const dot = double !== null && double.index > 0 ? double.index : name.lastIndexOf('.');
  const extension = dot > 0 && dot < name.length - 1 ? name.slice(dot) : '';
  if (extension === '' || SPACE.test(extension)) return { stem: name, extension: '' };
  return { stem: name.slice(0, dot), extension };
}

/**
 * Joins a stem and an ending to a name that fits the file system, shortening the stem by whole characters.
 *
 * @param stem - the part that may be shortened
 * @param ending - the part that must stay whole, such as ` (2).jpg`
 * @returns the name, or undefined when not even one character of the stem fits
 */
export function fitName(stem: string, ending: string): string | undefined {
  if (rawByteLength(stem) + rawByteLength(ending) <= MAX_NAME_BYTES) return stem + ending;
  const budget = MAX_NAME_BYTES - rawByteLength(ending);
  let kept = '';
  let used = 0;
  for (const { segment } of new Intl.Segmenter().segment(stem)) {
    used += rawByteLength(segment);
    if (used > budget) break;
    kept += segment;
  }
  kept = kept.trimEnd();
  return kept === '' ? undefined : kept + ending;
}
