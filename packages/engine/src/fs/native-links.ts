import { encodeRaw } from '../names/raw-string.ts';
import type { DiskCalls, EntryFacts } from './disk-calls.ts';
import type { Libc } from './libc.ts';

const AT_FDCWD = -100;
const AT_SYMLINK_NOFOLLOW = 0x100;
const STATX_BASIC_AND_MOUNT = 0x7ff | 0x1000;
/** What the system takes and tells at most, and one more to see that there is more. */
const PATH_BYTES = 4096;
const NUL = Uint8Array.of(0);

/** Scratch memory for `statx`, and what was read into it. */
interface StatReader {
  readonly buffer: Uint8Array;
  readonly into: (facts: EntryFacts) => void;
}

/**
 * System calls about symbolic links through the C library.
 *
 * @param libc - the bound functions
 * @param read - scratch memory of this thread
 * @returns calls for one thread
 */
export function createNativeLinks(
  libc: Libc,
  read: StatReader,
): Pick<DiskCalls, 'makeLink' | 'readLink' | 'statBehind' | 'giveLink' | 'pathOf'> {
  const answer = (result: number): number => (result < 0 ? libc.errno() : 0);
  return {
    makeLink: (target, { folder, name }) => answer(libc.symlinkat(terminated(target), folder.fd, terminated(name))),
    readLink: ({ folder, name }) => readLink(libc, folder.fd, name),
    statBehind: ({ folder, name }, facts) => {
      const failed = libc.statx(folder.fd, terminated(name), 0, STATX_BASIC_AND_MOUNT, read.buffer) < 0;
      if (failed) return libc.errno();
      read.into(facts);
      return 0;
    },
    giveLink: ({ folder, name }, { uid, gid }) =>
      answer(libc.fchownat(folder.fd, terminated(name), uid, gid, AT_SYMLINK_NOFOLLOW)),
    pathOf: ({ fd }) => readLink(libc, AT_FDCWD, encodeRaw(`/proc/self/fd/${String(fd)}`)),
  };
}

function readLink(libc: Libc, fd: number, name: Uint8Array): Uint8Array | number {
  const target = new Uint8Array(PATH_BYTES);
  const length = libc.readlinkat(fd, terminated(name), target, target.length);
  return length < 0 ? -libc.errno() : target.slice(0, length);
}

function terminated(name: Uint8Array): Uint8Array {
  return Buffer.concat([name, NUL]);
}
