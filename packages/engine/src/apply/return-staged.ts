import { outcomeId } from '@kempt/contracts';
import type { JournalWriter } from '../journal/journal-writer.ts';
import { PlanBatchBuilder, type PlanBatch } from '../journal/plan-batch.ts';
import { readBatches } from '../journal/plan-reader.ts';
import { STEP_FLAGS } from '../plan/plan.ts';
import {
  NO_REQUIREMENT,
  type BatchOutcome,
  type FolderRef,
  type StepBatch,
  type UnsyncedFolder,
} from '../ports/file-system.ts';
import { onThisMachine, type OperationContext } from './operation-context.ts';

const COMPLETED = outcomeId('completed');
const NOT_ATTEMPTED = outcomeId('not_attempted');
const REVERTED = outcomeId('reverted');

interface Staged {
  readonly step: number;
  readonly batch: PlanBatch;
  readonly row: number;
}

/**
 * Gives files that were put aside under a temporary name, and whose later step was not done, their names back.
 *
 * @param context - the operation
 * @param writer - its journal
 * @param codes - outcome byte by step; steps taken back become `not_attempted`
 * @returns folders that could not be synced
 */
export async function returnStaged(
  context: OperationContext,
  writer: JournalWriter,
  codes: Uint8Array,
): Promise<readonly UnsyncedFolder[]> {
  const staged = new Map<number, Staged>();
  for await (const batch of readBatches(context)) {
    for (let row = 0; row < batch.count; row++) {
      const step = batch.firstStep + row;
      const required = batch.requiresStep[row] ?? NO_REQUIREMENT;
      if (codes[step] === COMPLETED) staged.delete(required);
      if (((batch.flags[row] ?? 0) & STEP_FLAGS.stage) !== 0 && codes[step] === COMPLETED) {
        staged.set(step, { step, batch, row });
      }
    }
  }
  const unsynced: UnsyncedFolder[] = [];
  for (const entry of staged.values()) {
    const outcome = await returnOne(context, writer, entry);
    unsynced.push(...outcome.unsynced);
    if (outcome.code[0] === COMPLETED) codes[entry.step] = NOT_ATTEMPTED;
  }
  return unsynced;
}

async function returnOne(context: OperationContext, writer: JournalWriter, staged: Staged): Promise<BatchOutcome> {
  const { batch, row, step } = staged;
  const builder = new PlanBatchBuilder(step);
  const middle = batch.nameEnd[2 * row];
  builder.add({
    action: 'move',
    source: folderAt(batch, batch.targetFolder[row]),
    sourceName: batch.names.subarray(middle, batch.nameEnd[2 * row + 1]),
    target: folderAt(batch, batch.sourceFolder[row]),
    targetName: batch.names.subarray(row === 0 ? 0 : batch.nameEnd[2 * row - 1], middle),
    identity: {
      device: batch.device[row] ?? 0n,
      inode: batch.inode[row] ?? 0n,
      size: batch.size[row] ?? 0,
      mtime: batch.mtime[row] ?? 0n,
    },
    category: 0,
    flags: 0,
    requires: NO_REQUIREMENT,
    origin: step,
    hash: batch.hash.subarray(row * 32, row * 32 + 32),
  });
  const back = { ...builder.finish(), match: batch.match, operationId: context.operationId };
  const outcome = await bringBack(context, onThisMachine(context, back));
  if (outcome.code[0] !== COMPLETED) return outcome;
  const reverted = { ...outcome, code: Uint8Array.of(REVERTED), created: new Map() };
  await writer.batchEnded({ first: step, count: 1, time: context.clock.now() }, reverted, true);
  return outcome;
}

/** A return may have been cut short itself: then it is done already, or the file has both names. */
async function bringBack(context: OperationContext, back: StepBatch): Promise<BatchOutcome> {
  const settled = await context.fileSystem.settle(back);
  if (settled.code[0] === COMPLETED) return settled;
  const done = await context.fileSystem.execute(back);
  return { ...done, unsynced: [...settled.unsynced, ...done.unsynced] };
}

function folderAt(batch: PlanBatch, index: number | undefined): FolderRef {
  return batch.folders[index ?? 0] ?? { root: 0, path: '' };
}
