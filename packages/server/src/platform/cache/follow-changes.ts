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
  let server: string | undefined;
  let previous: string | undefined;
  const end = events.subscribeToChanges({
    onChange: (tag) => cache.forget([tag]),
    onGap: async () => {
      previous = undefined;
      const missed = await findMissed(db, store).catch(() => undefined);
      server = missed?.server;
      if (missed?.tags === undefined) await cache.forgetAll();
      else if (missed.tags.length > 0) await cache.forget(missed.tags);
    },
    onPulse: async (snapshot) => {
      // A transaction shows a moment before it is told of: what the snapshot before this one shows was told by now.
      if (server !== undefined && previous !== undefined && !cache.owesForgetting()) {
        await store.note(`${server} ${previous}`).catch(() => undefined);
      }
      previous = snapshot;
    },
  });
  const prune = (): void => {
    readHeard(db, store)
      .then(({ snapshot }) => pruneChanges(db, snapshot))
      .catch((error: unknown) => {
        log.warn('fail_to_prune_changes', { error });
      });
  };
  prune();
  const pruning = setInterval(prune, PRUNE_MS).unref();
  return () => {
    clearInterval(pruning);
    end();
  };
}

/**
 * Removes what everybody has heard of, or has noted so long ago that they forget everything.
 *
 * @param db - the database
 * @param heard - snapshot of the transactions that were heard of; undefined when nobody noted one. What it does not show
 * stays, however old: the transaction may have been open for hours
 */
export async function pruneChanges(db: Db, heard: string | undefined): Promise<void> {
  const isHeard = heard === undefined ? sql`true` : sql`pg_visible_in_snapshot(transaction_id, ${heard}::pg_snapshot)`;
  await db.execute(sql`delete from data_change where changed_at < now() - ${KEEP} and ${isHeard}`);
}

/** How far the changes of a server were heard of. */
interface Heard {
  readonly server: string;
  /** Undefined when nobody noted it, or of another server. */
  readonly snapshot: string | undefined;
}

/**
 * Numbers of transactions begin anew on a server that took the place of another one, and the table is another one after
 * its data came back from a backup: what was heard before then says nothing.
 */
async function readHeard(db: Db, store: CacheStore): Promise<Heard> {
  const { rows } = await db.execute<{ server: string }>(sql`
    select extract(epoch from pg_postmaster_start_time()) || '-' || 'data_change'::regclass::oid as server`);
  const server = rows[0]?.server ?? '';
  const [noted, snapshot] = (await store.readNote())?.split(' ') ?? [];
  return { server, snapshot: noted === server ? snapshot : undefined };
}

/** Tags of what was changed by transactions that were not heard of; undefined when there are too many, or nobody knows. */
async function findMissed(
  db: Db,
  store: CacheStore,
): Promise<{ readonly server: string; readonly tags: readonly string[] | undefined }> {
  const { server, snapshot } = await readHeard(db, store);
  if (snapshot === undefined) return { server, tags: undefined };
  const { rows } = await db.execute<{ tag: string }>(sql`
    select distinct tag from data_change
    where not pg_visible_in_snapshot(transaction_id, ${snapshot}::pg_snapshot)
    limit ${MOST_MISSED + 1}`);
  return { server, tags: rows.length > MOST_MISSED ? undefined : rows.map(({ tag }) => tag) };
}
