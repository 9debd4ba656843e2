import { closeSync, readSync } from 'node:fs';
import { Blake3Hasher, blake3UrlSafeBase64 } from '@napi-rs/blake-hash';
import { outcomeId } from '@kempt/contracts';
import { END_BYTES, type SeenStamp, type HashBatch, type HashedBatch } from '../ports/file-system.ts';
import { errnoOf, outcomeOfErrno } from './errno-outcome.ts';
import { FolderSlots } from './folder-slots.ts';
import { readRefusal, type Reading } from './read-files.ts';
import { seenBefore } from './seen-before.ts';

/** Bytes read in one go; files up to this size are hashed in one call. Larger blocks fall out of the processor's cache. */
const ONE_READ = 256 * 1024;
const HASH_BYTES = 32;
const COMPLETED = outcomeId('completed');
const CHANGED = outcomeId('changed_since_scan');

/** Small files are read here; the thread works on one batch at a time. */
const scratch = Buffer.allocUnsafeSlow(ONE_READ);

/**
 * Hashes files, each opened once. The identity is looked at on the open file after it was read, so what is hashed is
 * what the scan saw, whatever other programs do to the name meanwhile. A pipe or device that took the name neither
 * blocks, as files are opened, nor goes on for ever, since no more is read than the scan saw.
 *
 * @param reading - calls and folders
 * @param batch - which files, and whether wholly
 * @returns hashes, outcomes and bytes read
 */
export function hashBatch(reading: Reading, batch: HashBatch): HashedBatch {
  const hash = Buffer.alloc(batch.count * HASH_BYTES);
  const code = new Uint8Array(batch.count);
  const slots = new FolderSlots(reading.session, batch.folders);
  let readBytes = 0;
  for (let row = 0; row < batch.count; row++) {
    slots.trim();
    const folder = slots.open(batch.folder[row] ?? 0);
    const name = batch.names.subarray(row === 0 ? 0 : batch.nameEnd[row - 1], batch.nameEnd[row]);
    const fd = typeof folder === 'number' ? folder : reading.calls.open(folder, name, 'read');
    if (fd < 0) {
      code[row] = typeof folder === 'number' ? outcomeId(outcomeOfErrno(-fd)) : readRefusal(-fd);
      continue;
    }
    try {
      const found = hashOne({ reading, batch, row }, fd);
      code[row] = found.code;
      readBytes += found.readBytes;
      if (found.hash !== undefined) hash.write(found.hash, row * HASH_BYTES, 'base64');
    } catch (error) {
      code[row] = readRefusal(errnoOf(error));
    } finally {
      closeSync(fd);
    }
  }
  return { hash: new Uint8Array(hash.buffer, hash.byteOffset, hash.length), code, readBytes };
}

interface Row {
  readonly reading: Reading;
  readonly batch: HashBatch;
  readonly row: number;
}

interface Found {
  readonly code: number;
  readonly readBytes: number;
  readonly hash?: string;
}

function hashOne(at: Row, fd: number): Found {
  const size = at.batch.size[at.row] ?? 0;
  const { hash, readBytes } = at.batch.part === 'whole' ? hashWhole(fd, size) : hashEnds(fd, size);
  const wanted = at.batch.part === 'whole' ? size : 2 * END_BYTES;
  const code = seenBefore(at.reading.calls, fd, stampOf(at.batch, at.row));
  if (code !== COMPLETED) return { code, readBytes };
  return readBytes === wanted ? { code, readBytes, hash } : { code: CHANGED, readBytes };
}

/** A text dies at once; a buffer of the library's holds memory that the collector does not know of. */
interface Hashed {
  /** Base64, in either alphabet. */
  readonly hash: string;
  readonly readBytes: number;
}

/** Never reads behind the size the scan saw: a file that grows as fast as it is read would have no end. */
function hashWhole(fd: number, size: number): Hashed {
  if (size <= scratch.length) {
    const readBytes = readAt(fd, { to: 0, from: 0, length: size });
    return { hash: blake3UrlSafeBase64(scratch.subarray(0, readBytes)), readBytes };
  }
  const hasher = new Blake3Hasher();
  let readBytes = 0;
  while (readBytes < size) {
    const read = readAt(fd, { to: 0, from: readBytes, length: Math.min(scratch.length, size - readBytes) });
    if (read === 0) break;
    hasher.update(scratch.subarray(0, read));
    readBytes += read;
  }
  return { hash: hasher.digest('base64'), readBytes };
}

function stampOf(batch: HashBatch, row: number): SeenStamp {
  return {
    device: batch.device[row] ?? 0n,
    inode: batch.inode[row] ?? 0n,
    size: batch.size[row] ?? 0,
    mtime: batch.mtime[row] ?? 0n,
    ctime: batch.ctime[row] ?? 0n,
  };
}

function hashEnds(fd: number, size: number): Hashed {
  const head = readAt(fd, { to: 0, from: 0, length: END_BYTES });
  const readBytes = head + readAt(fd, { to: head, from: size - END_BYTES, length: END_BYTES });
  return { hash: blake3UrlSafeBase64(scratch.subarray(0, readBytes)), readBytes };
}

function readAt(fd: number, { to, from, length }: { to: number; from: number; length: number }): number {
  let done = 0;
  while (done < length) {
    const read = readSync(fd, scratch, to + done, length - done, from + done);
    if (read === 0) break;
    done += read;
  }
  return done;
}
