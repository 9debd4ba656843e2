import type { OutcomeCode } from '@kempt/contracts';
import type { JournalState } from '../journal/journal-reader.ts';
import type { PlanBatch } from '../journal/plan-batch.ts';

/** What there is to say of rows of a batch beside their outcomes. */
export interface RowWords {
  /** The system's words. */
  readonly messages: ReadonlyMap<number, string>;
  /** Why a name that Kempt made for the row could not be removed again. */
  readonly leftovers: ReadonlyMap<number, OutcomeCode>;
  /** Bytes of disk they gained. */
  readonly gained?: ReadonlyMap<number, number>;
}

/**
 * What a journal says of the rows of a batch.
 *
 * @param journal - the journal
 * @param batch - the batch
 * @returns words by row of the batch
 */
export function wordsOf(journal: JournalState, { firstStep, count }: PlanBatch): RowWords {
  const ofBatch = <T>(bySteps: ReadonlyMap<number, T>): ReadonlyMap<number, T> =>
    new Map(
      [...bySteps]
        .filter(([step]) => step >= firstStep && step < firstStep + count)
        .map(([step, word]) => [step - firstStep, word]),
    );
  const gained = new Map([...(journal.gained?.subarray(firstStep, firstStep + count) ?? [])].entries());
  return { messages: ofBatch(journal.messages), leftovers: ofBatch(journal.leftovers), gained };
}
