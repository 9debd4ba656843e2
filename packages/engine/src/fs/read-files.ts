import { closeSync, fstatSync, readSync } from 'node:fs';
import { constants } from 'node:os';
import { Blake3Hasher } from '@napi-rs/blake-hash';
import { outcomeId } from '@kempt/contracts';
import { encodeRaw } from '../names/raw-string.ts';
import type { FileBatch, FileRef, HeadBatch } from '../ports/file-system.ts';
import type { DiskCalls, Place } from './disk-calls.ts';
import { errnoOf, outcomeOfErrno } from './errno-outcome.ts';
import type { FolderSession } from './folder-session.ts';
import { FolderSlots } from './folder-slots.ts';

const BLOCK = 1024 * 1024;
const COMPLETED = outcomeId('completed');
const NOT_REGULAR: ReadonlySet<number> = new Set([
  constants.errno.ELOOP,
  constants.errno.ENXIO,
  constants.errno.EISDIR,
  constants.errno.ESPIPE,
]);

/** Heads are read here and handed over packed: most files are smaller than the head asked for. */
let scratch = new Uint8Array(0);

/** Files are compared block by block in these: new ones for each of thousands of small pairs cost more than reading. */
let blocks: readonly [Buffer, Buffer] | undefined;

/** What reading needs: the calls of this thread and its folders. */
export interface Reading {
  readonly calls: DiskCalls;
  readonly session: FolderSession;
}

/**
 * Reads the first bytes of many files.
 *
 * @param reading - calls and folders
 * @param batch - which files
 * @param length - bytes to read of each at most
 * @returns heads in one buffer
 */
export function readHeads(reading: Reading, batch: FileBatch, length: number): HeadBatch {
  if (scratch.length < batch.count * length) scratch = new Uint8Array(batch.count * length);
  const end = new Uint32Array(batch.count);
  const code = new Uint8Array(batch.count);
  const slots = new FolderSlots(reading.session, batch.folders);
  for (let row = 0; row < batch.count; row++) {
    slots.trim();
    const start = row === 0 ? 0 : (end[row - 1] ?? 0);
    end[row] = start;
    const folder = slots.open(batch.folder[row] ?? 0);
    const name = batch.names.subarray(row === 0 ? 0 : batch.nameEnd[row - 1], batch.nameEnd[row]);
    const fd = typeof folder === 'number' ? folder : reading.calls.open(folder, name, 'read');
    if (fd < 0) {
      code[row] = typeof folder === 'number' ? outcomeId(outcomeOfErrno(-fd)) : readRefusal(-fd);
      continue;
    }
    try {
      end[row] = start + readSync(fd, scratch, start, length, 0);
      code[row] = COMPLETED;
    } catch (error) {
      code[row] = readRefusal(errnoOf(error));
    } finally {
      closeSync(fd);
    }
  }
  return { bytes: scratch.slice(0, end.at(-1) ?? 0), end, code };
}

/**
 * The outcome of a file that cannot be opened or read. Links, FIFOs, sockets and folders are told by what opening or
 * reading them answers, which costs no further call.
 *
 * @param error - a positive errno
 * @returns an outcome byte
 */
export function readRefusal(error: number): number {
  return NOT_REGULAR.has(error) ? outcomeId('not_a_regular_file') : outcomeId(outcomeOfErrno(error));
}

/**
 * Reads one range of one file.
 *
 * @param reading - calls and folders
 * @param file - which file
 * @param range - offset and length in bytes
 * @returns the bytes; fewer at the end of the file, none where it cannot be read
 */
export function readRange(
  reading: Reading,
  file: FileRef,
  range: { readonly offset: number; readonly length: number },
): Uint8Array {
  return (
    withFile(reading, file, (fd) => {
      const bytes = new Uint8Array(range.length);
      return bytes.subarray(0, readFully(fd, bytes, range.offset));
    }) ?? new Uint8Array(0)
  );
}

/**
 * Compares pairs of files byte by byte.
 *
 * @param reading - calls and folders
 * @param pairs - what to compare
 * @returns per pair 1 equal, 0 different, 2 not readable
 */
export function compareFiles(reading: Reading, pairs: readonly (readonly [FileRef, FileRef])[]): Uint8Array {
  return Uint8Array.from(
    pairs,
    ([left, right]) => withFile(reading, left, (a) => withFile(reading, right, (b) => compareOpen(a, b))) ?? 2,
  );
}

/**
 * BLAKE3 of whole files.
 *
 * @param reading - calls and folders
 * @param files - which files
 * @returns 32 bytes each; undefined where one cannot be read
 */
export function hashFiles(reading: Reading, files: readonly FileRef[]): (Uint8Array | undefined)[] {
  return files.map((file) => withFile(reading, file, hashOpen));
}

/**
 * BLAKE3 of an open file from its start.
 *
 * @param fd - an open file
 * @returns 32 bytes
 * @throws the system's error when it cannot be read to its end
 */
export function hashOpen(fd: number): Uint8Array {
  const hasher = new Blake3Hasher();
  const block = Buffer.allocUnsafe(BLOCK);
  for (let offset = 0; ;) {
    const read = readSync(fd, block, 0, BLOCK, offset);
    if (read === 0) return Uint8Array.from(hasher.digestBuffer());
    hasher.update(block.subarray(0, read));
    offset += read;
  }
}

/**
 * Whether two open files hold the same bytes.
 *
 * @param a - an open file
 * @param b - another
 * @returns 1 equal, 0 different
 * @throws the system's error when one cannot be read to its end
 */
export function compareOpen(a: number, b: number): number {
  if (fstatSync(a).size !== fstatSync(b).size) return 0;
  blocks ??= [Buffer.allocUnsafe(BLOCK), Buffer.allocUnsafe(BLOCK)];
  const [left, right] = blocks;
  for (let offset = 0; ;) {
    const read = readFully(a, left, offset);
    if (readFully(b, right, offset) !== read) return 0;
    if (Buffer.compare(left.subarray(0, read), right.subarray(0, read)) !== 0) return 0;
    if (read < BLOCK) return 1;
    offset += read;
  }
}

/**
 * Reads until a buffer is full or the file ends.
 *
 * @param fd - an open file
 * @param bytes - what is filled
 * @param offset - where in the file it begins
 * @returns bytes read
 * @throws the system's error when it cannot be read
 */
export function readFully(fd: number, bytes: Uint8Array, offset: number): number {
  let done = 0;
  while (done < bytes.length) {
    const read = readSync(fd, bytes, done, bytes.length - done, offset + done);
    if (read === 0) break;
    done += read;
  }
  return done;
}

function withFile<T>(reading: Reading, file: FileRef, use: (fd: number) => T): T | undefined {
  reading.session.trim();
  const folder = reading.session.folder(file.folder);
  if (typeof folder === 'number') return undefined;
  return withRegularFile(reading.calls, { folder, name: encodeRaw(file.name) }, use);
}

/**
 * Opens a file for reading. What kind it is is asked once it is open: a name that was a regular file a moment ago may
 * be a device by now, which never ends.
 *
 * @param calls - system calls of this thread
 * @param place - its folder and name
 * @param use - what to do with the descriptor, which is closed afterwards
 * @returns what `use` returned; undefined when there is no regular file, or it cannot be read
 */
export function withRegularFile<T>(calls: DiskCalls, place: Place, use: (fd: number) => T): T | undefined {
  const fd = calls.open(place.folder, place.name, 'read');
  if (fd < 0) return undefined;
  try {
    return fstatSync(fd).isFile() ? use(fd) : undefined;
  } catch {
    return undefined;
  } finally {
    closeSync(fd);
  }
}
