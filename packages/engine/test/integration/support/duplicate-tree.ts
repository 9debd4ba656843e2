import {
  closeSync,
  ftruncateSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import fc from 'fast-check';
import { decodeRaw, encodeRaw } from '../../../src/names/raw-string.ts';
import { isInProgress } from '../../../src/scan/downloads-in-progress.ts';
import { nameBytes } from '../../unit/names/any-bytes.ts';

/** The folders of every tree, which are searched in any combination; the tree itself is the empty one. */
export const FOLDERS = ['', 'a', 'a/b', 'a/b/.c', 'd'] as const;

/** Around the sizes at which reading changes: one page, both ends, the largest that is read at once. */
const SIZES = [0, 1, 4095, 4096, 8192, 65_535, 65_536, 65_537, 70_000, 300_000];

/** One thing to put into a tree. */
export interface Planted {
  readonly folder: (typeof FOLDERS)[number];
  /** A folder below that, of any name. */
  readonly below: string | undefined;
  readonly name: string;
  readonly what: 'file' | 'sparse' | 'link' | 'symlink';
  readonly size: number;
  /** Where its one byte is that others do not have: from the start, or from the end when negative. */
  readonly at: number | undefined;
  readonly fill: number;
}

/**
 * Trees that finders of duplicates stumble over, with few sizes each: hard links, holes, empty files, symlinks, files of equal sizes that
 * differ in one byte, names of any bytes.
 *
 * @param accepts - which names there may be
 * @returns what to put into them
 */
export function anyDuplicateTree(accepts: (name: string) => boolean): fc.Arbitrary<readonly Planted[]> {
  const name = fc
    .oneof(fc.constantFrom('x', 'y', 'z', '.hidden', ' '), nameBytes.map(decodeRaw))
    .filter(
      (each) => accepts(each) && !isInProgress(each) && !FOLDERS.some((folder) => folder.split('/').includes(each)),
    );
  const entries = (sizes: readonly number[]): fc.Arbitrary<readonly Planted[]> =>
    fc.array(
      fc.record({
        folder: fc.constantFrom(...FOLDERS),
        below: fc.option(name, { freq: 3, nil: undefined }),
        name,
        what: fc.constantFrom<Planted['what']>('file', 'file', 'file', 'sparse', 'link', 'symlink'),
        size: fc.constantFrom(...sizes),
        at: fc.constantFrom(undefined, undefined, 0, 5000, -5000, -1),
        fill: fc.constantFrom(0, 0, 1),
      }),
      { minLength: 6, maxLength: 24 },
    );
  return fc.subarray(SIZES, { minLength: 1, maxLength: 3 }).chain(entries);
}

/**
 * Puts a tree on the disk. What finds its place taken is left out.
 *
 * @param root - absolute path of a folder that is not there
 * @param planted - what to put there
 */
export function plantDuplicates(root: string, planted: readonly Planted[]): void {
  for (const folder of FOLDERS) mkdirSync(`${root}/${folder}`, { recursive: true });
  const files: Buffer[] = [];
  for (const entry of planted) {
    const folder = bytes([root, entry.folder, entry.below ?? ''].filter((part) => part !== '').join('/'));
    if (kindOf(folder) === undefined) mkdirSync(folder);
    const path = Buffer.concat([folder, bytes(`/${entry.name}`)]);
    if (kindOf(folder) !== 'folder' || kindOf(path) !== undefined) continue;
    const last = files.at(-1);
    if (entry.what === 'symlink') symlinkSync(last ?? 'nowhere', path);
    else if (entry.what === 'link' && last !== undefined) linkSync(last, path);
    else plantFile(path, entry);
    if (entry.what !== 'symlink') files.push(path);
  }
}

function plantFile(path: Buffer, { what, size, at, fill }: Planted): void {
  if (what === 'sparse') {
    const fd = openSync(path, 'wx');
    ftruncateSync(fd, size);
    closeSync(fd);
    return;
  }
  const content = Buffer.alloc(size, fill);
  const index = at === undefined || at >= 0 ? at : size + at;
  if (index !== undefined && index >= 0 && index < size) content[index] = 7;
  writeFileSync(path, content);
}

/**
 * Device and inode of every regular file below a folder, which is what finders mean by a file.
 *
 * @param path - absolute path as bytes
 * @returns as text
 */
export function identityOf(path: Uint8Array): string {
  const { dev, ino } = lstatSync(Buffer.from(path), { bigint: true });
  return `${dev}:${ino}`;
}

function kindOf(path: Buffer): 'folder' | 'other' | undefined {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return undefined;
  return stat.isDirectory() ? 'folder' : 'other';
}

function bytes(raw: string): Buffer {
  return Buffer.from(encodeRaw(raw));
}
