import { outcomeId, type OutcomeCode } from '@kempt/contracts';
import { FileSystemError } from '../errors/file-system-error.ts';
import { END_BYTES, type HashBatch, type HashedBatch } from '../ports/file-system.ts';
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

function bytesOf({ calls, openFolder }: StepContext, batch: HashBatch, row: number): Uint8Array | undefined {
  const ref = batch.folders[batch.folder[row] ?? 0];
  if (ref === undefined) throw new RangeError(`the batch has no folder for row ${String(row)}`);
  const place = { folder: openFolder(ref), name: nameAt(batch, row) };
  const bytes = calls.read(place);
  const node = calls.stat(place);
  const facts = node === undefined ? undefined : fileFactsOf(node);
  const same =
    facts?.inode === batch.inode[row] &&
    facts?.device === batch.device[row] &&
    facts?.size === batch.size[row] &&
    facts?.mtime === batch.mtime[row] &&
    facts?.ctime === batch.ctime[row];
  if (!same) return undefined;
  return batch.part === 'whole' ? bytes : Buffer.concat([bytes.subarray(0, END_BYTES), bytes.subarray(-END_BYTES)]);
}

function outcomeOf(work: () => OutcomeCode): OutcomeCode {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof FileSystemError)) throw error;
    return outcomeOfError(error);
  }
}
