import { and, eq, sql } from 'drizzle-orm';
import type { PgUpdateSetSource } from 'drizzle-orm/pg-core';
import type { OperationRow } from '../../platform/access/operation-access.ts';
import type { Db } from '../../platform/db/open-database.ts';
import { operation } from '../../platform/db/schema/index.ts';

/** Who works, and how long without a sign of life counts as gone. */
export interface WorkerIdentity {
  /** Names the machine, the process and the start of it. */
  readonly id: string;
  readonly leaseSeconds: number;
}

/** What came of trying to take an operation. */
export type Claimed =
  | {
      readonly kind: 'claimed';
      readonly row: OperationRow;
      /** Since it was handed to the workers; undefined when one had it before and gave it back. */
      readonly waitedSeconds: number | undefined;
    }
  /** An operation on an overlapping folder goes first. */
  | { readonly kind: 'waiting' }
  /** Nothing is to be done: it is done, cancelled, or somebody works on it. */
  | { readonly kind: 'over' };

/** Any number, so long as nothing else of Kempt's locks the same one. */
const CLAIM_LOCK = 7_150_004;

/** Whether two operations touch a common folder: one of one's trees lies in one of the other's. */
const overlaps = sql`exists (
  select 1
  from unnest(array[other.root_path, coalesce(other.destination_path, other.root_path)]) as theirs,
       unnest(array[mine.root_path, coalesce(mine.destination_path, mine.root_path)]) as ours
  where starts_with(theirs || '/', ours || '/') or starts_with(ours || '/', theirs || '/')
)`;

/** By the clock of the database, which is the same for all. */
const waitedSeconds = sql<number | null>`case
  when ${operation.startedAt} is null or ${operation.startedAt} < ${operation.queuedAt}
  then extract(epoch from now() - ${operation.queuedAt})::float8
end`;

/**
 * Takes an operation for a worker, unless one on an overlapping folder was asked for before. All workers ask one after
 * the other, so that two that overlap are never taken at once.
 *
 * @param db - the database
 * @param id - the operation
 * @param worker - who takes it
 * @returns the operation with a new fencing token, or why not
 */
export function claimOperation(db: Db, id: string, worker: WorkerIdentity): Promise<Claimed> {
  return db.transaction(async (tx): Promise<Claimed> => {
    await tx.execute(sql`select pg_advisory_xact_lock(${CLAIM_LOCK})`);
    const [row] = await tx
      .select({ status: operation.status, waitedSeconds })
      .from(operation)
      .where(eq(operation.id, id))
      .for('update');
    if (row?.status !== 'pending') return { kind: 'over' };
    const { rows } = await tx.execute<{ id: string }>(sql`
      select other.id
      from operation other, operation mine
      where mine.id = ${id} and other.id <> mine.id and ${overlaps}
        and (
          other.status = 'running'
          or (other.status = 'interrupted' and other.worker_id is not null)
          or (other.status = 'pending' and (other.queued_at, other.id) < (mine.queued_at, mine.id))
        )
      order by other.queued_at, other.id
      limit 1`);
    const first = rows[0]?.id;
    if (first !== undefined) {
      await tx.update(operation).set({ waitingFor: first }).where(eq(operation.id, id));
      return { kind: 'waiting' };
    }
    const [claimed] = await tx
      .update(operation)
      .set({
        status: 'running',
        waitingFor: null,
        error: null,
        workerId: worker.id,
        fencingToken: sql`${operation.fencingToken} + 1`,
        leaseExpiresAt: sql`now() + make_interval(secs => ${worker.leaseSeconds})`,
        startedAt: sql`coalesce(${operation.startedAt}, now())`,
      })
      .where(eq(operation.id, id))
      .returning();
    if (claimed === undefined) return { kind: 'over' };
    return { kind: 'claimed', row: claimed, waitedSeconds: row.waitedSeconds ?? undefined };
  });
}

/** What a worker holds. */
export interface Lease {
  readonly id: string;
  readonly fencingToken: number;
  readonly worker: WorkerIdentity;
}

/** What of an operation changes while it runs. */
export type RunningChange = Partial<
  Pick<
    OperationRow,
    'engineId' | 'progress' | 'filesScanned' | 'filesPlanned' | 'filesProcessed' | 'bytesProcessed' | 'planDigest'
  >
>;

/**
 * Gives a sign of life, and writes what changed. Under an outdated fencing token nothing is written.
 *
 * @param db - the database
 * @param lease - what the worker holds
 * @param change - what changed
 * @returns whether somebody wants it cancelled; undefined when the operation is another worker's now
 */
export async function renewLease(
  db: Db,
  lease: Lease,
  change: RunningChange = {},
): Promise<{ readonly cancel: boolean } | undefined> {
  const [row] = await db
    .update(operation)
    .set({
      ...change,
      // Whoever was taken for dead and answers goes on.
      status: 'running',
      error: null,
      leaseExpiresAt: sql`now() + make_interval(secs => ${lease.worker.leaseSeconds})`,
    })
    .where(isHeld(lease))
    .returning({ cancelRequestedAt: operation.cancelRequestedAt });
  return row === undefined ? undefined : { cancel: row.cancelRequestedAt !== null };
}

/**
 * Writes how an operation ended, or gives it back, under a fencing token that is not outdated.
 *
 * @param db - the database
 * @param lease - what the worker holds
 * @param change - what became of it
 * @returns whether it was still this worker's
 */
export async function endLease(db: Db, lease: Lease, change: PgUpdateSetSource<typeof operation>): Promise<boolean> {
  const ended = await db
    .update(operation)
    .set({ ...change, workerId: null, leaseExpiresAt: null })
    .where(isHeld(lease))
    .returning({ id: operation.id });
  return ended.length > 0;
}

function isHeld({ id, fencingToken, worker }: Lease) {
  return and(
    eq(operation.id, id),
    eq(operation.fencingToken, fencingToken),
    eq(operation.workerId, worker.id),
    sql`${operation.status} in ('running', 'interrupted')`,
  );
}
