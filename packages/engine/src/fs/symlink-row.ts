import { outcomeId, type OutcomeCode } from '@kempt/contracts';
import type { BatchRun } from './batch-run.ts';
import { bringBack } from './bring-back.ts';
import { emptyFacts, fileKey, type EntryFacts, type Place } from './disk-calls.ts';
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
import { isLinkOf, linkTarget } from './link-target.ts';
import { accessRefusal } from './same-access.ts';
import { partName } from './step-rows.ts';
import { swapIn } from './swap-in.ts';

const NO_HASH = new Uint8Array(0);

/**
 * Puts a symbolic link to the kept file in the place of a duplicate.
 *
 * Threat model: as for a hard link, any other program may write, rename, replace or remove either file between any two
 * calls. A hard link would hold on to the bytes whatever becomes of the other name; this one does not, so the name of
 * the kept file is looked at up to the last moment, and once more when the duplicate is gone, which is held open until
 * then and can be written anew. That the link leads to that very file is seen by following it,
 * not concluded from paths.
 *
 * @param run - the batch
 * @param row - the row
 */
export function symlinkRow(run: BatchRun, row: number): void {
  withHeldPair(run, row, pointToKept);
}

function pointToKept(pair: HeldPair): void {
  const { run, row, taken } = pair;
  const refusal = lockRefusal(pair) ?? accessRefusal(pair) ?? contentRefusal(pair) ?? syncRefusal(pair);
  if (refusal !== undefined) {
    run.end(row, refusal);
    return;
  }
  const part = { folder: taken.place.folder, name: partName(run.batch, row) };
  const made = makeLink(pair, part);
  if (made === undefined) return;
  const early = linkRefusal(pair, part, made) ?? changeOf(pair, taken.place, 'with_ctime');
  if (early !== undefined) {
    run.remove(row, part.name);
    run.end(row, early);
    return;
  }
  const lateRefusal = (out: Place): OutcomeCode | undefined =>
    linkRefusal(pair, taken.place, made) ?? changeOf(pair, out, 'without_ctime') ?? contentRefusal(pair);
  if (!swapIn({ run, row, place: taken.place, made, lateRefusal })) return;
  const last = keptRefusal(pair);
  if (last !== undefined) {
    bringBack(pair, (place) => isMade(pair, place, made), last);
    return;
  }
  const { device, inode, mtime } = made;
  run.created.set(row, { device, inode, mtime, hash: NO_HASH });
  run.gained.set(row, taken.facts.links === 1 ? taken.facts.blocks * 512 : 0);
  run.code[row] = outcomeId('completed');
}

/** What became of the kept file in the moment in which the duplicate went: nothing else holds the bytes any more. */
function keptRefusal({ run, kept }: HeldPair): OutcomeCode | undefined {
  const { calls } = run.execution;
  if (!leadsTo(calls, kept.place, kept.facts)) return 'kept_missing';
  return isUntouched(factsOf(calls, kept.fd), kept.facts, 'with_ctime') ? undefined : 'kept_changed';
}

/** Makes the link under its temporary name, for the owner of the duplicate; ends the row where that fails. */
function makeLink({ run, row, taken }: HeldPair, part: Place): EntryFacts | undefined {
  const { calls, fault } = run.execution;
  const target = linkTarget(run, row);
  if (typeof target === 'number') {
    run.refuse(row, -target, 'readlink');
    return undefined;
  }
  fault('make_link');
  const failed = calls.makeLink(target, part);
  if (failed !== 0) {
    run.refuse(row, failed, 'symlink');
    return undefined;
  }
  run.touched.add(run.batch.targetFolder[row] ?? 0);
  const made = emptyFacts();
  const lost = calls.stat(part.folder, part.name, made);
  const { uid, gid } = taken.facts;
  // Where links in shared folders are protected, only its owner could follow a link of somebody else.
  const refused = lost !== 0 || made.uid === uid ? lost : calls.giveLink(part, { uid, gid });
  if (refused === 0) return made;
  run.remove(row, part.name);
  run.refuse(row, refused, lost === 0 ? 'chown' : 'stat');
  return undefined;
}

/** Looks where the link leads, by following it as everybody will. */
function linkRefusal(pair: HeldPair, place: Place, made: EntryFacts): OutcomeCode | undefined {
  if (!isMade(pair, place, made)) return 'changed_since_plan';
  const behind = emptyFacts();
  const isOpen = pair.run.execution.calls.statBehind(place, behind) === 0;
  return isOpen && fileKey(behind) === fileKey(pair.kept.facts) ? undefined : 'kept_missing';
}

/** Whether a name leads to the link that was made: another file can have its inode once it is removed. */
function isMade({ run, row }: HeldPair, place: Place, made: EntryFacts): boolean {
  const facts = emptyFacts();
  const isThere = run.execution.calls.stat(place.folder, place.name, facts) === 0 && fileKey(facts) === fileKey(made);
  return isThere && facts.mtime === made.mtime && isLinkOf(run, row, { place, facts });
}
