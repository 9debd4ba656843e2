import { outcomeId } from '@kempt/contracts';
import type { SeenStamp } from '../ports/file-system.ts';
import { emptyFacts, type DiskCalls } from './disk-calls.ts';
import { outcomeOfErrno } from './errno-outcome.ts';
import { isRegular } from './step-rows.ts';

const NO_PREFIX = new Uint8Array(0);
const ITSELF = new Uint8Array(0);

/** One for all files: a thread asks about one at a time. */
const facts = emptyFacts();

/**
 * Whether an open file is the one that the scan saw, unchanged. Asked after it was read, it says that what was read is
 * what the scan saw, whatever other programs do to the name meanwhile.
 *
 * @param calls - system calls of this thread
 * @param fd - the open file
 * @param stamp - what the scan saw
 * @returns an outcome byte: `completed` when it is
 */
export function seenBefore(calls: DiskCalls, fd: number, stamp: SeenStamp): number {
  const failed = calls.stat({ fd, prefix: NO_PREFIX }, ITSELF, facts);
  if (failed !== 0) return outcomeId(outcomeOfErrno(failed));
  if (!isRegular(facts.mode)) return outcomeId('not_a_regular_file');
  const same =
    facts.inode === stamp.inode &&
    facts.device === stamp.device &&
    facts.size === stamp.size &&
    facts.mtime === stamp.mtime &&
    facts.ctime === stamp.ctime;
  return outcomeId(same ? 'completed' : 'changed_since_scan');
}
