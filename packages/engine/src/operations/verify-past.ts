import type { VerifyResult } from '@kempt/contracts';
import { openRoots } from '../apply/open-roots.ts';
import { readPlan } from '../journal/plan-reader.ts';
import { purgedSteps } from '../undo/purged-steps.ts';
import { standingOf } from '../undo/standing.ts';
import { verifyOperation } from '../undo/verify-operation.ts';
import type { VerifyRequest } from './engine.ts';
import type { EngineParts } from './engine-parts.ts';
import { readPast } from './history.ts';
import { knownJournal } from './undo-operation.ts';

/**
 * Compares the journal of an operation with the disk.
 *
 * @param parts - the engine's parts
 * @param operationId - the operation
 * @param request - what a file is recognised by, progress and signal
 * @returns how many files were checked, and those that differ
 */
export async function verifyPast(
  parts: EngineParts,
  operationId: string,
  request: VerifyRequest,
): Promise<VerifyResult> {
  const journal = await knownJournal(parts, operationId);
  const plan = await readPlan(parts.store.read(operationId, 'plan'));
  const { undos } = await readPast(parts);
  const match = request.match ?? journal.begin.header.match;
  const open = await openRoots(parts.fileSystem, { ...plan.header, match });
  const total = plan.counts.files_planned;
  return verifyOperation({
    context: { ...parts, operationId, plan, open },
    journal,
    match,
    standing: await standingOf(parts.store, operationId, undos),
    purged: await purgedSteps(parts.store, operationId, undos),
    onProgress: (done) => request.onProgress?.({ phase: 'verifying', done, total }),
    signal: request.signal,
  });
}
