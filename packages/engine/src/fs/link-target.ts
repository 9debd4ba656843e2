import { constants } from 'node:os';
import { encodeRaw } from '../names/raw-string.ts';
import type { FolderRef } from '../ports/file-system.ts';
import type { BatchRun } from './batch-run.ts';
import type { EntryFacts, Place } from './disk-calls.ts';
import { keptRow } from './kept-row.ts';

const { errno } = constants;
const S_IFMT = 0o170000;
const S_IFLNK = 0o120000;
const SLASH = Uint8Array.of(0x2f);

/**
 * What the symbolic link of a row says: the way from its folder to the kept file where both lie below one root, so that
 * the root can be moved with everything in it; else the absolute path by which the system knows the folder of the kept
 * file, held open, at this moment.
 *
 * @param run - the batch
 * @param row - the row
 * @returns the bytes of the link, or a negative errno where the folder of the kept file cannot be opened
 */
export function linkTarget(run: BatchRun, row: number): Uint8Array | number {
  const kept = keptRow(run.batch, row);
  if (kept === undefined) return -errno.ENOENT;
  const from = run.slots.ref(run.batch.sourceFolder[row] ?? 0);
  if (from.root === kept.folder.root) return Buffer.concat([encodeRaw(way(from, kept.folder)), kept.name]);
  const folder = run.execution.session.folder(kept.folder);
  const path = typeof folder === 'number' ? folder : run.execution.calls.pathOf(folder);
  if (typeof path === 'number') return path;
  return Buffer.concat(path.at(-1) === SLASH[0] ? [path, kept.name] : [path, SLASH, kept.name]);
}

/** Ends in a slash unless both are one folder. */
function way({ path: from }: FolderRef, { path: to }: FolderRef): string {
  const [above, below] = [parts(from), parts(to)];
  let common = 0;
  while (common < above.length && common < below.length && above[common] === below[common]) common++;
  return [...above.slice(common).map(() => '..'), ...below.slice(common)].map((name) => `${name}/`).join('');
}

function parts(path: string): readonly string[] {
  return path === '' ? [] : path.split('/');
}

/**
 * Whether facts are those of a symbolic link.
 *
 * @param facts - of an entry
 * @returns true for a link, whatever it says
 */
export function isSymbolicLink({ mode }: EntryFacts): boolean {
  return (mode & S_IFMT) === S_IFLNK;
}

/**
 * Whether a name is the symbolic link that Kempt makes for a row.
 *
 * @param run - the batch
 * @param row - the row
 * @param at - the name, and what the disk says of it
 * @returns true for a link that says what Kempt would have it say
 */
export function isLinkOf(
  run: BatchRun,
  row: number,
  at: { readonly place: Place; readonly facts: EntryFacts },
): boolean {
  if (!isSymbolicLink(at.facts)) return false;
  const wanted = linkTarget(run, row);
  const found = run.execution.calls.readLink(at.place);
  return typeof wanted !== 'number' && typeof found !== 'number' && Buffer.compare(wanted, found) === 0;
}
