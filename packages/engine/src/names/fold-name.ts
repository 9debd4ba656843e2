/**
 * Folds a name so that all spellings one file system might take for the same file become equal: case and Unicode
 * composition. It folds more than any single file system does, which at worst adds a counter to a name.
 *
 * @param raw - a raw string
 * @returns the key to compare names by
 * @example
 * foldName('Ärger.JPG') === foldName('a\u0308rger.jpg') // true
 */
export function foldName(raw: string): string {
  return ASCII.test(raw) ? raw.toLowerCase() : raw.normalize('NFC').toUpperCase().toLowerCase().normalize('NFC');
}

// eslint-disable-next-line no-control-regex -- every ASCII character, control characters included
const ASCII = /^[\u0000-\u007f]*$/;
