import type { PlanBatch } from '../journal/plan-batch.ts';
import { readBatches, type BatchReading } from '../journal/plan-reader.ts';
import { decodeRaw } from '../names/raw-string.ts';
import { STEP_ACTIONS, type StepAction } from '../ports/file-system.ts';
import { movesLink } from '../ports/linked-moves.ts';

/** Steps after which the target leads to another file. */
const RELINKS: ReadonlySet<StepAction> = new Set(['hardlink', 'separate', 'rejoin']);

/**
 * Finds out which step makes a name that is moved a link, before it goes, or a file of its own again, when it came back.
 *
 * @param reading - the plan
 * @returns that step by the step that moves the name; a name that is put aside on its way is moved twice
 */
export async function findLinkedMoves(reading: BatchReading): Promise<ReadonlyMap<number, number>> {
  const before = await followNames(reading, false);
  return before.size > 0 ? before : followNames(reading, true);
}

/** Follows names from where they are relinked; backwards, from where they are in the end. */
async function followNames(reading: BatchReading, backwards: boolean): Promise<ReadonlyMap<number, number>> {
  const linkOf = new Map<number, number>();
  const links = new Map<string, number>();
  for await (const batch of readBatches({ ...reading, backwards })) {
    if (batch.kept === undefined) continue;
    for (let i = 0; i < batch.count; i++) {
      const row = backwards ? batch.count - 1 - i : i;
      if (RELINKS.has(STEP_ACTIONS[batch.action[row] ?? 0] ?? 'move')) {
        links.set(placeOf(batch, row, 'target'), batch.firstStep + row);
        continue;
      }
      if (links.size === 0 || !movesLink(batch, row)) continue;
      const [from, to] = [placeOf(batch, row, 'source'), placeOf(batch, row, 'target')];
      const link = links.get(backwards ? to : from);
      if (link === undefined) continue;
      linkOf.set(batch.firstStep + row, link);
      links.delete(backwards ? to : from);
      links.set(backwards ? from : to, link);
    }
  }
  return linkOf;
}

function placeOf(batch: PlanBatch, row: number, side: 'source' | 'target'): string {
  const end = side === 'source' ? 2 * row : 2 * row + 1;
  const folder = batch.folders[(side === 'source' ? batch.sourceFolder[row] : batch.targetFolder[row]) ?? 0];
  const name = decodeRaw(batch.names.subarray(end === 0 ? 0 : batch.nameEnd[end - 1], batch.nameEnd[end]));
  return `${String(folder?.root ?? 0)}/${folder?.path ?? ''}/${name}`;
}
