import { homedir } from 'node:os';
import { join } from 'node:path';
import { leftReasonId } from '@kempt/contracts';
import { openRoots } from '../apply/open-roots.ts';
import { createDiskFileSystem } from '../fs/disk-file-system.ts';
import { createDiskJournalStore } from '../fs/disk-journal-store.ts';
import { readPlan } from '../journal/plan-reader.ts';
import { displayName } from '../names/display-name.ts';
import { effectiveSteps } from '../undo/effective-steps.ts';
import { verifyOperation } from '../undo/verify-operation.ts';
import { findOperation } from './carry-out.ts';
import type { Engine, PlannedOperation } from './engine.ts';
import type { EngineParts } from './engine-parts.ts';
import { explainFile } from './explain-file.ts';
import { historyEntry, readPast } from './history.ts';
import { openPlanFile } from './open-plan-file.ts';
import { planOrganize, type OrganizePlan } from './plan-organize.ts';
import { plannedOperation } from './planned-operation.ts';
import { previewPlan } from './preview-plan.ts';
import { prunableOperations, pruneOperations } from './prune-operations.ts';
import { recoverOperations, resumeOperation } from './recover-operations.ts';
import { reportData, reportRows, showOperation } from './report-operation.ts';
import { scanFolder } from './scan-folder.ts';
import { stayingLines } from './staying-lines.ts';
import { knownJournal, undoOperation } from './undo-operation.ts';
import { undoScriptOf } from './undo-script-of.ts';

/** What an engine is made of; everything but the state folder has a default. */
export interface EngineOptions extends Partial<EngineParts> {
  /** Absolute raw path of Kempt's state folder; made when it is missing. */
  readonly stateFolder: string;
}

/**
 * Makes the engine: the disk, the journals below the state folder, and every operation over them. Whatever changes
 * something first settles what a crash cut short.
 *
 * @param options - the state folder, and parts that take the place of the real ones
 * @returns the engine; close it in the end
 */
export function createEngine(options: EngineOptions): Engine {
  const parts: EngineParts = {
    fileSystem: options.fileSystem ?? createDiskFileSystem({ lockFolder: join(options.stateFolder, 'locks') }),
    store: options.store ?? createDiskJournalStore(options.stateFolder),
    clock: options.clock ?? { now: () => Date.now(), monotonic: () => performance.now() },
    stateFolder: options.stateFolder,
    homeFolder: options.homeFolder ?? homedir(),
    platform: options.platform ?? process.platform,
  };
  const find = (id: string): Promise<string> => findOperation(parts, id);
  return {
    scan: (request) => scanFolder(parts, request),
    planOrganize: async (request) => {
      await recoverOperations(parts, {});
      return previewed(parts, await planOrganize(parts, request));
    },
    openPlanFile: async (path, settings = {}) => {
      await recoverOperations(parts, {});
      return openPlanFile(parts, path, settings);
    },
    resume: (request) => resumeOperation(parts, request),
    undo: (request) => undoOperation(parts, request),
    recover: (request) => recoverOperations(parts, request),
    verify: async (request) => verify(parts, await find(request.operationId), request),
    history: async () => {
      const past = await readPast(parts);
      return Promise.all(past.operations.toReversed().map((operation) => historyEntry(parts, past, operation)));
    },
    show: async (id) => showOperation(parts, await find(id)),
    reportData: async (id) => reportData(parts, await find(id)),
    reportRows: (id) => later(async () => reportRows(parts, await find(id))),
    prunable: (seconds) => prunableOperations(parts, seconds),
    prune: (ids) => pruneOperations(parts, ids),
    undoScript: (id) => later(async () => undoScriptOf(parts, await find(id))),
    explain: (path, request) => explainFile(parts, path, request),
    close: () => parts.fileSystem.close(),
  };
}

async function* later<T>(make: () => Promise<AsyncIterable<T>>): AsyncGenerator<T> {
  yield* await make();
}

async function previewed(parts: EngineParts, made: OrganizePlan): Promise<PlannedOperation> {
  const { held, plan, lock, solved, scanned, texts, source } = made;
  try {
    const lines = stayingLines(made);
    const detected = solved.mismatches.map((row): [string, string] => [
      displayName(`${source.path}/${scanned.table.path(row)}`),
      texts.text(scanned.table.detectedExtension[row] ?? 0),
    ]);
    const preview = await previewPlan({
      store: parts.store,
      operationId: held.operationId,
      plan,
      destination: made.destination.path,
      copiedBytes: made.copiedBytes,
      durationSeconds: made.durationSeconds,
      staying: { lines, total: (solved.left[leftReasonId('destination_exists')] ?? 0) + solved.duplicates },
      detected: new Map(detected),
      mismatchesTotal: solved.mismatchesTotal,
    });
    return plannedOperation(parts, { held, plan, lock, preview });
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function verify(
  parts: EngineParts,
  operationId: string,
  request: Parameters<Engine['verify']>[0],
): ReturnType<Engine['verify']> {
  const journal = await knownJournal(parts, operationId);
  const plan = await readPlan(parts.store.read(operationId, 'plan'));
  const { undos } = await readPast(parts);
  const open = await openRoots(parts.fileSystem, plan.header);
  const total = plan.counts.files_planned;
  return verifyOperation({
    context: { ...parts, operationId, plan, open },
    journal,
    effective: await effectiveSteps(parts.store, operationId, undos),
    onProgress: (done) => request.onProgress?.({ phase: 'verifying', done, total }),
    signal: request.signal,
  });
}
