import { outcomeId } from '@kempt/contracts';
import type { JournalState } from '../journal/journal-reader.ts';
import type { BatchBegin } from '../journal/journal-records.ts';
import type { JournalWriter } from '../journal/journal-writer.ts';
import type { PlanBatch } from '../journal/plan-batch.ts';
import { readBatchAt, readBatches } from '../journal/plan-reader.ts';
import { STEP_ACTIONS, type UnsyncedFolder } from '../ports/file-system.ts';
import { onThisMachine, type OperationContext } from './operation-context.ts';

const COMPLETED = outcomeId('completed');
const NOT_ATTEMPTED = outcomeId('not_attempted');
/** What is taken back when something does not work out. */
const GO_BACK: ReadonlySet<number> = new Set([STEP_ACTIONS.indexOf('move'), STEP_ACTIONS.indexOf('displace')]);
const REVERTED = outcomeId('reverted');

/** Finds out from the disk what was done of batches, and writes it down. */
export class BatchSettling {
  /** Outcome byte by step as far as it is known. */
  readonly codes: Uint8Array;
  /** Folders that could not be synced. */
  readonly unsynced: UnsyncedFolder[] = [];
  readonly #context: OperationContext;
  readonly #writer: JournalWriter;
  readonly #leftovers: JournalState['leftovers'];
  /** The folders of the open batch could not be synced: what was done of it may not be any more. */
  readonly #isDoubtful: boolean;

  /**
   * @param context - the operation
   * @param writer - its journal
   * @param journal - what the journal says
   */
  constructor(context: OperationContext, writer: JournalWriter, journal: JournalState) {
    this.#context = context;
    this.#writer = writer;
    this.codes = Uint8Array.from(journal.codes);
    this.#leftovers = journal.leftovers;
    this.#isDoubtful = journal.end?.status === 'failed';
  }

  /** Settles every batch; what the journal said behind its damage is gone, so every step without an outcome may be done. */
  async settleEvery(): Promise<void> {
    for await (const batch of readBatches(this.#context)) {
      const begin = { first: batch.firstStep, count: batch.count, time: this.#context.clock.now() };
      if (this.#codesOf(begin).includes(NOT_ATTEMPTED)) await this.settle(begin);
    }
  }

  /**
   * Settles a batch.
   *
   * @param begin - the batch
   */
  async settle(begin: BatchBegin): Promise<void> {
    const batch = await readBatchAt(this.#context, begin.first);
    const before = this.#codesOf(begin).slice();
    const skip = before.map((code, row) => (this.#isOpen(code, { batch, row }) ? 0 : 1));
    const outcome = await this.#context.fileSystem.settle({ ...onThisMachine(this.#context, batch), skip });
    const code = outcome.code.map((found, row) => (skip[row] === 1 ? NOT_ATTEMPTED : decided(found, before[row])));
    code.forEach((word, row) => {
      if (word !== NOT_ATTEMPTED) this.codes[begin.first + row] = word === REVERTED ? NOT_ATTEMPTED : word;
    });
    const created = new Map([...outcome.created].filter(([row]) => before[row] === NOT_ATTEMPTED));
    await this.#writer.batchEnded(begin, { ...outcome, code, created }, true);
    this.unsynced.push(...outcome.unsynced);
  }

  #codesOf({ first, count }: BatchBegin): Uint8Array {
    return this.codes.subarray(first, first + count);
  }

  /** A move that was done may have been taken back when its file, or one of its ring, could not get to its place. */
  #isOpen(code: number, { batch, row }: { readonly batch: PlanBatch; readonly row: number }): boolean {
    const mayBeBack = this.#isDoubtful || GO_BACK.has(batch.action[row] ?? 0);
    return code === NOT_ATTEMPTED || (mayBeBack && code === COMPLETED) || this.#leftovers.has(batch.firstStep + row);
  }
}

/** A recovery only writes down what was done; why the rest cannot be done is for the resume to find out. */
function decided(found: number, before: number | undefined): number {
  if (found === COMPLETED && before === NOT_ATTEMPTED) return COMPLETED;
  return before === COMPLETED && found === NOT_ATTEMPTED ? REVERTED : NOT_ATTEMPTED;
}
