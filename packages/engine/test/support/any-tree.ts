import fc from 'fast-check';
import { decodeRaw } from '../../src/names/raw-string.ts';
import type { EntryKind } from '../../src/ports/file-system.ts';
import type { MemoryFileSystem } from '../../src/testing/memory-file-system.ts';
import { nameBytes } from '../unit/names/any-bytes.ts';

/** Names that file systems and organizers stumble over, many of them each other's twins. */
const NAMES = [
  ...['a', 'A', 'a (1)', 'a (1) (1)', 'a (2)', 'a.jpg', 'A.JPG', 'a (1).jpg', 'a (2).jpg', 'a.jpeg', 'a.tar.gz'],
  ...['a.xmp', 'a.jpg.xmp', 'a (1).xmp', 'a.mov', 'a.en.srt', 'a.cr2', 'A.CR2', 'a.aae'],
  ...['caf\u00e9.txt', 'cafe\u0301.txt', 'stra\u00dfe.pdf', 'STRASSE.pdf', 'x\udcff', 'X\udcff', '\udc80'],
  ...['.hidden', '.a.jpg', 'film.mkv.part', 'film.mkv', 'images', 'Images', 'other', 'documents', '2024', 'jpg'],
  ...['Makefile', 'README', 'no_extension', 'new\nline.txt', '-rf', '{name}.txt', '.kempt-x-0.part', 'dots...'],
  ...[`${'n'.repeat(251)}.txt`, `${'\u6f22'.repeat(83)}.jpg`, 'a.photoslibrary', 'package.json'],
];

const FOLDERS = [
  ...[
    'images',
    'Images',
    'other',
    'documents',
    'a',
    'A',
    'a.jpg',
    'caf\u00e9',
    'cafe\u0301',
    'x\udcff',
    '2024',
    'deep',
  ],
  ...['archives', 'video', '.hidden', 'project', 'a.photoslibrary', 'jpg', 'sorted'],
];

const HEADS = [
  '',
  'plain words\n',
  'other words\n',
  '\xff\xd8\xff\xe0\x00\x10JFIF\x00',
  '\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR',
  '%PDF-1.7\n',
  '#!/bin/sh\n',
  'PK\x03\x04\x14\x00\x00\x00\x00\x00',
].map((text) => Buffer.from(text, 'latin1'));

const SECOND = 1_000_000_000n;
const YEARS = [0n, 1n, 1_577_836_799n, 1_577_836_800n, 1_690_000_000n].map(
  (seconds) => seconds * SECOND + 123_456_789n,
);

const component = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...NAMES) },
  { weight: 1, arbitrary: nameBytes.map(decodeRaw) },
);
const folder = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...FOLDERS) },
  { weight: 1, arbitrary: nameBytes.map(decodeRaw) },
);

/** One thing to put into a tree. */
export interface TreeEntry {
  readonly folders: readonly string[];
  readonly name: string;
  readonly kind: EntryKind;
  readonly content: Buffer;
  readonly mode: number;
  /** Nanoseconds since 1970. */
  readonly mtime: bigint;
}

const entry: fc.Arbitrary<TreeEntry> = fc.record({
  folders: fc.array(folder, { maxLength: 2 }),
  name: component,
  kind: fc.constantFrom<EntryKind>(
    ...Array.from({ length: 12 }, () => 'file' as const),
    'folder',
    'folder',
    'symlink',
    'fifo',
  ),
  content: fc.constantFrom(...HEADS),
  mode: fc.constantFrom(0o644, 0o644, 0o644, 0o400, 0o755, 0o000),
  mtime: fc.constantFrom(...YEARS),
});

/** Any small tree. */
export const anyTree: fc.Arbitrary<readonly TreeEntry[]> = fc.array(entry, { maxLength: 14 });

/**
 * Puts a tree on a pretended disk. Entries whose place is taken, or lies below something that is no folder, are left
 * out.
 *
 * @param disk - the disk
 * @param root - absolute path of the tree
 * @param entries - what to put there
 */
export function plantTree(disk: MemoryFileSystem, root: string, entries: readonly TreeEntry[]): void {
  if (entries.length > 0) disk.mkdir(root);
  const folders = new Set<string>(disk.stat(root) === undefined ? [] : [root]);
  for (const each of entries) {
    const above = plantFolders(disk, root, each.folders);
    if (above === undefined) continue;
    for (const path of above) folders.add(path);
    const path = `${above.at(-1) ?? root}/${each.name}`;
    if (disk.stat(path) !== undefined) continue;
    if (each.kind === 'file') disk.writeFile(path, each.content, { mode: each.mode, mtime: each.mtime });
    else if (each.kind === 'folder') disk.mkdir(path);
    else if (each.kind === 'symlink') disk.symlink('../a', path);
    else disk.special(path, each.kind);
    if (each.kind === 'folder') folders.add(path);
  }
  [...folders].forEach((path, index) => {
    disk.setTimes(path, { mtime: (1_600_000_000n + BigInt(index)) * SECOND + 987_654_321n });
    if (index % 5 === 3) disk.setXattr(path, 'user.label', 'a2VtcHQ=');
    if (path !== root && index % 7 === 4) disk.chmod(path, 0o750);
    if (path !== root && index % 9 === 7) disk.chmod(path, 0o555);
  });
}

function plantFolders(disk: MemoryFileSystem, root: string, names: readonly string[]): string[] | undefined {
  const made: string[] = [];
  let path = root;
  for (const name of names) {
    path = `${path}/${name}`;
    const there = disk.stat(path);
    if (there !== undefined && there.kind !== 'folder') return undefined;
    if (there === undefined) disk.mkdir(path);
    made.push(path);
  }
  return made;
}
