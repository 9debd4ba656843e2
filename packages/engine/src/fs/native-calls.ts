import { closeSync, constants } from 'node:fs';
import { constants as system } from 'node:os';
import { decodeRaw, encodeRaw } from '../names/raw-string.ts';
import { watchChanges } from './change-watch.ts';
import type { DiskCalls, EntryFacts, OpenFolder, OpenMode, Place, RareTimes, Times, Xattr } from './disk-calls.ts';
import type { Libc } from './libc.ts';
import { ownBytes, shareRange } from './native-extents.ts';
import { createNativeLinks } from './native-links.ts';
import { openAbove } from './open-above.ts';
import { syncDescriptor } from './sync-descriptor.ts';

const AT_SYMLINK_NOFOLLOW = 0x100;
const AT_EMPTY_PATH = 0x1000;
const AT_REMOVEDIR = 0x200;
const STATX_BASIC_AND_MOUNT = 0x7ff | 0x1000;
const STATX_ATIME = 0x20;
const STATX_BTIME = 0x800;
const RENAME_NOREPLACE = 1;
const RENAME_EXCHANGE = 2;
const O_CLOEXEC = 0x80000;
const FOLDER_FLAGS = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW | O_CLOEXEC;
const READ_FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK | O_CLOEXEC;
const WRITE_FLAGS = constants.O_WRONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK | O_CLOEXEC;
const CREATE_FLAGS = constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW | O_CLOEXEC;
const FLAGS: Readonly<Record<OpenMode, number>> = {
  read: READ_FLAGS | constants.O_NOATIME,
  write: WRITE_FLAGS,
  create: CREATE_FLAGS,
  create_open: CREATE_FLAGS,
};
const LOCK_SH = 1;
const LOCK_EX = 2;
const LOCK_NB = 4;
const SEEK_SET = 0;
const SEEK_DATA = 3;
const SEEK_HOLE = 4;
const POSIX_FADV_DONTNEED = 4;
const FS_IOC_GETFSUUID = 0x8011_1500;
const LISTING_BYTES = 128 * 1024;
const XATTR_BYTES = 64 * 1024;
const NO_PREFIX = new Uint8Array(0);
const NUL = Uint8Array.of(0);

/**
 * System calls through the C library: atomic moves that never replace, descriptors for folders, nanoseconds,
 * extended attributes. Linux only.
 *
 * @param libc - the bound functions
 * @returns calls for one thread (they share scratch memory)
 */
