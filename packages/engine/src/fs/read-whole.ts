import { closeSync } from 'node:fs';
import { outcomeOf, type OutcomeCode } from '@kempt/contracts';
import { encodeRaw } from '../names/raw-string.ts';
import type { ByteRange, SeenFile, WholeFile } from '../ports/file-system.ts';
import { errnoOf, outcomeOfErrno } from './errno-outcome.ts';
import { readFully, readRefusal, type Reading } from './read-files.ts';
import { seenBefore } from './seen-before.ts';

/**
 * Reads a file whole. No more is read than the scan saw, and its identity is looked at on the open file afterwards, as
 * when files are hashed.
 *
 * @param reading - calls and folders
 * @param file - the file as the scan saw it
 * @returns its bytes, or why there are none
 */
export function readWhole(reading: Reading, file: SeenFile): WholeFile {
  return readPiece(reading, file, { offset: 0, length: file.size });
}

/**
 * Reads a range of a file, as {@link readWhole} does.
 *
 * @param reading - calls and folders
 * @param file - the file as it was seen
 * @param range - which bytes; they lie in the file
 * @returns the bytes, or why there are none
 */
export function readPiece(reading: Reading, file: SeenFile, range: ByteRange): WholeFile {
  const folder = reading.session.folder(file.folder);
  if (typeof folder === 'number') return nothing(outcomeOfErrno(-folder));
  const fd = reading.calls.open(folder, encodeRaw(file.name), 'read');
  if (fd < 0) return nothing(outcomeOf(readRefusal(-fd)));
  try {
    const bytes = new Uint8Array(range.length);
    const read = readFully(fd, bytes, range.offset);
    const code = outcomeOf(seenBefore(reading.calls, fd, file));
    if (code !== 'completed') return nothing(code);
    return read === bytes.length ? { code, bytes } : nothing('changed_since_scan');
  } catch (error) {
    return nothing(outcomeOf(readRefusal(errnoOf(error))));
  } finally {
    closeSync(fd);
  }
}

function nothing(code: OutcomeCode): WholeFile {
  return { code, bytes: new Uint8Array(0) };
}
