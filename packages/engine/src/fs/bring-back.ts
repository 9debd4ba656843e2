import { closeSync } from 'node:fs';
import { constants } from 'node:os';
import type { OutcomeCode } from '@kempt/contracts';
import { emptyFacts, fileKey, type Place } from './disk-calls.ts';
import type { HeldPair } from './held-pair.ts';
import { partName } from './step-rows.ts';
import { writeCopy } from './write-copy.ts';

const { errno } = constants;

/**
 * Writes a duplicate anew that has lost its last name, from the descriptor that still holds it: bytes, times, owner and
 * attributes. It takes the place of the link that was made; where somebody else has that name by now, the copy stays
 * under its temporary name, which is noted. Ends the row.
 *
 * @param pair - the two, held open
 * @param isLink - whether a name leads to the link that was made
 * @param why - what the row ends with when the file is back
 */
export function bringBack(pair: HeldPair, isLink: (place: Place) => boolean, why: OutcomeCode): void {
  const { run, row, taken } = pair;
  const { calls, fault } = run.execution;
  const name = partName(run.batch, row);
  fault('bring_back');
  const output = calls.open(taken.place.folder, name, 'create');
  if (output < 0) {
    run.refuse(row, -output, 'create');
    return;
  }
  const files = { input: taken.fd, output, source: emptyFacts() };
  const copy = writeCopy(run, row, files, { isOriginal: (facts) => fileKey(facts) === fileKey(taken.facts) });
  closeSync(output);
  if (copy === undefined) {
    run.remove(row, name);
    return;
  }
  putInPlace(pair, isLink);
  run.end(row, why);
}

/** Whatever comes out and is not the link that was made goes back, and the copy is not removed for it. */
function putInPlace({ run, row, taken }: HeldPair, isLink: (place: Place) => boolean): void {
  const { calls } = run.execution;
  const part = { folder: taken.place.folder, name: partName(run.batch, row) };
  const failed = isLink(taken.place) ? calls.exchange(part, taken.place) : errno.EEXIST;
  if (failed !== 0) run.leaveBehind(row, failed);
  else if (isLink(part)) run.remove(row, part.name);
  else {
    calls.exchange(part, taken.place);
    run.leaveBehind(row, errno.EEXIST);
  }
}