export function createNativeCalls(libc: Libc): DiskCalls {
  const [nameA, nameB] = [new Uint8Array(4097), new Uint8Array(4097)];
  const answer = (result: number): number => (result < 0 ? libc.errno() : 0);
  const read = createStatReader();
  const openFolder = (fd: number, path: Uint8Array): OpenFolder | number => {
    const opened = libc.openat(fd, terminated(nameA, path), FOLDER_FLAGS, 0);
    return opened < 0 ? -libc.errno() : { fd: opened, prefix: NO_PREFIX };
  };
  return {
    openRoot: (path) => {
      const above = openAbove(libc, path);
      if (typeof above === 'number') return above;
      const root = openFolder(above.fd, above.name);
      closeSync(above.fd);
      return root;
    },
    openChild: (parent, name) => openFolder(parent.fd, name),
    close: (folder) => {
      closeSync(folder.fd);
    },
    list: createLister(libc),
    stat: (folder, name, facts) => {
      const flags = name.length === 0 ? AT_EMPTY_PATH : AT_SYMLINK_NOFOLLOW;
      const failed = libc.statx(folder.fd, terminated(nameA, name), flags, STATX_BASIC_AND_MOUNT, read.buffer) < 0;
      if (failed) return libc.errno();
      read.into(facts);
      return 0;
    },
    times: (folder, name, times) => {
      const mask = STATX_ATIME | STATX_BTIME;
      const failed = libc.statx(folder.fd, terminated(nameA, name), AT_SYMLINK_NOFOLLOW, mask, read.buffer) < 0;
      if (failed) return libc.errno();
      read.times(times);
      return 0;
    },
    ...renames(libc),
    ...createNativeLinks(libc, read),
    link: (from, name, to) =>
      answer(libc.linkat(from.fd, terminated(nameA, name), to.folder.fd, terminated(nameB, to.name), 0)),
    unlink: (folder, name) => answer(libc.unlinkat(folder.fd, terminated(nameA, name), 0)),
    makeFolder: (folder, name, mode) => answer(libc.mkdirat(folder.fd, terminated(nameA, name), mode)),
    removeFolder: (folder, name) => answer(libc.unlinkat(folder.fd, terminated(nameA, name), AT_REMOVEDIR)),
    open: (folder, name, mode) => openFile(libc, { folder, name: terminated(nameA, name) }, mode),
    sync: (fd) => syncDescriptor(fd),
    syncAll: (fd) => answer(libc.syncfs(fd)),
    setTimes: (fd, times) => answer(libc.futimens(fd, timespecs(times))),
    xattrs: (fd) => readXattrs(libc, fd),
    setXattr: (fd, xattr) =>
      answer(libc.fsetxattr(fd, terminated(nameA, encodeRaw(xattr.name)), xattr.value, xattr.value.length, 0)),
    seek: (fd, offset, what) => libc.lseek(fd, offset, what === 'data' ? SEEK_DATA : SEEK_HOLE),
    share: (from, to, range) => shareRange(libc, [from, to], range),
    ownBytes: (fd) => ownBytes(libc, fd),
    dropCache: (fd) => {
      libc.posixFadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
    },
    lock: (fd, kind) => answer(libc.flock(fd, (kind === 'shared' ? LOCK_SH : LOCK_EX) | LOCK_NB)),
    watchChanges: () => watchChanges(libc),
    fileSystemId: (folder) => fileSystemId(libc, folder.fd),
  };
}

function renames(libc: Libc): Pick<DiskCalls, 'renameNoReplace' | 'exchange'> {
  const nameA = new Uint8Array(4097);
  const nameB = new Uint8Array(4097);
  const rename = (from: Place, to: Place, flags: number): number => {
    const names = [terminated(nameA, from.name), terminated(nameB, to.name)] as const;
    return libc.renameat2(from.folder.fd, names[0], to.folder.fd, names[1], flags) < 0 ? libc.errno() : 0;
  };
  return {
    renameNoReplace: (folder, name, to) => rename({ folder, name }, to, RENAME_NOREPLACE),
    exchange: (one, other) => rename(one, other, RENAME_EXCHANGE),
  };
}

function terminated(scratch: Uint8Array, name: Uint8Array): Uint8Array {
  if (name.length >= scratch.length) return Buffer.concat([name, NUL]);
  scratch.set(name);
  scratch[name.length] = 0;
  return scratch;
}

/** Layout of struct statx: linux/stat.h; the same on every architecture. */
function createStatReader(): {
  buffer: Uint8Array;
  into: (facts: EntryFacts) => void;
  times: (times: RareTimes) => void;
} {
  const memory = new ArrayBuffer(256);
  const u16 = new Uint16Array(memory);
  const u32 = new Uint32Array(memory);
  const u64 = new BigUint64Array(memory);
  const i64 = new BigInt64Array(memory);
  let device = { major: 0, minor: 0, number: deviceNumber(0, 0) };
  const deviceOf = (major: number, minor: number): bigint => {
    // Most files lie on the device of the one before, and putting the number together costs as much as a call.
    if (major !== device.major || minor !== device.minor) device = { major, minor, number: deviceNumber(major, minor) };
    return device.number;
  };
  const time = (at: number): bigint => (i64[at / 8] ?? 0n) * 1_000_000_000n + BigInt(u32[at / 4 + 2] ?? 0);
  return {
    buffer: new Uint8Array(memory),
    into: (facts) => {
      facts.links = u32[4] ?? 0;
      facts.uid = u32[5] ?? 0;
      facts.gid = u32[6] ?? 0;
      facts.mode = u16[14] ?? 0;
      facts.inode = u64[4] ?? 0n;
      facts.size = Number(u64[5] ?? 0n);
      facts.blocks = Number(u64[6] ?? 0n);
      facts.atime = time(64);
      facts.ctime = time(96);
      facts.mtime = time(112);
      facts.device = deviceOf(u32[34] ?? 0, u32[35] ?? 0);
      facts.mountId = u64[18] ?? 0n;
    },
    times: (times) => {
      times.accessed = time(64);
      times.born = ((u32[0] ?? 0) & STATX_BTIME) === 0 ? undefined : time(80);
    },
  };
}

