import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import { writeTree, type TreeEntries } from './write-tree.ts';

/** Where {@link KNOTTY_TREE}'s files go; sizes make their names trade places. */
export const KNOTTY_TEMPLATE = '{category}/{size}.{extension|default:bin}';

/**
 * A small tree that needs every kind of step once {@link KNOTTY_TEMPLATE} sorts it: three files that trade names in a
 * ring, a file whose name a new folder takes, a folder whose name a file takes, a photo with its companion, two files
 * that want one name, folders that become empty, and things that stay.
 */
export const KNOTTY_TREE: TreeEntries = {
  'documents/1.txt': 'aa',
  'documents/2.txt': 'bbb',
  'documents/3.txt': 'c',
  images: 'not a folder',
  'documents/20.txt/inner.txt': 'in the way of a file'.padEnd(30, '.'),
  'inbox/any.txt': 'takes a folder name!',
  'inbox/photo.jpg': photo('40'),
  'inbox/photo.xmp': '<x:xmpmeta/>\n',
  'inbox/deep/er/one.txt': 'one'.padEnd(50, '.'),
  'inbox/deep/er/other.txt': 'other'.padEnd(50, '.'),
  'inbox/nothing.txt': '',
  'inbox/caf\udce9.txt': 'a name that is not UTF-8',
  'inbox/twin.txt': { hardLink: 'inbox/any.txt' },
  'inbox/link': { symlink: '../nowhere' },
  'inbox/empty/': '',
  '.hidden': 'stays',
};

/** Makes every file of {@link LINKED_TREE} take the place of the one before it. */
export const LINKED_TEMPLATE = '{parent}x/{filename}';

/** Three names of one file, which only their places tell apart. */
export const LINKED_TREE: TreeEntries = {
  'a/file.txt': 'one file with three names',
  'ax/file.txt': { hardLink: 'a/file.txt' },
  'axx/file.txt': { hardLink: 'a/file.txt' },
};

/** For {@link KNOTTY_TEMPLATE} and another destination: one file finds its name taken, and one does not. */
export const TAKEN_TREE: TreeEntries = { 'inbox/new.txt': 'aa', 'inbox/other.txt': 'other' };

/** What is at the destination of {@link TAKEN_TREE}. */
export const TAKEN_NAMES: TreeEntries = { 'documents/2.txt': 'an old file' };

/** For {@link KNOTTY_TEMPLATE} too: two files that trade names, a photo with its companion and a folder that becomes empty: for long rows of kills. */
export const SMALL_TREE: TreeEntries = {
  'documents/1.txt': 'aa',
  'documents/2.txt': 'b',
  'inbox/photo.jpg': photo('40'),
  'inbox/photo.xmp': '<x:xmpmeta/>\n',
  'inbox/empty/': '',
};

/**
 * For {@link KNOTTY_TEMPLATE}: new files that take the places of old ones, one of them with a companion, two that want
 * one place, and a ring beside them.
 */
export const OVERWRITING_TREE: TreeEntries = {
  'documents/1.txt': 'aa',
  'documents/2.txt': 'b',
  'documents/3.txt': 'old',
  'images/51.jpg': photo('o'.repeat(40)),
  'images/51.xmp': 'the old notes',
  'inbox/three.txt': 'new',
  'inbox/photo.jpg': photo('n'.repeat(40)),
  'inbox/photo.xmp': '<x:xmpmeta/>\n',
  'inbox/deep/other.txt': 'too',
};

/** Three groups of duplicates, one of them with two names for one file, and what has no duplicate. */
export const TWINS_TREE: TreeEntries = {
  'a/one.txt': 'first content',
  'b/one.txt': 'first content',
  'b/again.txt': { hardLink: 'b/one.txt' },
  'b/caf\udce9': 'first content',
  'c/two': 'second content',
  two: 'second content',
  own: 'no duplicate',
};

/** Makes the files of {@link writeRing} trade places. */
export const RING_TEMPLATE = '{year}/{filename}';

/**
 * Makes duplicates and a file of their own that trade places in one ring: each goes to the year of its time.
 *
 * @param root - folder for them
 */
export function writeRing(root: string): void {
  const contents = ['same', 'same', 'another', 'twin', 'twin'];
  writeTree(root, Object.fromEntries(contents.map((content, i) => [`${String(2000 + i)}/f`, content])));
  contents.forEach((_, i) => {
    const time = new Date(Date.UTC(2000 + ((i + 1) % contents.length), 5));
    utimesSync(join(root, String(2000 + i), 'f'), time, time);
  });
}

function photo(text: string): Uint8Array {
  return Buffer.concat([Buffer.from('\xff\xd8\xff\xe0\x00\x10JFIF\x00', 'latin1'), Buffer.from(text)]);
}
