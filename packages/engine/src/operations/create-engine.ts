import { homedir } from 'node:os';
import { createDiskHashCacheStore } from '../fs/disk-hash-cache-store.ts';
import { createDiskJournalStore } from '../fs/disk-journal-store.ts';
import { openDisk } from '../fs/open-disk.ts';
import type { ImageDecoder } from '../ports/image-decoder.ts';
import type { Engine } from './engine.ts';
import type { EngineParts } from './engine-parts.ts';
import { findOperation } from './find-operation.ts';
import { newOperationId } from './operation-id.ts';

/** What an engine is made of; everything but the state folder has a default. */
export interface EngineOptions extends Partial<EngineParts> {
  /** Absolute raw path of Kempt's state folder; made when it is missing. */
  readonly stateFolder: string;
  /** Makes what decodes images; loaded when images are looked at. */
  readonly openImageDecoder?: () => Promise<ImageDecoder>;
}

/**
 * Makes the engine: the disk, the journals below the state folder, and every operation over them. What changes a
 * tree first settles what a crash cut short. Each operation is loaded when it is first asked for, while the disk starts, so
 * that a command starts quickly.
 *
 * @param options - the state folder, and parts that take the place of the real ones
 * @returns the engine; close it in the end
 */
export function createEngine(options: EngineOptions): Engine {
  const clock = options.clock ?? { now: () => Date.now(), monotonic: () => performance.now() };
  const parts: EngineParts = {
    fileSystem: options.fileSystem ?? openDisk(options.stateFolder),
    store: options.store ?? createDiskJournalStore(options.stateFolder),
    hashCache: options.hashCache ?? createDiskHashCacheStore(options.stateFolder),
    clock,
    stateFolder: options.stateFolder,
    homeFolder: options.homeFolder ?? homedir(),
    platform: options.platform ?? process.platform,
    nextOperationId: options.nextOperationId ?? (() => newOperationId(clock.now())),
  };
  const { openImageDecoder = openDecoderProcesses } = options;
  const find = (id: string): Promise<string> => findOperation(parts, id);
  return {
    scan: async (request) => {
      parts.fileSystem.start();
      return (await import('./scan-folder.ts')).scanFolder(parts, request);
    },
    duplicates: async (request) => {
      parts.fileSystem.start();
      return (await import('./find-duplicates.ts')).findDuplicates({ ...parts, openImageDecoder }, request);
    },
    planOrganize: async (request) => {
      parts.fileSystem.start();
      return (await import('./organize-operation.ts')).organizeOperation(parts, request);
    },
    ...reclaiming(parts),
    openPlanFile: async (path, settings = {}) => {
      parts.fileSystem.start();
      return (await import('./open-plan-file.ts')).openPlanFile(parts, path, settings);
    },
    resume: async (request) => (await import('./recover-operations.ts')).resumeOperation(parts, request),
    undo: async (request) => {
      parts.fileSystem.start();
      return (await import('./undo-operation.ts')).undoOperation(parts, request);
    },
    recover: async (request) => (await import('./recover-operations.ts')).recoverOperations(parts, request),
    verify: async (request) => {
      const { verifyPast } = await import('./verify-past.ts');
      return verifyPast(parts, await find(request.operationId), request);
    },
    operationIds: () => parts.store.list(),
    isBusy: (id) => parts.store.isBusy(id),
    history: async () => (await import('./history.ts')).readHistory(parts),
    show: async (id) => (await import('./report-operation.ts')).showOperation(parts, await find(id)),
    reportData: async (id) => (await import('./report-operation.ts')).reportData(parts, await find(id)),
    fileRecords: (id) => later(async () => (await import('./file-records.ts')).fileRecords(parts, await find(id))),
    planSteps: (plan) => later(async () => (await import('./plan-steps.ts')).planSteps(parts, plan)),
    reportRows: (id) => later(async () => (await import('./report-operation.ts')).reportRows(parts, await find(id))),
    prunable: async (seconds) => (await import('./prune-operations.ts')).prunableOperations(parts, seconds),
    prune: async (ids) => (await import('./prune-operations.ts')).pruneOperations(parts, ids),
    undoScript: (id) => later(async () => (await import('./undo-script-of.ts')).undoScriptOf(parts, await find(id))),
    explain: async (path, request) => {
      parts.fileSystem.start();
      return (await import('./explain-file.ts')).explainFile(parts, path, request);
    },
    close: () => parts.fileSystem.close(),
  };
}

/** What takes duplicates away and looks after them. */
function reclaiming(
  parts: EngineParts,
): Pick<Engine, 'planDeduplicate' | 'quarantined' | 'holdingOperations' | 'restore' | 'purge'> {
  return {
    planDeduplicate: async (request) => {
      parts.fileSystem.start();
      return (await import('./deduplicate-operation.ts')).deduplicateOperation(parts, request);
    },
    quarantined: () => later(async () => linesOf((await import('./held-files.ts')).heldFiles(parts))),
    holdingOperations: async () => (await import('./held-files.ts')).holdingOperations(parts),
    restore: async (request) => {
      parts.fileSystem.start();
      return (await import('./restore-quarantine.ts')).restoreQuarantine(parts, request);
    },
    purge: async (request) => {
      parts.fileSystem.start();
      return (await import('./purge-quarantine.ts')).purgeQuarantine(parts, request);
    },
  };
}

async function openDecoderProcesses(): Promise<ImageDecoder> {
  return (await import('../images/create-image-decoder.ts')).createImageDecoder();
}

async function* later<T>(make: () => Promise<AsyncIterable<T>>): AsyncGenerator<T> {
  yield* await make();
}

async function* linesOf<T>(files: AsyncIterable<{ readonly line: T }>): AsyncGenerator<T> {
  for await (const { line } of files) yield line;
}
