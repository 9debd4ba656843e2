import { sql } from 'drizzle-orm';
import type { Db } from '../db/open-database.ts';
import type { EventBus } from '../events/create-event-bus.ts';
import type { Log } from '../log/create-log.ts';
import type { CacheStore } from './cache-store.ts';
import type { Cache } from './create-cache.ts';

/** What following takes. */
export interface FollowChangesParts {
  readonly db: Db;
  readonly events: Pick<EventBus, 'subscribeToChanges'>;
  readonly cache: Cache;
  readonly store: CacheStore;
  readonly log: Log;
}

/** Whoever missed more forgets everything. */
const MOST_MISSED = 1000;
/** Rows are kept for longer than anybody's note. */
const KEEP = sql`interval '2 hours'`;
const PRUNE_MS = 600_000;

/**
 * Keeps a cache true: what the database says has changed is forgotten, whoever changed it. How far that has come is noted
 * in the store, so that a process that was away, or starts anew, forgets just what it missed.
 *
 * @param parts - database, events, the cache and its store
 * @returns ends it
 */
export function followChanges({ db, events, cache, store, log }: FollowChangesParts): () => void {
  let previous: string | undefined;
  const end = events.subscribeToChanges({
    onChange: (tag) => cache.forget([tag]),
    onGap: async () => {
      previous = undefined;
      const heard = await store.readNote().catch(() => undefined);
      const missed = heard === undefined ? undefined : await missedSince(db, heard);
      if (missed === undefined) await cache.forgetAll();
      else if (missed.length > 0) await cache.forget(missed);
    },
    onPulse: async (snapshot) => {
      // A transaction shows a moment before it is told of: what the snapshot before this one shows was told by now.
      if (previous !== undefined && !cache.owesForgetting()) await store.note(previous).catch(() => undefined);
      previous = snapshot;
    },
  });
  const pruning = setInterval(() => {
    pruneChanges(db).catch((error: unknown) => {
      log.warn('fail_to_prune_changes', { error });
    });
  }, PRUNE_MS).unref();
  return () => {
    clearInterval(pruning);
    end();
  };
}

/**
 * Removes what everybody has heard of, or has noted so long ago that they forget everything.
 *
 * @param db - the database
 */
export async function pruneChanges(db: Db): Promise<void> {
  await db.execute(sql`delete from data_change where changed_at < now() - ${KEEP}`);
}

/** Tags of what was changed by transactions that a snapshot does not show; undefined when there are too many. */
async function missedSince(db: Db, snapshot: string): Promise<readonly string[] | undefined> {
  const { rows } = await db.execute<{ tag: string }>(sql`
    select distinct tag from data_change
    where not pg_visible_in_snapshot(transaction_id, ${snapshot}::pg_snapshot)
    limit ${MOST_MISSED + 1}`);
  return rows.length > MOST_MISSED ? undefined : rows.map(({ tag }) => tag);
}
