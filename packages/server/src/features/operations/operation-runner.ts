import { and, eq, sql } from 'drizzle-orm';
import { KemptError, newOperationId, type CustomCategory, type Progress } from '@kempt/engine';
import type { OperationRow } from '../../platform/access/operation-access.ts';
import type { Db } from '../../platform/db/open-database.ts';
import { operation, operationProblem } from '../../platform/db/schema/index.ts';
import { ThreadHost } from '../../platform/engine/thread-host.ts';
import { toKemptError } from '../../platform/http/problem.ts';
import type { Log } from '../../platform/log/create-log.ts';
import type { DatabaseMetrics } from '../../platform/metrics/database-metrics.ts';
import type { WorkMetrics } from '../../platform/metrics/work-metrics.ts';
import type { Queue } from '../../platform/queue/open-queue.ts';
import type { Tracing } from '../../platform/trace/tracing.ts';
import { clearPlanFile, removePlanFile } from '../../platform/storage/plan-files.ts';
import { jobOfOperation } from './job-of-operation.ts';
import { keepTrying } from './keep-trying.ts';
import { endLease, renewLease, type Lease, type RunningChange, type WorkerIdentity } from './lease-store.ts';
import type { JobResult } from './operation-job.ts';
import type { OperationMethods, OperationWorkerData } from './operation-worker.ts';
import { ProgressMeter } from './progress-meter.ts';
import { measureCopy, secondsSince, tellEnd } from './tell-end.ts';

/** What an operation is carried out with. */
export interface RunnerParts {
  readonly db: Db;
  readonly databaseUrl: string;
  readonly queue: Queue;
  /** Carries the operation's ids. */
  readonly log: Log;
  readonly metrics: WorkMetrics & DatabaseMetrics;
  readonly worker: WorkerIdentity;
  /** Absolute raw path of Kempt's state folder. */
  readonly stateFolder: string;
  /** Categories of people's own. */
  readonly categories: () => Promise<readonly CustomCategory[]>;
  /** Takes spans. */
  readonly tracing: Tracing;
  /** Aborts when this worker is to hand its work back. */
  readonly stopping: AbortSignal;
  /** Tells listeners how far an operation is. */
  readonly announce: (row: Pick<OperationRow, 'id' | 'rootId' | 'destinationRootId'>, change: RunningChange) => void;
  /** Tells listeners, with the transaction, that its row is another one. */
  readonly announceChange: (tx: Db, row: Pick<OperationRow, 'id' | 'rootId' | 'destinationRootId'>) => Promise<void>;
}

/** How often progress is written at most. */
const PROGRESS_MS = 250;
/** Whoever is in the way is asked again after so long. */
const BUSY_SECONDS = 1;
const PROBLEMS_KEPT = 1000;

/**
 * What passes by itself: the engine's locks are held by somebody, another Kempt on the machine or a worker that was
 * stopped, or the database is away.
 */
const PASSING: ReadonlySet<string> = new Set(['tree_busy', 'operation_busy', 'database_unavailable']);

/** Carries one operation out: a thread with an engine, a lease that is renewed, and what became of it in the end. */
export class OperationRunner {
  readonly #parts: RunnerParts;
  readonly #row: OperationRow;
  readonly #lease: Lease;
  readonly #abort = new AbortController();
  readonly #meter = new ProgressMeter();
  readonly #began = performance.now();
  #cancelled = false;
  #lost = false;
  #ending = false;
  #written = 0;
  #ended: OperationRow['status'] | undefined;

  /**
   * @param parts - database, queue and the worker
   * @param row - the operation, taken by this worker
   */
  constructor(parts: RunnerParts, row: OperationRow) {
    this.#parts = parts;
    this.#row = row;
    this.#lease = { id: row.id, fencingToken: row.fencingToken, worker: parts.worker };
  }

