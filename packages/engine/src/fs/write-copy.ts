import { ftruncateSync, readSync, writeSync } from 'node:fs';
import { Blake3Hasher } from '@napi-rs/blake-hash';
import type { BatchRun } from './batch-run.ts';
import { emptyFacts, type EntryFacts } from './disk-calls.ts';
import { errnoOf } from './errno-outcome.ts';
import { keepMetadata, type CopiedPair } from './keep-metadata.ts';
import { hashOpen } from './read-files.ts';
import { isRegular } from './step-rows.ts';

const BLOCK = 1024 * 1024;

/** What a copy that was written and read back is. */
export interface WrittenCopy {
  /** BLAKE3 of its bytes. */
  readonly hash: Uint8Array;
  /** Its facts. */
  readonly made: EntryFacts;
}

/** How a copy is written. */
export interface CopyWishes {
  /** Whether the open original is the file that is meant. */
  readonly isOriginal: (facts: EntryFacts) => boolean;
  /** When the copy says it was changed last, nanoseconds since 1970; as the original when absent. */
  readonly mtime?: bigint;
}

/**
 * Copies an open file to an open new one: bytes, holes and metadata, synced, read back from the disk and compared. Ends
 * the row where that fails.
 *
 * @param run - the batch
 * @param row - the row
 * @param pair - both files; facts of the original are filled in
 * @param wishes - what must hold, and what is to be different
 * @returns the copy; undefined when the row has ended
 */
// eslint-disable-next-line max-params -- a row of a batch, two files, and what is wished
export function writeCopy(run: BatchRun, row: number, pair: CopiedPair, wishes: CopyWishes): WrittenCopy | undefined {
  const { calls, fault } = run.execution;
  try {
    if (calls.stat({ fd: pair.input, prefix: new Uint8Array(0) }, new Uint8Array(0), pair.source) !== 0)
      return undefined;
    if (!isRegular(pair.source.mode) || !wishes.isOriginal(pair.source)) {
      run.end(row, 'changed_since_plan');
      return undefined;
    }
    const hash = transfer(run, pair);
    if (hash === undefined) return undefined;
    const source = { ...pair.source, mtime: wishes.mtime ?? pair.source.mtime };
    const refused = keepMetadata(calls, { ...pair, source });
    if (refused.length > 0) run.messages.set(row, `could not be kept in the copy: ${refused.join(', ')}`);
    fault('sync_copy');
    const failed = calls.sync(pair.output);
    if (failed !== 0) {
      run.refuse(row, failed, 'fsync');
      return undefined;
    }
    calls.dropCache(pair.output);
    if (Buffer.compare(hashOpen(pair.output), hash) !== 0) {
      run.end(row, 'verification_failed', 'what was read back differs from what was written');
      return undefined;
    }
    const made = emptyFacts();
    calls.stat({ fd: pair.output, prefix: new Uint8Array(0) }, new Uint8Array(0), made);
    return { hash, made };
  } catch (error) {
    run.refuse(row, errnoOf(error), 'copy');
    return undefined;
  }
}

/** Copies the data and leaves the holes; the hash is over every byte, holes included. */
function transfer(run: BatchRun, pair: CopiedPair): Uint8Array | undefined {
  const { calls } = run.execution;
  const hasher = new Blake3Hasher();
  const block = Buffer.allocUnsafe(BLOCK);
  const size = pair.source.size;
  const sparse = calls.seek(pair.input, 0, 'hole');
  const hasHoles = sparse >= 0 && sparse < size;
  for (let offset = 0; offset < size;) {
    if (run.stopped) return undefined;
    const data = hasHoles ? calls.seek(pair.input, offset, 'data') : offset;
    const start = data < 0 ? size : data;
    hashZeros(hasher, start - offset);
    if (start >= size) break;
    const hole = hasHoles ? calls.seek(pair.input, start, 'hole') : size;
    const end = Math.min(hole < 0 ? size : hole, start + BLOCK, size);
    const read = readSync(pair.input, block, 0, end - start, start);
    if (read === 0) break;
    hasher.update(block.subarray(0, read));
    for (let done = 0; done < read;) done += writeSync(pair.output, block, done, read - done, start + done);
    offset = start + read;
  }
  ftruncateSync(pair.output, size);
  return Uint8Array.from(hasher.digestBuffer());
}

function hashZeros(hasher: Blake3Hasher, count: number): void {
  if (count <= 0) return;
  const zeros = Buffer.alloc(Math.min(count, BLOCK));
  for (let left = count; left > 0; left -= zeros.length) hasher.update(zeros.subarray(0, Math.min(left, zeros.length)));
}
