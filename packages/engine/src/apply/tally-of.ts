import type { JournalState } from '../journal/journal-reader.ts';
import { readBatches } from '../journal/plan-reader.ts';
import type { OperationContext } from './operation-context.ts';
import { wordsOf } from './row-words.ts';
import { Tally } from './tally.ts';

/**
 * What became of the files of an operation, as its journal has it.
 *
 * @param context - the operation
 * @param journal - its journal
 * @returns the counts
 */
export async function tallyOf(context: OperationContext, journal: JournalState): Promise<Tally> {
  const tally = new Tally(context.plan.header.roots.map(({ path }) => path));
  for await (const batch of readBatches(context)) {
    tally.add(batch, journal.codes.subarray(batch.firstStep, batch.firstStep + batch.count), wordsOf(journal, batch));
  }
  return tally;
}
