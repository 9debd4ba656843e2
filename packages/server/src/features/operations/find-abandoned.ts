import { and, eq, isNotNull, sql } from 'drizzle-orm';
import type { Db } from '../../platform/db/open-database.ts';
import { operation } from '../../platform/db/schema/index.ts';
import type { WorkType } from '../../platform/metrics/labels.ts';
import type { Queue } from '../../platform/queue/open-queue.ts';

/** An operation whose worker gave no sign of life. */
export interface AbandonedOperation {
  readonly id: string;
  readonly type: WorkType;
  readonly requestId: string | null;
  /** Whether another worker takes it; otherwise it waits for its own, or for a person. */
  readonly handedOut: boolean;
}

/**
 * Looks after operations whose worker gave no sign of life. One of this machine whose process is gone, or whose lease
 * has run out, is handed out again: the engine's locks keep a worker that was only stopped from doing harm. One of
 * another machine may still be at work there, where no lock of ours reaches, so it waits for its worker or for a person.
 *
 * @param db - the database
 * @param queue - takes the jobs
 * @param machine - tells workers of this machine, and which of them live
 * @returns what was abandoned, and whether it was handed out again
 */
export async function handOutAbandoned(
  db: Db,
  queue: Queue,
  machine: { readonly isHere: (workerId: string) => boolean; readonly isAlive: (workerId: string) => boolean },
): Promise<readonly AbandonedOperation[]> {
  const abandoned: AbandonedOperation[] = [];
  const running = await db
    .select({
      id: operation.id,
      type: operation.type,
      requestId: operation.requestId,
      workerId: operation.workerId,
      fencingToken: operation.fencingToken,
      expired: sql<boolean>`${operation.leaseExpiresAt} < now()`,
    })
    .from(operation)
    .where(and(eq(operation.status, 'running'), isNotNull(operation.workerId)));
  for (const { id, type, requestId, workerId, fencingToken, expired } of running) {
    const worker = workerId ?? '';
    const here = machine.isHere(worker);
    if (!expired && (!here || machine.isAlive(worker))) continue;
    const changed = await db.transaction(async (tx) => {
      const change = here
        ? { status: 'pending' as const, workerId: null, leaseExpiresAt: null, fencingToken: fencingToken + 1 }
        : { status: 'interrupted' as const, error: WORKER_LOST };
      const changed = await tx
        .update(operation)
        .set(change)
        .where(and(eq(operation.id, id), eq(operation.fencingToken, fencingToken), eq(operation.status, 'running')))
        .returning({ id: operation.id });
      if (here && changed.length > 0) await queue.send(tx, { operation_id: id });
      return changed.length > 0;
    });
    if (changed) abandoned.push({ id, type, requestId, handedOut: here });
  }
  return abandoned;
}

const WORKER_LOST = {
  code: 'worker_lost',
  message: 'The worker on another machine gives no sign of life.',
  hint: 'If that machine is down or its worker has ended, resume the operation; it goes on by itself when the worker answers.',
};
