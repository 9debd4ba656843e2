import { sql } from 'drizzle-orm';
import type { Db } from '../../platform/db/open-database.ts';
import { WORK_TYPES, type WorkType } from '../../platform/metrics/labels.ts';
import type { WorkNow } from '../../platform/metrics/work-metrics.ts';

/**
 * Counts the operations of all processes that have not ended.
 *
 * @param db - the database
 * @returns how many there are, and how long the first has waited for a worker
 */
export async function readWorkNow(db: Db): Promise<WorkNow> {
  const { rows } = await db.execute<{
    type: string;
    active: number;
    ready: number;
    blocked: number;
    oldest: number;
  }>(sql`
    select type,
      count(*) filter (where status = 'running')::int as active,
      count(*) filter (where status = 'pending' and waiting_for is null)::int as ready,
      count(*) filter (where status = 'pending' and waiting_for is not null)::int as blocked,
      coalesce(extract(epoch from now() - min(queued_at) filter (where status = 'pending' and waiting_for is null)), 0)::float8
        as oldest
    from operation
    where status in ('pending', 'running')
    group by type`);
  const active = new Map<WorkType, number>();
  for (const type of WORK_TYPES) active.set(type, rows.find((row) => row.type === type)?.active ?? 0);
  return {
    active,
    ready: rows.reduce((sum, { ready }) => sum + ready, 0),
    blocked: rows.reduce((sum, { blocked }) => sum + blocked, 0),
    oldestSeconds: Math.max(0, ...rows.map(({ oldest }) => oldest)),
  };
}
