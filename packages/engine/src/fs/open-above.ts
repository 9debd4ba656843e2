import { closeSync, constants } from 'node:fs';
import type { Libc } from './libc.ts';

const AT_FDCWD = -100;
const SLASH = 0x2f;
/** Asks no more of a folder on the way than that it may be passed. */
const O_PATH = 0x200000;
const O_CLOEXEC = 0x80000;
const STEP_FLAGS = O_PATH | constants.O_DIRECTORY | constants.O_NOFOLLOW | O_CLOEXEC;
const NUL = Uint8Array.of(0);
const TOP = Buffer.from('/');
const ITSELF = Buffer.from('.');

/**
 * Opens the folder above a root, step by step from the top and no step through a link. Threat model: the path was
 * resolved a moment ago, and whoever may write to a folder on the way can have put a link there since, so that the
 * folder which is opened would not be the one that was checked and written down.
 *
 * @param libc - the C library
 * @param path - absolute path with links resolved
 * @returns the folder above, to be closed by the caller, and the name of the root in it; or a negative errno
 */
export function openAbove(libc: Libc, path: Uint8Array): { readonly fd: number; readonly name: Uint8Array } | number {
  let fd = openStep(libc, AT_FDCWD, TOP);
  let start = 1;
  for (let end = path.indexOf(SLASH, start); fd >= 0 && end >= 0; end = path.indexOf(SLASH, start)) {
    const next = openStep(libc, fd, path.subarray(start, end));
    closeSync(fd);
    fd = next;
    start = end + 1;
  }
  if (fd < 0) return fd;
  return { fd, name: start < path.length ? path.subarray(start) : ITSELF };
}

function openStep(libc: Libc, fd: number, name: Uint8Array): number {
  const opened = libc.openat(fd, Buffer.concat([name, NUL]), STEP_FLAGS, 0);
  return opened < 0 ? -libc.errno() : opened;
}
