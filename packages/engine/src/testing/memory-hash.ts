import { outcomeId, type OutcomeCode } from '@kempt/contracts';
import { FileSystemError } from '../errors/file-system-error.ts';
import { END_BYTES } from '../ports/file-system.ts';
import type { ByteRange, SeenStamp, HashBatch, HashedBatch, SeenFile, WholeFile } from '../ports/file-system.ts';
import { nameAt } from './batch-rows.ts';
import { hashBytes } from './hash-bytes.ts';
import { fileFactsOf } from './memory-facts.ts';
import type { StepContext } from './memory-identity.ts';
import { outcomeOfError } from './outcome-of-error.ts';

const HASH_BYTES = 32;

/**
 * Hashes files as the scan saw them.
 *
 * @param context - calls and roots
 * @param batch - which files, and whether wholly
 * @returns hashes, outcomes and bytes read
 */
export function hashInMemory(context: StepContext, batch: HashBatch): HashedBatch {
  const hash = new Uint8Array(batch.count * HASH_BYTES);
  const code = new Uint8Array(batch.count);
  let readBytes = 0;
  for (let row = 0; row < batch.count; row++) {
    code[row] = outcomeId(
      outcomeOf(() => {
        const bytes = bytesOf(context, batch, row);
        if (bytes === undefined) return 'changed_since_scan';
        readBytes += bytes.length;
        hash.set(hashBytes(bytes), row * HASH_BYTES);
        return 'completed';
      }),
    );
  }
  return { hash, code, readBytes };
}

/**
 * Reads a file as the scan saw it.
 *
 * @param context - calls and roots
 * @param file - the file
 * @returns its bytes, or why there are none
 */
export function readWholeInMemory(context: StepContext, file: SeenFile): WholeFile {
  return readPieceInMemory(context, file, { offset: 0, length: file.size });
}

/**
 * Reads a range of a file as it was seen.
 *
 * @param context - calls and roots
 * @param file - the file
 * @param range - which bytes
 * @returns the bytes, or why there are none
 */
export function readPieceInMemory(
  { calls, openFolder }: StepContext,
  file: SeenFile,
  { offset, length }: ByteRange,
): WholeFile {
  let bytes: Uint8Array | undefined;
  const code = outcomeOf(() => {
    bytes = readUnchanged(calls, { folder: openFolder(file.folder), name: file.name }, file)?.slice(
      offset,
      offset + length,
    );
    return bytes === undefined ? 'changed_since_scan' : 'completed';
  });
  return { code, bytes: bytes ?? new Uint8Array(0) };
}

function bytesOf({ calls, openFolder }: StepContext, batch: HashBatch, row: number): Uint8Array | undefined {
  const ref = batch.folders[batch.folder[row] ?? 0];
  if (ref === undefined) throw new RangeError(`the batch has no folder for row ${String(row)}`);
  const bytes = readUnchanged(
    calls,
    { folder: openFolder(ref), name: nameAt(batch, row) },
    {
      device: batch.device[row] ?? 0n,
      inode: batch.inode[row] ?? 0n,
      size: batch.size[row] ?? 0,
      mtime: batch.mtime[row] ?? 0n,
      ctime: batch.ctime[row] ?? 0n,
    },
  );
  if (bytes === undefined || batch.part === 'whole') return bytes;
  return Buffer.concat([bytes.subarray(0, END_BYTES), bytes.subarray(-END_BYTES)]);
}

function readUnchanged(
  calls: StepContext['calls'],
  place: Parameters<StepContext['calls']['read']>[0],
  stamp: SeenStamp,
): Uint8Array | undefined {
  const bytes = calls.read(place);
  const node = calls.stat(place);
  const facts = node === undefined ? undefined : fileFactsOf(node);
  const same =
    facts?.inode === stamp.inode &&
    facts.device === stamp.device &&
    facts.size === stamp.size &&
    facts.mtime === stamp.mtime &&
    facts.ctime === stamp.ctime;
  return same ? bytes : undefined;
}

function outcomeOf(work: () => OutcomeCode): OutcomeCode {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof FileSystemError)) throw error;
    return outcomeOfError(error);
  }
}
