import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const JPEG = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0]);
const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52]);

/** What lies in a messy folder; every file is older than the time in which files are left alone. */
const FILES: Readonly<Record<string, Buffer | string>> = {
  'holiday.jpg': JPEG,
  'wrong.jpg': PNG,
  'letter.pdf': '%PDF-1.7\n%âãÏÓ\n',
  'deep/folder/notes.txt': 'Buy milk.\n',
  'deep/holiday.jpg': Buffer.concat([JPEG, Buffer.from([1, 2, 3])]),
  'song.mp3': Buffer.concat([Buffer.from('ID3\u0003\0\0\0\0\0\0'), Buffer.alloc(64)]),
  '.hidden': 'stays',
};

/** Files of {@link FILES} that are organized by default. */
export const MOVABLE = Object.keys(FILES).length - 1;

const OLD = new Date('2023-05-06T07:08:09Z');

/**
 * Fills a folder with files of several kinds, a hidden one and a symbolic link.
 *
 * @param root - the folder, which need not exist
 * @returns the same path
 */
export function fillMessyFolder(root: string): string {
  for (const [path, content] of Object.entries(FILES)) {
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    utimesSync(file, OLD, OLD);
  }
  symlinkSync('letter.pdf', join(root, 'link'));
  for (const folder of ['deep/folder', 'deep', '.']) utimesSync(join(root, folder), OLD, OLD);
  return root;
}

/**
 * Everything that must be the same again after an undo.
 *
 * @param root - a folder
 * @returns path, kind, mode, mtime and content of everything in it, sorted
 */
export function snapshot(root: string): string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map((name) => {
      const path = join(root, name);
      const facts = lstatSync(path, { bigint: true });
      const content = facts.isFile() ? createHash('sha256').update(readFileSync(path)).digest('hex') : '';
      return [name, facts.mode, facts.mtimeNs, content].join(' ');
    })
    .sort();
}
