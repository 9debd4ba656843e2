import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { BigIntStats } from 'node:fs';
import { displayName } from '../names/display-name.ts';
import { decodeRaw } from '../names/raw-string.ts';

/** Everything of one file or folder that organizing and taking back must leave as it was. */
export interface SnapshotEntry {
  readonly kind: 'file' | 'folder' | 'symlink' | 'special';
  /** Permission and type bits. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Nanoseconds since 1970. */
  readonly mtime: bigint;
  /** `device:inode`; empty for folders, which may be made anew. */
  readonly identity: string;
  /** SHA-256 of a file, target of a symlink, else empty. */
  readonly content: string;
}

/** A tree by path below its root (raw strings, `/` between names); the root itself is the empty path. */
export type TreeSnapshot = ReadonlyMap<string, SnapshotEntry>;

/**
 * Takes down every entry of a tree, contents included. Never follows a symlink.
 *
 * @param root - path of the folder, or of something that may not exist
 * @returns one entry a path; empty when there is nothing at the root
 */
export function snapshotTree(root: string): TreeSnapshot {
  const entries = new Map<string, SnapshotEntry>();
  const rootStats = lstatSync(root, { bigint: true, throwIfNoEntry: false });
  if (rootStats === undefined) return entries;
  const visit = (path: Buffer, shown: string, stats: BigIntStats): void => {
    entries.set(shown, describeEntry(path, stats));
    if (!stats.isDirectory()) return;
    for (const name of readdirSync(path, { encoding: 'buffer' }).sort((a, b) => a.compare(b))) {
      const child = Buffer.concat([path, SEPARATOR, name]);
      const raw = decodeRaw(name);
      visit(child, shown === '' ? raw : `${shown}/${raw}`, lstatSync(child, { bigint: true }));
    }
  };
  visit(Buffer.from(root), '', rootStats);
  return entries;
}

/**
 * Compares two snapshots entry by entry.
 *
 * @param before - how the tree was
 * @param after - how it is
 * @param options - `ignoreIdentity` when files may have been copied across devices and back
 * @returns one line a difference, paths escaped; empty when the trees are the same
 */
export function diffSnapshots(
  before: TreeSnapshot,
  after: TreeSnapshot,
  options: { readonly ignoreIdentity?: boolean } = {},
): string[] {
  const lines: string[] = [];
  for (const [path, was] of before) {
    const is = after.get(path);
    if (is === undefined) lines.push(`missing ${was.kind} ${shownPath(path)} (${was.content.slice(0, 12)})`);
    else lines.push(...diffEntry(path, [was, is], options.ignoreIdentity ?? false));
  }
  for (const [path, is] of after) {
    if (!before.has(path)) lines.push(`extra ${is.kind} ${shownPath(path)} (${is.content.slice(0, 12)})`);
  }
  return lines;
}

/**
 * Compares what two sets of trees hold, whatever the files are called: every content must be there as many times as
 * before, hard links counted by name.
 *
 * @param before - snapshots of all trees, taken before
 * @param after - snapshots of the same trees
 * @param options - `allowMore` when copies were asked for: more of a content is no difference then
 * @returns one line for every content that is missing or, unless allowed, surplus
 */
export function diffContents(
  before: readonly TreeSnapshot[],
  after: readonly TreeSnapshot[],
  options: { readonly allowMore?: boolean } = {},
): string[] {
  const had = countContents(before);
  const has = countContents(after);
  const lines: string[] = [];
  for (const [content, { count, example }] of had) {
    const now = has.get(content)?.count ?? 0;
    if (now < count) lines.push(`lost ${content.slice(0, 20)}: ${count} before, ${now} after, was ${example}`);
  }
  if (options.allowMore === true) return lines;
  for (const [content, { count, example }] of has) {
    const then = had.get(content)?.count ?? 0;
    if (count > then) lines.push(`surplus ${content.slice(0, 20)}: ${then} before, ${count} after, is ${example}`);
  }
  return lines;
}

function countContents(trees: readonly TreeSnapshot[]): Map<string, { count: number; example: string }> {
  const counts = new Map<string, { count: number; example: string }>();
  for (const tree of trees) {
    for (const [path, entry] of tree) {
      if (entry.kind === 'folder') continue;
      const key = `${entry.kind}:${entry.content}`;
      const seen = counts.get(key);
      if (seen === undefined) counts.set(key, { count: 1, example: shownPath(path) });
      else seen.count++;
    }
  }
  return counts;
}

function diffEntry(
  path: string,
  [was, is]: readonly [SnapshotEntry, SnapshotEntry],
  ignoreIdentity: boolean,
): string[] {
  return COMPARED.filter((field) => was[field] !== is[field] && !(ignoreIdentity && field === 'identity')).map(
    (field) => `${field} of ${shownPath(path)}: was ${String(was[field])}, is ${String(is[field])}`,
  );
}

function describeEntry(path: Buffer, stats: BigIntStats): SnapshotEntry {
  const kind = kindOf(stats);
  return {
    kind,
    mode: Number(stats.mode),
    uid: Number(stats.uid),
    gid: Number(stats.gid),
    mtime: stats.mtimeNs,
    identity: kind === 'folder' ? '' : `${stats.dev}:${stats.ino}`,
    content: contentOf(path, kind),
  };
}

function contentOf(path: Buffer, kind: SnapshotEntry['kind']): string {
  if (kind === 'file') return createHash('sha256').update(readFileSync(path)).digest('hex');
  return kind === 'symlink' ? decodeRaw(readlinkSync(path, { encoding: 'buffer' })) : '';
}

function kindOf(stats: BigIntStats): SnapshotEntry['kind'] {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'folder';
  return stats.isSymbolicLink() ? 'symlink' : 'special';
}

function shownPath(path: string): string {
  return path === '' ? 'the root' : displayName(path);
}

const SEPARATOR = Buffer.from('/');
const COMPARED = ['kind', 'mode', 'uid', 'gid', 'mtime', 'identity', 'content'] as const;
