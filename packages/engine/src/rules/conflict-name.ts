import { fitName, splitName } from '../names/split-name.ts';

const COUNTER = / \(([1-9]\d{0,8})\)/g;

/**
 * The name a file gets when the wanted one is taken: `{name} ({counter}){extension}`, shortened to what a file system
 * takes.
 *
 * @param name - the wanted name, a raw string
 * @param counter - the number to try, 1 or more
 * @returns a name of at most 255 bytes
 * @example
 * conflictName('backup.tar.gz', 2) // 'backup (2).tar.gz'
 */
export function conflictName(name: string, counter: number): string {
  const { stem, extension } = splitName(name);
  const mark = ` (${counter})`;
  const ending = mark + extension;
  return fitName(stem, ending) ?? fitName('_', ending) ?? fitName(name, mark) ?? `_${mark}`;
}

/**
 * Whether a name is a wanted name with a counter, so that a second run finds its file in place.
 *
 * @param name - the name a file has
 * @param wanted - the name it would get
 * @returns true when {@link conflictName} makes the one from the other
 * @example
 * carriesCounterOf('a (2).jpg', 'a.jpg') // true
 */
export function carriesCounterOf(name: string, wanted: string): boolean {
  return Array.from(name.matchAll(COUNTER)).some(([, counter]) => conflictName(wanted, Number(counter)) === name);
}

/**
 * The names of which a name may be the version with a counter.
 *
 * @param name - the name a file has
 * @returns the name without each counter it holds, most often none or one
 */
export function withoutCounter(name: string): string[] {
  return Array.from(
    name.matchAll(COUNTER),
    (match) => name.slice(0, match.index) + name.slice(match.index + match[0].length),
  );
}
