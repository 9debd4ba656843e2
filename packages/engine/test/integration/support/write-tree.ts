import {
  chmodSync,
  linkSync,
  lutimesSync,
  mkdirSync,
  readdirSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { encodeRaw } from '../../../src/names/raw-string.ts';

/** What is at a path: the content of a file, or a link to something. */
export type TreeEntry = string | Uint8Array | { readonly symlink: string } | { readonly hardLink: string };

/** Entries by path below the root, raw strings; a path that ends in `/` is a folder, folders on the way are made. */
export type TreeEntries = Readonly<Record<string, TreeEntry>>;

const FIRST_TIME = 1_500_000_000;

/**
 * Writes a tree in which every entry, the root included, has an old time of its own and one folder in two a mode of
 * its own.
 *
 * @param root - absolute path; made when it is missing
 * @param entries - what is in it
 */
export function writeTree(root: string, entries: TreeEntries): void {
  mkdirSync(root, { recursive: true });
  for (const [path, entry] of Object.entries(entries)) {
    const at = bytes(`${root}/${path}`);
    mkdirSync(bytes(`${root}/${path.slice(0, Math.max(0, path.lastIndexOf('/')))}`), { recursive: true });
    if (path.endsWith('/')) continue;
    if (typeof entry === 'string' || entry instanceof Uint8Array) writeFileSync(at, entry, { mode: 0o640 });
    else if ('symlink' in entry) symlinkSync(bytes(entry.symlink), at);
    else linkSync(bytes(`${root}/${entry.hardLink}`), at);
  }
  ageTree(Buffer.from(root), { next: 0 });
}

/** Children first, since whatever is made in a folder changes its time. */
function ageTree(folder: Buffer, count: { next: number }): void {
  for (const entry of readdirSync(folder, { withFileTypes: true, encoding: 'buffer' })) {
    const path = Buffer.concat([folder, Buffer.from('/'), entry.name]);
    if (entry.isDirectory()) ageTree(path, count);
    else lutimesSync(path, timeOf(count), timeOf(count));
  }
  chmodSync(folder, count.next % 2 === 0 ? 0o755 : 0o750);
  utimesSync(folder, timeOf(count), timeOf(count));
}

function timeOf(count: { next: number }): number {
  const n = count.next++;
  return FIRST_TIME + n * 86_400 + (n % 97) / 97;
}

function bytes(raw: string): Buffer {
  return Buffer.from(encodeRaw(raw));
}
