import { sql } from 'drizzle-orm';
import type { Db } from '../db/open-database.ts';
import type { Principal } from './principal.ts';

/** How somebody stands who was let in a while ago. */
export interface Standing {
  /** Whether the session or key is still good, and the account enabled. */
  readonly good: boolean;
  /** Roots on which they have any role now. */
  readonly rootIds: ReadonlySet<string>;
}

interface Row extends Record<string, unknown> {
  readonly good: boolean;
  readonly roots: readonly string[];
}

/**
 * Looks again at people who stay longer than a request takes.
 *
 * @param db - the database
 * @param principals - who they were when they were let in
 * @returns how each stands now, in the same order
 */
export async function lookAfterPrincipals(db: Db, principals: readonly Principal[]): Promise<Standing[]> {
  if (principals.length === 0) return [];
  const asked = principals.map(({ userId, sessionId, apiKeyId }) => ({
    user_id: userId,
    session_id: sessionId ?? null,
    key_id: apiKeyId ?? null,
  }));
  const { rows } = await db.execute<Row>(sql`
    select
      exists (
        select 1 from app_user u where u.id = asked.user_id and u.disabled_at is null
      ) and (
        exists (
          select 1 from session s
          where s.id = asked.session_id and s.user_id = asked.user_id and s.revoked_at is null and s.expires_at > now()
        ) or exists (
          select 1 from api_key k
          where k.id = asked.key_id and k.user_id = asked.user_id and (k.expires_at is null or k.expires_at > now())
        )
      ) as good,
      array(
        select g.root_id::text from root_grant g join root r on r.id = g.root_id
        where g.user_id = asked.user_id and r.removed_at is null
      ) as roots
    from rows from (
      jsonb_to_recordset(${JSON.stringify(asked)}::jsonb) as (user_id uuid, session_id uuid, key_id uuid)
    ) with ordinality as asked (user_id, session_id, key_id, position)
    order by asked.position`);
  return rows.map(({ good, roots }) => ({ good, rootIds: new Set(roots) }));
}
