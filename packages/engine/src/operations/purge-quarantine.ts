import type { OperationResult } from '@kempt/contracts';
import { openRoots } from '../apply/open-roots.ts';
import { FORMAT_VERSION, type PlanHeader } from '../journal/plan-header.ts';
import { PlanWriter } from '../journal/plan-writer.ts';
import type { NewStep } from '../journal/plan-batch.ts';
import { isInQuarantine } from '../names/quarantine-folder.ts';
import { decodeRaw } from '../names/raw-string.ts';
import { STEP_FLAGS } from '../plan/plan.ts';
import { NO_REQUIREMENT } from '../ports/file-system.ts';
import type { OperationFiles } from '../ports/journal-store.ts';
import { inverseSteps, type Undoing } from '../undo/inverse-steps.ts';
import { carryOut } from './carry-out.ts';
import type { PurgeRequest } from './engine.ts';
import type { EngineParts } from './engine-parts.ts';
import { readPast } from './history.ts';
import { takesAway } from './held-files.ts';
import { lockWhenFree } from './lock-when-free.ts';
import { forgetUnbegun, knownJournal, undoingOf } from './undo-operation.ts';

const NO_NAME = new Uint8Array(0);

/**
 * Removes files from quarantines for good, an operation for each that took them away. Nothing else in Kempt destroys
 * the bytes of a file.
 *
 * @param parts - the engine's parts
 * @param request - the operations whose files go
 * @returns what became of them
 * @throws KemptError `operation_not_found`, `tree_busy`, `root_changed`
 */
export async function purgeQuarantine(parts: EngineParts, request: PurgeRequest): Promise<readonly OperationResult[]> {
  const results: OperationResult[] = [];
  for (const operationId of request.operationIds) {
    if (request.signal?.aborted === true) break;
    const result = await purgeOne(parts, operationId, request);
    if (result !== undefined) results.push(result);
  }
  return results;
}

async function purgeOne(
  parts: EngineParts,
  target: string,
  request: PurgeRequest,
): Promise<OperationResult | undefined> {
  const { header } = (await knownJournal(parts, target)).begin;
  const { lock } = await lockWhenFree(parts, () => openRoots(parts.fileSystem, header), request);
  try {
    const undoing = await undoingOf(parts, target, await readPast(parts));
    if (!takesAway(header) || !undoing.steps.includes(1)) return undefined;
    const operationId = parts.nextOperationId();
    const files = await parts.store.create(operationId);
    try {
      await planPurge(undoing, files, headerOf(undoing, operationId, parts.clock.now()));
      return await carryOut(parts, { operationId, files }, { ...request, locked: true });
    } catch (error) {
      await forgetUnbegun(parts, operationId, files);
      throw error;
    }
  } finally {
    await lock.release();
  }
}

async function planPurge(undoing: Undoing, files: OperationFiles, header: PlanHeader): Promise<void> {
  const writer = new PlanWriter(files);
  await writer.start(header);
  let [count, bytes] = [0, 0];
  for await (const step of inverseSteps(undoing)) {
    const ends = endOf(step);
    if (ends === undefined) continue;
    await writer.add(ends);
    if (ends.action !== 'purge') continue;
    count++;
    if ((ends.flags & STEP_FLAGS.again) === 0) bytes += ends.identity.size;
  }
  await writer.finish({
    steps: writer.steps,
    files_scanned: count,
    files_planned: count,
    files_in_place: 0,
    files_left: 0,
    duplicates_found: 0,
    bytes_planned: bytes,
    left: [],
    skipped: [],
    problems_total: 0,
  });
}

/**
 * What would bring a file back from the quarantine ends it instead; folders there that are empty then go as in an undo.
 * Everything else that the operation did is none of a purge's business.
 */
function endOf(step: NewStep): NewStep | undefined {
  const { path } = step.source;
  if (step.action === 'remove_folder') {
    return isInQuarantine(`${path}/${decodeRaw(step.sourceName)}`) ? step : undefined;
  }
  if (step.action !== 'move' || !isInQuarantine(path)) return undefined;
  return {
    ...step,
    action: 'purge',
    target: step.source,
    targetName: NO_NAME,
    requires: NO_REQUIREMENT,
    kept: undefined,
  };
}

function headerOf({ plan, operationId }: Undoing, planId: string, createdAt: number): PlanHeader {
  const { roots, destination } = plan.header;
  return {
    version: FORMAT_VERSION,
    plan_id: planId,
    type: 'purge',
    created_at: createdAt,
    roots,
    destination,
    match: 'inode',
    options: {},
    undoes: operationId,
    restore_times: [],
  };
}