/** As glibc's makedev, so that the number equals st_dev. */
function deviceNumber(major: number, minor: number): bigint {
  const low = BigInt(((major & 0xfff) << 8) | (minor & 0xff));
  return low | (BigInt(minor & 0xffffff00) << 12n) | (BigInt(major & 0xfffff000) << 32n);
}

function createLister(libc: Libc): DiskCalls['list'] {
  const memory = Buffer.alloc(LISTING_BYTES);
  return (folder, visit) => {
    libc.lseek(folder.fd, 0, SEEK_SET);
    for (;;) {
      const filled = libc.getdents64(folder.fd, memory, memory.length);
      if (filled < 0) return libc.errno();
      if (filled === 0) return 0;
      for (let at = 0; at < filled;) {
        const next = at + memory.readUInt16LE(at + 16);
        const end = memory.indexOf(0, at + 19);
        if (!isDot(memory, at + 19, end)) visit(memory.subarray(at + 19, end), memory[at + 18] ?? 0);
        at = next;
      }
    }
  };
}

function isDot(bytes: Uint8Array, start: number, end: number): boolean {
  if (bytes[start] !== 0x2e) return false;
  return end - start === 1 || (end - start === 2 && bytes[start + 1] === 0x2e);
}

function openFile(libc: Libc, place: Place, mode: OpenMode): number {
  const fd = libc.openat(place.folder.fd, place.name, FLAGS[mode], mode === 'create_open' ? 0o666 : 0o600);
  if (fd >= 0) return fd;
  const failed = libc.errno();
  if (mode !== 'read' || failed !== system.errno.EPERM) return -failed;
  const plain = libc.openat(place.folder.fd, place.name, READ_FLAGS, 0);
  return plain >= 0 ? plain : -libc.errno();
}

function timespecs(times: Times): BigInt64Array {
  return BigInt64Array.of(...split(times.atime), ...split(times.mtime));
}

function split(nanoseconds: bigint): [bigint, bigint] {
  const rest = BigInt.asIntN(64, nanoseconds) % 1_000_000_000n;
  const nano = rest < 0n ? rest + 1_000_000_000n : rest;
  return [(nanoseconds - nano) / 1_000_000_000n, nano];
}

function readXattrs(libc: Libc, fd: number): readonly Xattr[] {
  const list = Buffer.alloc(XATTR_BYTES);
  const length = libc.flistxattr(fd, list, list.length);
  if (length <= 0) return [];
  const names = decodeRaw(list.subarray(0, length)).split('\0');
  return names.flatMap((name) => {
    if (name === '') return [];
    const value = Buffer.alloc(XATTR_BYTES);
    const size = libc.fgetxattr(fd, Buffer.concat([encodeRaw(name), NUL]), value, value.length);
    return size < 0 ? [] : [{ name, value: Uint8Array.from(value.subarray(0, size)) }];
  });
}

function fileSystemId(libc: Libc, fd: number): string {
  const uuid = Buffer.alloc(24);
  const known = libc.ioctl(fd, FS_IOC_GETFSUUID, uuid) === 0 && uuid.subarray(1).some((byte) => byte !== 0);
  if (known) return `uuid:${uuid.toString('hex', 1, 1 + (uuid[0] ?? 0))}`;
  const memory = Buffer.alloc(256);
  if (libc.fstatvfs(fd, memory) !== 0) return 'unknown';
  return `fsid:${memory.readBigUInt64LE(64).toString(16)}`;
}
