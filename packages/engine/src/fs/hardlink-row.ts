import { outcomeId, type OutcomeCode } from '@kempt/contracts';
import type { BatchRun } from './batch-run.ts';
import type { EntryFacts, Place } from './disk-calls.ts';
import {
  changeOf,
  contentRefusal,
  factsOf,
  isUntouched,
  leadsTo,
  lockRefusal,
  syncRefusal,
  withHeldPair,
  type HeldPair,
} from './held-pair.ts';
import { accessRefusal } from './same-access.ts';
import { partName } from './step-rows.ts';
import { swapIn } from './swap-in.ts';

const NO_HASH = new Uint8Array(0);

/**
 * Makes a duplicate another name of the file that is kept.
 *
 * Threat model: as for the quarantine, any other program may write, rename, replace or remove either file between any
 * two calls. The second name of the kept file is made under a temporary name, then the bytes are compared, then both
 * names change hands in one step. The file that came out is compared once more before it goes, and put back when
 * somebody wrote to it meanwhile.
 *
 * @param run - the batch
 * @param row - the row
 */
export function hardlinkRow(run: BatchRun, row: number): void {
  withHeldPair(run, row, (pair) => {
    linkPair(pair, accessRefusal);
  });
}

/**
 * Makes the name of one file of a pair another name of the other one.
 *
 * @param pair - the two, held open
 * @param refusalOf - why they must stay two files, beside what always counts
 */
export function linkPair(pair: HeldPair, refusalOf: (pair: HeldPair) => OutcomeCode | undefined): void {
  const { run, row, taken, kept } = pair;
  const { calls, fault } = run.execution;
  const refusal = lockRefusal(pair) ?? refusalOf(pair) ?? syncRefusal(pair);
  if (refusal !== undefined) {
    run.end(row, refusal);
    return;
  }
  const part = { folder: taken.place.folder, name: partName(run.batch, row) };
  fault('link_kept');
  const failed = calls.link(kept.place.folder, kept.place.name, part);
  if (failed !== 0) {
    run.refuse(row, failed, 'link');
    return;
  }
  run.touched.add(run.batch.targetFolder[row] ?? 0);
  const linked = asLinked(pair, part);
  const early = linked === undefined ? 'kept_changed' : (contentRefusal(linked) ?? earlyChange(linked));
  if (linked === undefined || early !== undefined) {
    run.remove(row, part.name);
    run.end(row, early ?? 'kept_changed');
    return;
  }
  const lateRefusal = (out: Place): OutcomeCode | undefined => lateChange(linked, out) ?? contentRefusal(linked);
  if (!swapIn({ run, row, place: taken.place, made: kept.facts, isHeld: true, lateRefusal })) return;
  const { device, inode, mtime } = kept.facts;
  run.created.set(row, { device, inode, mtime, hash: NO_HASH });
  run.gained.set(row, taken.facts.links === 1 ? taken.facts.blocks * 512 : 0);
  run.code[row] = outcomeId('completed');
}

/** The pair once the second name is there, which changes what the kept file says of its last change. */
function asLinked(pair: HeldPair, part: Place): HeldPair | undefined {
  const { calls } = pair.run.execution;
  const facts: EntryFacts = factsOf(calls, pair.kept.fd);
  const isKept = leadsTo(calls, part, pair.kept.facts) && isUntouched(facts, pair.kept.facts, 'without_ctime');
  return isKept ? { ...pair, kept: { ...pair.kept, facts } } : undefined;
}

function earlyChange(pair: HeldPair): OutcomeCode | undefined {
  return changeOf(pair, pair.taken.place, 'with_ctime');
}

/**
 * The exchange changes what both say of their last change. Where its name leads does not matter any more: who gives it
 * to another file now does that to the kept one.
 */
function lateChange({ run, taken, kept }: HeldPair, out: Place): OutcomeCode | undefined {
  const { calls } = run.execution;
  const now = factsOf(calls, kept.fd);
  if (now.links === 0) return 'kept_missing';
  if (!isUntouched(now, kept.facts, 'without_ctime')) return 'kept_changed';
  const isThere = leadsTo(calls, out, taken.facts);
  const isSame = isThere && isUntouched(factsOf(calls, taken.fd), taken.facts, 'without_ctime');
  return isSame ? undefined : 'changed_since_plan';
}
