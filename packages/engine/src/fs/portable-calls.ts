import {
  closeSync,
  constants,
  fstatSync,
  futimesSync,
  linkSync,
  lstatSync,
  mkdirSync,
  opendirSync,
  openSync,
  readlinkSync,
  rmdirSync,
  unlinkSync,
  type Dirent,
} from 'node:fs';
import { constants as system } from 'node:os';
import type { DiskCalls, EntryFacts, OpenFolder, OpenMode } from './disk-calls.ts';
import { errnoOf } from './errno-outcome.ts';
import { syncDescriptor } from './sync-descriptor.ts';

const DIRECTORY = constants.O_DIRECTORY || 0;
const NO_FOLLOW = constants.O_NOFOLLOW || 0;
const NON_BLOCK = constants.O_NONBLOCK || 0;
const CREATE = constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | NO_FOLLOW;
const FLAGS: Readonly<Record<OpenMode, number>> = {
  read: constants.O_RDONLY | NO_FOLLOW | NON_BLOCK,
  write: constants.O_WRONLY | NO_FOLLOW | NON_BLOCK,
  create: CREATE,
  create_open: CREATE,
};
const DT = { fifo: 1, device: 2, folder: 4, file: 8, symlink: 10, socket: 12 } as const;

/**
 * System calls through node:fs alone, for platforms and C libraries where the native ones cannot be bound. On Linux
 * names are looked up below `/proc/self/fd/N`, so that folders are descriptors here too; elsewhere a folder is its
 * path, and a folder swapped for a link between two calls is only noticed by the identity checks. There is no move
 * that never replaces: `renameNoReplace` answers ENOSYS and the mover links and unlinks. Times are set to the
 * microsecond; extended attributes, holes and locks are unknown.
 *
 * @returns calls for one thread
 */
export function createPortableCalls(): DiskCalls {
  return {
    openRoot: (path) => openFolder(path),
    openChild: (parent, name) => openFolder(join(parent, name)),
    close: (folder) => {
      closeSync(folder.fd);
    },
    list: (folder, visit) => attempt(() => list(folder, visit)),
    stat: (folder, name, facts) =>
      attempt(() => {
        fill(facts, folder, name);
      }),
    times: (folder, name, times) =>
      attempt(() => {
        const { atimeNs, birthtimeNs } = lstatSync(join(folder, name), { bigint: true });
        times.accessed = atimeNs;
        times.born = birthtimeNs === 0n ? undefined : birthtimeNs;
      }),
    watchChanges: () => undefined,
    renameNoReplace: () => system.errno.ENOSYS,
    exchange: () => system.errno.ENOSYS,
    link: (from, name, to) =>
      attempt(() => {
        linkSync(join(from, name), join(to.folder, to.name));
      }),
    unlink: (folder, name) =>
      attempt(() => {
        unlinkSync(join(folder, name));
      }),
    ...LINKS,
    makeFolder: (folder, name, mode) =>
      attempt(() => {
        mkdirSync(join(folder, name), mode);
      }),
    removeFolder: (folder, name) =>
      attempt(() => {
        rmdirSync(join(folder, name));
      }),
    open: (folder, name, mode) => openFile(join(folder, name), FLAGS[mode], mode === 'create_open' ? 0o666 : 0o600),
    sync: (fd) => syncDescriptor(fd),
    setTimes: (fd, times) =>
      attempt(() => {
        futimesSync(fd, Number(times.atime) / 1e9, Number(times.mtime) / 1e9);
      }),
    ...UNKNOWN,
    fileSystemId: (folder) => `device:${String(fstatSync(folder.fd, { bigint: true }).dev)}`,
  };
}

/** What Node does not offer. */
const UNKNOWN: Pick<
  DiskCalls,
  'syncAll' | 'xattrs' | 'setXattr' | 'seek' | 'share' | 'ownBytes' | 'dropCache' | 'lock'
> = {
  syncAll: () => system.errno.ENOSYS,
  xattrs: () => [],
  setXattr: () => system.errno.ENOSYS,
  seek: () => -1,
  share: () => -system.errno.EOPNOTSUPP,
  ownBytes: () => -1,
  dropCache: () => undefined,
  lock: () => system.errno.ENOSYS,
};

/** Without an exchange no symbolic link ever takes the place of a file, so none is made. */
const LINKS: Pick<DiskCalls, 'makeLink' | 'readLink' | 'statBehind' | 'giveLink' | 'pathOf'> = {
  makeLink: () => system.errno.ENOSYS,
  readLink: ({ folder, name }) => readPath(join(folder, name)),
  statBehind: () => system.errno.ENOSYS,
  giveLink: () => system.errno.ENOSYS,
  pathOf: ({ prefix }) => (process.platform === 'linux' ? readPath(prefix.subarray(0, -1)) : prefix.subarray(0, -1)),
};

function attempt(call: () => void): number {
  try {
    call();
    return 0;
  } catch (error) {
    return errnoOf(error);
  }
}

function readPath(path: Uint8Array): Uint8Array | number {
  try {
    return readlinkSync(Buffer.from(path), { encoding: 'buffer' });
  } catch (error) {
    return -errnoOf(error);
  }
}

function openFile(path: Buffer, flags: number, permissions = 0o600): number {
  try {
    return openSync(path, flags, permissions);
  } catch (error) {
    return -errnoOf(error);
  }
}

function openFolder(path: Uint8Array): OpenFolder | number {
  const fd = openFile(Buffer.from(path), constants.O_RDONLY | DIRECTORY | NO_FOLLOW);
  if (fd < 0) return fd;
  const base = process.platform === 'linux' ? Buffer.from(`/proc/self/fd/${String(fd)}`) : Buffer.from(path);
  return { fd, prefix: Buffer.concat([base, Buffer.from('/')]) };
}

function join(folder: OpenFolder, name: Uint8Array): Buffer {
  return Buffer.concat([folder.prefix, name]);
}

function list(folder: OpenFolder, visit: (name: Uint8Array, type: number) => void): void {
  const directory = opendirSync(folder.prefix as Buffer & string, {
    encoding: 'buffer' as BufferEncoding,
    bufferSize: 512,
  });
  try {
    for (let entry = directory.readSync(); entry !== null; entry = directory.readSync()) {
      const name: unknown = entry.name;
      visit(name instanceof Uint8Array ? name : Buffer.from(String(name)), typeOf(entry));
    }
  } finally {
    directory.closeSync();
  }
}

function typeOf(entry: Dirent): number {
  if (entry.isFile()) return DT.file;
  if (entry.isDirectory()) return DT.folder;
  if (entry.isSymbolicLink()) return DT.symlink;
  if (entry.isFIFO()) return DT.fifo;
  if (entry.isSocket()) return DT.socket;
  return entry.isBlockDevice() || entry.isCharacterDevice() ? DT.device : 0;
}

function fill(facts: EntryFacts, folder: OpenFolder, name: Uint8Array): void {
  const stat =
    name.length === 0 ? fstatSync(folder.fd, { bigint: true }) : lstatSync(join(folder, name), { bigint: true });
  facts.device = stat.dev;
  facts.inode = stat.ino;
  facts.mode = Number(stat.mode);
  facts.links = Number(stat.nlink);
  facts.uid = Number(stat.uid);
  facts.gid = Number(stat.gid);
  facts.size = Number(stat.size);
  facts.blocks = Number(stat.blocks);
  facts.atime = stat.atimeNs;
  facts.mtime = stat.mtimeNs;
  facts.ctime = stat.ctimeNs;
  facts.mountId = stat.dev;
}
