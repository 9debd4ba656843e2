import type { DuplicatesResult, OperationResult } from '@kempt/contracts';
import { KemptError, type DuplicateGroup, type Engine, type PlannedOperation, type WorkOptions } from '@kempt/engine';
import type { JobResult, OperationJob } from './operation-job.ts';

/** What a job works with. */
export interface JobParts {
  readonly engine: Engine;
  readonly work: WorkOptions;
  /** Takes groups of duplicates as they are found. */
  readonly onGroup: (group: DuplicateGroup) => Promise<void>;
}

/**
 * Does what an operation asks for. What an earlier worker began is settled and finished; nothing is begun twice.
 *
 * @param parts - the engine and who hears of progress
 * @param job - what to do
 * @returns what came of it
 */
export async function runJob(parts: JobParts, job: OperationJob): Promise<JobResult> {
  if (job.kind === 'scan') return scan(parts, job);
  const begun = await finishBegun(parts, job.engineId);
  const result = begun ?? (await begin(parts, job));
  if (job.kind !== 'rollback' || 'kind' in result) return 'kind' in result ? result : done(result);
  const { undone } = await parts.engine.show(job.target);
  return { ...done(result), undone };
}

/** What was begun under the engine's id, brought to its end. */
async function finishBegun({ engine, work }: JobParts, engineId: string): Promise<OperationResult | undefined> {
  const known = await engine.reportData(engineId).catch((error: unknown) => {
    if (error instanceof KemptError && BEGUN_OR_NOT.has(error.code)) return error.code;
    throw error;
  });
  if (known === 'operation_not_found') return undefined;
  if (typeof known !== 'string' && ENDED.has(known.status)) return known;
  const [result] = await engine.recover({ ...work, operationId: engineId, then: 'finish' });
  return result;
}

const ENDED: ReadonlySet<OperationResult['status']> = new Set(['completed', 'completed_with_errors']);
/** Of one that was cut short nothing can be reported before it is settled. */
const BEGUN_OR_NOT: ReadonlySet<string> = new Set(['operation_not_found', 'operation_unfinished']);

async function begin(
  parts: JobParts,
  job: Exclude<OperationJob, { readonly kind: 'scan' }>,
): Promise<OperationResult | JobResult> {
  const { engine, work } = parts;
  switch (job.kind) {
    case 'rollback':
      return engine.undo({
        ...work,
        operationId: job.target,
        ...(job.paths === null ? {} : { paths: job.paths }),
      });
    case 'apply': {
      const planned = await engine.openPlanFile(job.planFile, signalOf(work));
      if (planned.preview.result.plan_digest === job.planDigest) return carryOut(planned, work);
      await planned.discard();
      throw new KemptError('digest_mismatch', 'The plan that lies there is not the one that was looked at.');
    }
    case 'organize':
    case 'deduplicate': {
      const planned = await plan(parts, job);
      return job.dryRun ? keep(planned, job.planFile) : carryOut(planned, work);
    }
  }
}

function plan(
  { engine, work }: JobParts,
  job: OperationJob & { readonly kind: 'organize' | 'deduplicate' },
): Promise<PlannedOperation> {
  if (job.kind === 'deduplicate') return engine.planDeduplicate({ ...work, ...job.options, roots: [job.rootPath] });
  const { on_conflict: onConflict, ...options } = job.options;
  return engine.planOrganize({
    ...work,
    ...options,
    root: job.rootPath,
    categories: job.categories,
    ...(onConflict === undefined ? {} : { onConflict }),
    ...(job.destinationPath === null ? {} : { into: job.destinationPath }),
  });
}

/** A preview keeps its plan in a file until somebody carries it out. */
async function keep(planned: PlannedOperation, planFile: string): Promise<JobResult> {
  const { result, ...preview } = planned.preview;
  try {
    await planned.writeTo(planFile);
  } finally {
    await planned.discard();
  }
  return { ...done(result), kind: 'planned', hasRecords: false, result: { ...result, preview } };
}

/** A plan without steps leaves no trace in the history. */
async function carryOut(planned: PlannedOperation, work: WorkOptions): Promise<OperationResult | JobResult> {
  const { result } = planned.preview;
  if (result.files_planned > 0) return planned.apply(work);
  await planned.discard();
  return { ...done({ ...result, status: 'completed' }), hasRecords: false };
}

async function scan(
  { engine, work, onGroup }: JobParts,
  { rootPath, hidden }: OperationJob & { readonly kind: 'scan' },
): Promise<JobResult> {
  const found = await engine.scan({ ...work, root: rootPath, hidden });
  if (work.signal?.aborted === true) throw new KemptError('interrupted', 'The scan was interrupted.');
  const duplicates: DuplicatesResult = await engine.duplicates({ ...work, roots: [rootPath], hidden, onGroup });
  const problems = [...found.problems, ...duplicates.problems];
  return {
    kind: 'done',
    status: problems.length > 0 ? 'completed_with_errors' : 'completed',
    counters: {
      filesScanned: found.files,
      filesPlanned: 0,
      filesProcessed: found.files,
      filesCompleted: 0,
      filesSkipped: 0,
      filesFailed: 0,
      duplicatesFound: duplicates.duplicate_files,
      spaceSavedBytes: 0,
      bytesProcessed: duplicates.read_bytes,
    },
    planDigest: null,
    problems,
    result: { scan: found, duplicates: { ...duplicates, largest_groups: [] } },
    hasRecords: false,
  };
}

function done(result: OperationResult): JobResult {
  return {
    kind: 'done',
    status: result.status,
    counters: {
      filesScanned: result.files_scanned,
      filesPlanned: result.files_planned,
      filesProcessed: result.files_completed + result.files_skipped + result.files_failed,
      filesCompleted: result.files_completed,
      filesSkipped: result.files_skipped,
      filesFailed: result.files_failed,
      duplicatesFound: result.duplicates_found,
      spaceSavedBytes: result.space_reclaimed_bytes ?? 0,
      bytesProcessed: result.bytes_completed,
    },
    planDigest: result.plan_digest,
    problems: result.problems,
    result: { ...result },
    hasRecords: true,
  };
}

function signalOf({ signal }: WorkOptions): { readonly signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}
