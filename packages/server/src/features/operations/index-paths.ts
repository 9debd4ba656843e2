import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { withClient } from '../../platform/db/with-client.ts';

/** Any number, so long as nothing else of Kempt's locks the same one. */
const PATH_INDEX_LOCK = 7_150_006;
const LOCK_PAUSE_MS = 1000;
const CLIENT = 'kempt path index';

/**
 * Makes the index for searching paths of each large operation that has none, while everything else goes on. It takes
 * about as long as all other indexes together, and searching works without it, only slower: so it is made when the
 * operation has ended. What an index that was broken off left is removed and made again. Several processes may ask; one
 * makes indexes at a time, since two that do would wait for each other.
 *
 * @param url - the database
 * @param signal - breaks it off; what was begun is made again by whoever asks next
 * @returns how many were made
 * @throws Error of the database where an index cannot be made, after the others were, and when it was broken off
 */
export async function indexPaths(url: string, signal?: AbortSignal): Promise<number> {
  return withClient(url, CLIENT, async (client) => {
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    const breakOff = (): void => void endBackend(url, rows[0]?.pid ?? 0).catch(() => undefined);
    signal?.addEventListener('abort', breakOff);
    try {
      await lock(client, signal);
      return await makeIndexes(client, signal);
    } finally {
      signal?.removeEventListener('abort', breakOff);
    }
  });
}

/** Asks again and again: somebody who waits for a lock in the database is waited for by who makes an index there. */
async function lock(client: pg.Client, signal: AbortSignal | undefined): Promise<void> {
  for (;;) {
    signal?.throwIfAborted();
    const { rows } = await client.query<{ held: boolean }>('select pg_try_advisory_lock($1) as held', [
      PATH_INDEX_LOCK,
    ]);
    if (rows[0]?.held === true) return;
    await sleep(LOCK_PAUSE_MS, undefined, { signal });
  }
}

async function makeIndexes(client: pg.Client, signal: AbortSignal | undefined): Promise<number> {
  const failed = new Map<string, unknown>();
  for (let made = 0; ;) {
    signal?.throwIfAborted();
    const table = await newestWithout(client, [...failed.keys()]);
    if (table === undefined) {
      if (failed.size === 0) return made;
      throw new AggregateError(failed.values(), `No index of the paths of ${[...failed.keys()].join(', ')}.`);
    }
    try {
      await makeIndex(client, table);
      made++;
    } catch (error) {
      failed.set(table, error);
    }
  }
}

/** The newest first, which is what people look at. */
async function newestWithout(client: pg.Client, failed: readonly string[]): Promise<string | undefined> {
  const { rows } = await client.query<{ name: string }>(
    `select part.relname as name
     from pg_inherits
     join pg_class part on part.oid = inhrelid
     where inhparent = 'file_record'::regclass and part.relname <> all ($1) and not exists (
       select from pg_index
       join pg_class index on index.oid = indexrelid
       where indrelid = part.oid and index.relname = part.relname || '_path_search_idx' and indisvalid
     )
     order by part.oid desc
     limit 1`,
    [failed],
  );
  return rows[0]?.name;
}

async function makeIndex(client: pg.Client, table: string): Promise<void> {
  const quotedTable = client.escapeIdentifier(table);
  const quotedIndex = client.escapeIdentifier(`${table}_path_search_idx`);
  await client.query(`drop index concurrently if exists ${quotedIndex}`);
  await client.query(
    `create index concurrently ${quotedIndex} on ${quotedTable}
     using gin (original_path gin_trgm_ops, new_path gin_trgm_ops)`,
  );
}

/** Whatever it does at the moment, or is about to: a query that is only cancelled may just not have begun. */
async function endBackend(url: string, pid: number): Promise<void> {
  await withClient(url, CLIENT, (client) => client.query('select pg_terminate_backend($1)', [pid]));
}
