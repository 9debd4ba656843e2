import { closeSync } from 'node:fs';
import { constants } from 'node:os';
import type { OutcomeCode } from '@kempt/contracts';
import { emptyFacts, fileKey, type EntryFacts } from './disk-calls.ts';
import { leadsTo, type HeldPair } from './held-pair.ts';
import { partName } from './step-rows.ts';
import { swapIn } from './swap-in.ts';
import { writeCopy } from './write-copy.ts';

const { errno } = constants;

/**
 * Writes a duplicate anew that has lost its last name, from the descriptor that still holds it: bytes, times, owner and
 * attributes. It takes the place of the link that was made; where somebody else has that name by now, the copy stays
 * under its temporary name, which is noted. Ends the row.
 *
 * @param pair - the two, held open
 * @param link - the link that has its name
 * @param why - what the row ends with when the file is back
 */
export function bringBack({ run, row, taken }: HeldPair, link: EntryFacts, why: OutcomeCode): void {
  const { calls, fault } = run.execution;
  const name = partName(run.batch, row);
  fault('bring_back');
  const output = calls.open(taken.place.folder, name, 'create');
  if (output < 0) {
    run.refuse(row, -output, 'create');
    return;
  }
  const pair = { input: taken.fd, output, source: emptyFacts() };
  const copy = writeCopy(run, row, pair, { isOriginal: (facts) => fileKey(facts) === fileKey(taken.facts) });
  closeSync(output);
  if (copy === undefined) {
    run.remove(row, name);
    return;
  }
  if (!leadsTo(calls, taken.place, link)) run.leaveBehind(row, errno.EEXIST);
  else swapIn({ run, row, place: taken.place, made: copy.made, lateRefusal: () => undefined, mayStay: true });
  run.end(row, why);
}