  /**
   * Carries it out, whatever happens; only what cannot be written down is thrown.
   *
   * @returns how it ended; undefined when it was handed back, or is another worker's
   */
  async run(): Promise<OperationRow['status'] | undefined> {
    const stop = (): void => {
      this.#abort.abort();
    };
    this.#parts.stopping.addEventListener('abort', stop);
    if (this.#parts.stopping.aborted) stop();
    const beat = setInterval(() => void this.#renew().catch(() => undefined), this.#lease.worker.leaseSeconds * 300);
    try {
      await this.#carryOut();
    } catch (error) {
      await this.#fail(error);
    } finally {
      clearInterval(beat);
      this.#parts.stopping.removeEventListener('abort', stop);
    }
    return this.#ended;
  }

  async #carryOut(): Promise<void> {
    const { db, databaseUrl, stateFolder, categories } = this.#parts;
    const engineId = await this.#engineId();
    const job = await jobOfOperation(db, this.#row, { engineId, stateFolder, categories });
    if ('dryRun' in job && job.dryRun) await clearPlanFile(stateFolder, this.#row.id);
    const data: OperationWorkerData = { stateFolder, databaseUrl, engineId };
    const host = new ThreadHost<OperationMethods>(new URL('./operation-worker.ts', import.meta.url), data);
    try {
      const result = await host.call('run', job, {
        signal: this.#abort.signal,
        onProgress: (progress) => {
          this.#progress(progress as Progress);
        },
        onQuestion: () => this.#leave(),
      });
      if (result.hasRecords) {
        const { id: operationId, number } = this.#row;
        const place = { operationId, number, expected: result.counters.filesPlanned };
        await keepTrying(() => measureCopy(this.#parts, host.call('load', place)), this.#parts.stopping);
      }
      await this.#end(result);
    } finally {
      await host.close();
    }
  }

  /** The engine's id of what is carried out is kept before anything begins under it. */
  async #engineId(): Promise<string> {
    if (this.#row.engineId !== null) return this.#row.engineId;
    const engineId = newOperationId(Date.now());
    if (this.#row.type === 'scan' || (this.#row.dryRun && this.#row.options['apply'] !== true)) return engineId;
    await this.#renew({ engineId });
    return engineId;
  }

  /** Leave to go on with the next batch: the lease is this worker's still. */
  async #leave(): Promise<void> {
    await keepTrying(() => this.#renew(), this.#abort.signal);
    if (this.#lost) throw new KemptError('operation_busy', 'Another worker has taken the operation over.');
  }

  async #renew(change: RunningChange = {}): Promise<void> {
    const renewed = await renewLease(this.#parts.db, this.#lease, change);
    if (renewed === undefined) {
      // The lease is given up with the end; a sign of life that comes behind it is no loss.
      if (this.#ending) return;
      if (!this.#lost) this.#parts.log.warn('lose_operation');
      this.#lost = true;
      this.#abort.abort();
    } else if (renewed.cancel) {
      this.#cancelled = true;
      this.#abort.abort();
    }
  }

  #progress(report: Progress): void {
    const progress = this.#meter.take(report);
    const change: RunningChange = {
      progress,
      ...(report.phase === 'scanning' ? { filesScanned: report.done } : {}),
      ...(report.phase === 'applying' ? { filesProcessed: report.done, bytesProcessed: report.bytes ?? 0 } : {}),
    };
    this.#parts.announce(this.#row, change);
    const now = performance.now();
    if (now - this.#written < PROGRESS_MS) return;
    this.#written = now;
    void this.#renew(change).catch(() => undefined);
  }

  async #end(result: JobResult): Promise<void> {
    if (result.status === 'interrupted' && !this.#cancelled && !this.#lost) {
      await this.#giveBack(0);
      return;
    }
    const status = this.#statusOf(result);
    const { db, stateFolder } = this.#parts;
    const ended = await this.#write(async (tx) => {
      await keepProblems(tx, this.#row.id, result);
      return {
        ...result.counters,
        status,
        planDigest: result.planDigest ?? this.#row.planDigest,
        progress: null,
        result: result.result,
        completedAt: status === 'planned' ? null : sql`now()`,
        recordsLoadedAt: result.hasRecords ? sql`now()` : null,
      };
    });
    if (!ended) return;
    this.#ended = status;
    tellEnd(this.#parts, this.#row, { status, seconds: secondsSince(this.#began), result });
    if (status !== 'planned') await removePlanFile(stateFolder, this.#row.id);
    if (result.undone === 'yes' && this.#row.undoes !== null) {
      const change = { status: 'rolled_back' as const };
      await keepTrying(
        () =>
          db
            .update(operation)
            .set(change)
            .where(and(eq(operation.id, this.#row.undoes ?? ''), UNDONE_FROM)),
        this.#parts.stopping,
      );
    }
  }

  #statusOf(result: JobResult): OperationRow['status'] {
    if (result.kind === 'planned') return 'planned';
    return result.status === 'interrupted' && this.#cancelled ? 'cancelled' : result.status;
  }

  /** Hands the operation back to the queue, to be taken again by whoever is free. */
  async #giveBack(afterSeconds: number): Promise<void> {
    this.#parts.log.info('give_back_operation', { duration_seconds: secondsSince(this.#began) });
    await this.#write(async (tx) => {
      await this.#parts.queue.send(tx, { operation_id: this.#row.id }, afterSeconds);
      return { status: 'pending' };
    });
  }

  async #fail(thrown: unknown): Promise<void> {
    if (this.#lost) return;
    const error = toKemptError(thrown);
    if (PASSING.has(error.code)) return this.#giveBack(BUSY_SECONDS);
    if (error.code === 'interrupted' && !this.#cancelled) return this.#giveBack(0);
    const cancelled = error.code === 'interrupted';
    const { code, message, hint } = error;
    const status = cancelled ? ('cancelled' as const) : ('failed' as const);
    // A fault of ours is worth a report; what somebody's files or folders are like is not.
    if (!cancelled) this.#parts.log[code === 'internal' ? 'error' : 'warn']('fail_operation', { error });
    const ended = await this.#write(() =>
      Promise.resolve({
        status,
        progress: null,
        error: cancelled ? null : { code, message, ...(hint === undefined ? {} : { hint }) },
        completedAt: sql`now()`,
      }),
    );
    if (!ended) return;
    this.#ended = status;
    tellEnd(this.#parts, this.#row, { status, seconds: secondsSince(this.#began) });
  }

  /** Writes an end, and wakes the operations that waited for this one. */
  #write(make: (tx: Db) => Promise<Parameters<typeof endLease>[2]>): Promise<boolean> {
    const { db, queue, stopping } = this.#parts;
    this.#ending = true;
    return keepTrying(
      () =>
        db.transaction(async (tx) => {
          const held = await endLease(tx, this.#lease, await make(tx));
          const waiting = await tx
            .update(operation)
            .set({ waitingFor: null })
            .where(and(eq(operation.waitingFor, this.#row.id), eq(operation.status, 'pending')))
            .returning({ id: operation.id });
          for (const { id } of waiting) await queue.send(tx, { operation_id: id });
          await this.#parts.announceChange(tx, this.#row);
          return held;
        }),
      stopping,
    );
  }
}

/** Only what stands can be taken back. */
const UNDONE_FROM = sql`${operation.status} in ('completed', 'completed_with_errors', 'interrupted', 'cancelled', 'failed')`;

async function keepProblems(tx: Db, operationId: string, { problems }: JobResult): Promise<void> {
  await tx.delete(operationProblem).where(eq(operationProblem.operationId, operationId));
  const rows = problems
    .slice(0, PROBLEMS_KEPT)
    .map(({ path, code, message }, position) => ({ operationId, position, path, code, message }));
  if (rows.length > 0) await tx.insert(operationProblem).values(rows);
}
