import { Type } from 'typebox';
import Value from 'typebox/value';
import type { OperationRow } from '../../platform/access/operation-access.ts';
import type { TracedSpan, Tracing } from '../../platform/trace/tracing.ts';
import { claimOperation } from './lease-store.ts';
import { handOutAbandoned, type AbandonedOperation } from './find-abandoned.ts';
import { OperationRunner, type RunnerParts } from './operation-runner.ts';
import { thisMachine } from './worker-identity.ts';

/** Carries operations out until it is stopped. */
export interface OperationWorker {
  /** Hands back what is under way, and waits for it. */
  stop(): Promise<void>;
}

const JobData = Type.Object({ operation_id: Type.String() });
/** A job whose operation waits for another one is looked at again after so long, whatever else happens. */
const WAIT_SECONDS = 2;

/**
 * Starts a worker.
 *
 * @param parts - what operations are carried out with
 * @param concurrency - how many at the same time
 * @returns the worker
 */
export async function createWorker(
  parts: Omit<RunnerParts, 'stopping'>,
  concurrency: number,
): Promise<OperationWorker> {
  const { db, queue, worker, log, metrics, tracing } = parts;
  const stopping = new AbortController();
  const running = new Set<Promise<unknown>>();
  const runnerParts: RunnerParts = { ...parts, stopping: stopping.signal };
  await queue.work(concurrency, async (data) => {
    if (stopping.signal.aborted || !Value.Check(JobData, data)) return;
    const { operation_id: id } = data;
    const claimed = await claimOperation(db, id, worker);
    if (claimed.kind === 'waiting') await queue.send(db, { operation_id: id }, WAIT_SECONDS);
    if (claimed.kind !== 'claimed') return;
    await parts.announceChange(db, claimed.row).catch(() => undefined);
    const { row, waitedSeconds } = claimed;
    // Said once: all lines about the operation carry them, with the request that asked for it.
    const own = log.with({ operation_id: id, request_id: row.requestId, user_id: row.userId });
    if (waitedSeconds !== undefined) metrics.workStarted(row.type, waitedSeconds);
    own.info('start_operation', { context: { type: row.type, waited_seconds: waitedSeconds } });
    const span = beginOperation(tracing, row, waitedSeconds);
    const work = span.run(() => new OperationRunner({ ...runnerParts, log: own }, row).run());
    running.add(work);
    try {
      const status = await work;
      span.end(status === 'failed', { operation_status: status ?? 'handed_back' });
    } finally {
      span.end(true);
      running.delete(work);
    }
  });
  const machine = thisMachine(worker.id);
  const look = async (): Promise<void> => {
    try {
      tellAbandoned(await handOutAbandoned(db, queue, machine), parts);
    } catch (error) {
      log.warn('fail_to_look_for_abandoned', { error });
    }
  };
  await look();
  const looking = setInterval(() => void look(), worker.leaseSeconds * 500);
  return {
    stop: async () => {
      clearInterval(looking);
      stopping.abort();
      await queue.stop();
      await Promise.allSettled(running);
    },
  };
}

/**
 * The span of an operation: below the wait for a worker, which is below the request that asked for it, in whichever
 * process.
 */
function beginOperation(tracing: Tracing, row: OperationRow, waitedSeconds: number | undefined): TracedSpan {
  const { type, requestId, traceParent } = row;
  const facts = { operation_id: row.id, operation_type: type, request_id: requestId ?? undefined };
  let parent = traceParent ?? '';
  if (waitedSeconds !== undefined) {
    const secondsAgo = Math.max(0, waitedSeconds);
    const wait = tracing.begin({ name: `wait ${type}`, kind: 'internal', parent, secondsAgo, facts });
    wait.end(false);
    parent = wait.traceParent ?? '';
  }
  return tracing.begin({ name: `work ${type}`, kind: 'consumer', parent, facts });
}

/** What is handed out again ends under its next worker; the rest is interrupted until somebody sees to it. */
function tellAbandoned(
  abandoned: readonly AbandonedOperation[],
  { log, metrics }: Pick<RunnerParts, 'log' | 'metrics'>,
): void {
  for (const { id, type, requestId, handedOut } of abandoned) {
    const status = handedOut ? 'pending' : 'interrupted';
    log.warn('lose_worker', { operation_id: id, request_id: requestId, status, context: { type } });
    if (!handedOut) metrics.workEnded({ type, status });
  }
}
