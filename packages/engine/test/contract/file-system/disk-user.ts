import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
  type BigIntStats,
} from 'node:fs';
import { decodeRaw, encodeRaw } from '../../../src/names/raw-string.ts';
import type { EntryKind, FileFacts } from '../../../src/ports/file-system.ts';
import type { TestUser } from './testbed.ts';

/** What people and other programs do on the disk: absolute raw paths, folders on the way are made. */
export function createDiskUser(): TestUser {
  const held = new Map<string, number>();
  return {
    writeFile: (path, content, facts = {}) => {
      makeParents(path);
      writeFileSync(bytesOf(path), content, { mode: facts.mode ?? 0o644 });
      setTimes(path, facts);
    },
    mkdir: (path, facts = {}) => {
      mkdirSync(bytesOf(path), { recursive: true });
      chmodSync(bytesOf(path), facts.mode ?? 0o755);
      setTimes(path, facts);
    },
    symlink: (target, path) => {
      makeParents(path);
      symlinkSync(bytesOf(target), bytesOf(path));
    },
    readLink: (path) => decodeRaw(readlinkSync(bytesOf(path), { encoding: 'buffer' })),
    link: (existing, path) => {
      linkSync(bytesOf(existing), bytesOf(path));
    },
    special: (path, kind) => {
      if (kind !== 'fifo') throw new Error(`no ${kind} can be made here`);
      execFileSync('mkfifo', [path]);
    },
    remove: (path) => {
      rmSync(bytesOf(path), { recursive: true, force: true });
    },
    rename: (from, to) => {
      renameSync(bytesOf(from), bytesOf(to));
    },
    chmod: (path, mode) => {
      chmodSync(bytesOf(path), mode);
    },
    setTimes,
    readFile: (path) => readFileSync(bytesOf(path)),
    stat: (path) => {
      const stats = lstatSync(bytesOf(path), { bigint: true, throwIfNoEntry: false });
      return stats === undefined ? undefined : factsOf(stats);
    },
    holdOpen: (path, open = true) => {
      const fd = held.get(path);
      if (open) held.set(path, openSync(bytesOf(path), 'r+'));
      else if (fd !== undefined) closeSync(fd);
    },
  };
}

function bytesOf(path: string): Buffer {
  return Buffer.from(encodeRaw(path));
}

function makeParents(path: string): void {
  mkdirSync(bytesOf(path.slice(0, path.lastIndexOf('/'))), { recursive: true });
}

/** Node sets times to the microsecond at best. */
function setTimes(path: string, times: { readonly atime?: bigint; readonly mtime?: bigint }): void {
  if (times.atime === undefined && times.mtime === undefined) return;
  const { atimeNs, mtimeNs } = lstatSync(bytesOf(path), { bigint: true });
  utimesSync(bytesOf(path), Number(times.atime ?? atimeNs) / 1e9, Number(times.mtime ?? mtimeNs) / 1e9);
}

function factsOf(stats: BigIntStats): FileFacts {
  return {
    kind: kindOf(stats),
    size: Number(stats.size),
    mtime: stats.mtimeNs,
    ctime: stats.ctimeNs,
    device: stats.dev,
    inode: stats.ino,
    mode: Number(stats.mode),
    links: Number(stats.nlink),
  };
}

function kindOf(stats: BigIntStats): EntryKind {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'folder';
  if (stats.isSymbolicLink()) return 'symlink';
  if (stats.isFIFO()) return 'fifo';
  return stats.isSocket() ? 'socket' : 'device';
}
