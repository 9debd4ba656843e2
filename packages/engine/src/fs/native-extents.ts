import { constants } from 'node:os';
import type { Libc } from './libc.ts';

/** linux/fs.h: _IOWR(0x94, 54, struct file_dedupe_range). */
const FIDEDUPERANGE = 0xc018_9436;
/** linux/fs.h: _IOWR('f', 11, struct fiemap). */
const FS_IOC_FIEMAP = 0xc020_660b;
const FIEMAP_FLAG_SYNC = 1;
const EXTENT_LAST = 0x1;
const EXTENT_SHARED = 0x2000;
const HEAD_BYTES = 32;
const EXTENT_BYTES = 56;
const EXTENTS = 512;
const WHOLE_FILE = 0xffff_ffff_ffff_ffffn;

/**
 * Has a range of one open file share its room with the same range of another; the kernel compares them under its locks.
 *
 * @param libc - the bound functions
 * @param files - descriptors of the file whose room is used, and of the one that gives its own up
 * @param range - where, in bytes
 * @returns bytes dealt with, a negative errno, or `-EBADMSG` where the two differ
 */
export function shareRange(
  libc: Libc,
  [from, to]: readonly [number, number],
  { offset, length }: { readonly offset: number; readonly length: number },
): number {
  const request = Buffer.alloc(56);
  request.writeBigUInt64LE(BigInt(offset), 0);
  request.writeBigUInt64LE(BigInt(length), 8);
  request.writeUInt16LE(1, 16);
  request.writeBigInt64LE(BigInt(to), 24);
  request.writeBigUInt64LE(BigInt(offset), 32);
  if (libc.ioctl(from, FIDEDUPERANGE, request) < 0) return -libc.errno();
  const status = request.readInt32LE(48);
  if (status !== 0) return status > 0 ? -constants.errno.EBADMSG : status;
  return Number(request.readBigUInt64LE(40));
}

/**
 * Bytes of an open file that no other file shares with it, by its map of extents.
 *
 * @param libc - the bound functions
 * @param fd - the file
 * @returns bytes; -1 where the file system has no such map
 */
export function ownBytes(libc: Libc, fd: number): number {
  const map = Buffer.alloc(HEAD_BYTES + EXTENTS * EXTENT_BYTES);
  let own = 0;
  for (let start = 0n; ;) {
    map.fill(0, 0, HEAD_BYTES);
    map.writeBigUInt64LE(start, 0);
    map.writeBigUInt64LE(WHOLE_FILE - start, 8);
    map.writeUInt32LE(FIEMAP_FLAG_SYNC, 16);
    map.writeUInt32LE(EXTENTS, 24);
    if (libc.ioctl(fd, FS_IOC_FIEMAP, map) < 0) return -1;
    const mapped = map.readUInt32LE(20);
    for (let extent = 0; extent < mapped; extent++) {
      const at = HEAD_BYTES + extent * EXTENT_BYTES;
      const length = map.readBigUInt64LE(at + 16);
      const flags = map.readUInt32LE(at + 40);
      if ((flags & EXTENT_SHARED) === 0) own += Number(length);
      start = map.readBigUInt64LE(at) + length;
      if ((flags & EXTENT_LAST) !== 0) return own;
    }
    if (mapped === 0) return own;
  }
}
