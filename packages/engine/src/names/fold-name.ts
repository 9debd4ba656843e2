/**
 * Folds a name so that all spellings one file system might take for the same file become equal: case, Unicode
 * composition, code points that show nothing (a folder with ext4's casefold ignores them), and dots and spaces at
 * the end (FAT and exFAT drop them). It folds more than any single file system does, which at worst adds a counter
 * to a name.
 *
 * @param raw - a raw string
 * @returns the key to compare names by
 * @example
 * foldName('Ärger.JPG') === foldName('a\u0308rger.jpg') // true
 */
export function foldName(raw: string): string {
  return withoutTail(ASCII.test(raw) ? raw.toLowerCase() : foldUnicode(raw));
}

/**
 * Whether two paths lead to the same place, as far as {@link foldName} can tell.
 *
 * @param one - raw path
 * @param other - raw path
 * @returns true when every name of one is some spelling of the name of the other
 * @example
 * isSameFolded('Images/2024', 'images/2024') // true
 */
export function isSameFolded(one: string, other: string): boolean {
  if (one === other) return true;
  const [names, others] = [one.split('/'), other.split('/')];
  return names.length === others.length && names.every((name, i) => foldName(name) === foldName(others[i] ?? ''));
}

/** Lower case first: the upper case of ẞ is itself, while that of its lower case ß is SS, as of every other spelling. */
function foldUnicode(raw: string): string {
  const visible = raw.replace(INVISIBLE, '').normalize('NFC');
  return visible.toLowerCase().toUpperCase().toLowerCase().normalize('NFC');
}

function withoutTail(folded: string): string {
  let end = folded.length;
  while (end > 0 && (folded[end - 1] === '.' || folded[end - 1] === ' ')) end--;
  return end === folded.length ? folded : folded.slice(0, end);
}

// eslint-disable-next-line no-control-regex -- every ASCII character, control characters included
const ASCII = /^[\u0000-\u007f]*$/;
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu;
