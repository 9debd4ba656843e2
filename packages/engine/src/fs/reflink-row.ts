import { constants } from 'node:os';
import { outcomeId } from '@kempt/contracts';
import type { BatchRun } from './batch-run.ts';
import { changeOf, lockRefusal, withHeldPair, type HeldPair } from './held-pair.ts';

const { errno } = constants;
/** What file systems take in one call at most. */
const MOST_BYTES = 16 * 1024 * 1024;
const CANNOT: ReadonlySet<number> = new Set([errno.EOPNOTSUPP, errno.ENOTTY, errno.ENOSYS, errno.EINVAL]);

/**
 * Has a duplicate share its bytes on the disk with the file that is kept. The kernel compares both while nobody can write
 * to them and shares only what is the same, so nothing that happens meanwhile can be lost; names, times, owner and
 * permissions stay, and who writes to one of the two later does not change the other.
 *
 * @param run - the batch
 * @param row - the row
 */
export function reflinkRow(run: BatchRun, row: number): void {
  withHeldPair(run, row, share);
}

function share(pair: HeldPair): void {
  const { run, row, taken, kept } = pair;
  const { calls, fault } = run.execution;
  const refusal = lockRefusal(pair) ?? changeOf(pair, taken.place, 'with_ctime');
  if (refusal !== undefined) {
    run.end(row, refusal);
    return;
  }
  fault('reflink');
  const before = calls.ownBytes(taken.fd);
  for (let offset = 0; offset < taken.facts.size;) {
    const length = Math.min(MOST_BYTES, taken.facts.size - offset);
    const done = calls.share(kept.fd, taken.fd, { offset, length });
    if (done <= 0) {
      refuse(pair, done === 0 ? errno.EOPNOTSUPP : -done);
      return;
    }
    offset += done;
  }
  const after = calls.ownBytes(taken.fd);
  run.gained.set(row, before < 0 || after < 0 ? 0 : before - after);
  run.code[row] = outcomeId('completed');
}

/** What is shared already when a later part differs stays shared: it is the same. */
function refuse({ run, row }: HeldPair, failed: number): void {
  if (failed === errno.EBADMSG) run.end(row, 'bytes_differ');
  else if (CANNOT.has(failed)) run.end(row, 'not_supported', 'this file system cannot share the bytes of two files');
  else run.refuse(row, failed, 'dedupe');
}
