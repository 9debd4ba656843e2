import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import type { FileRecord } from '@kempt/engine';
import { indexPaths } from '../../src/features/operations/index-paths.ts';
import { loadRecords, OWN_PARTITION_FILES } from '../../src/features/operations/load-records.ts';
import { insertRecords } from '../../src/testing/record-fixture.ts';
import { openTestApi, type TestApi, type TestUser } from '../../src/testing/test-api.ts';

/** A service that has been in use for long: thousands of people, roots and operations, and very many files. */
export interface FullHouse {
  readonly api: TestApi;
  /** Has a role on a few of the roots. */
  readonly ann: TestUser;
  /** Has a role on all of them. */
  readonly everywhere: TestUser;
  /** A root of Ann's, on which all the operations below are. */
  readonly rootId: string;
  readonly rootPath: string;
  /** An operation whose files have a table of their own, loaded as a worker does it. */
  readonly loaded: string;
  /** One with half of all files, in a table of its own. */
  readonly large: string;
  /** One of many small ones, with something of everything. */
  readonly small: string;
  /** A file of the large one. */
  readonly record: string;
}

const SMALL_OPERATIONS = 10_000;

/** People and what hangs on them. Each is asked for by something of which there are not many, as it is in a real one. */
const PEOPLE = [
  `insert into app_user (email, name, password_hash, role)
   select 'u' || n || '@example.org', 'U', '-', 'member' from generate_series(1, 5000) n`,
  `insert into session (user_id, expires_at, address, user_agent)
   select id, now() + interval '1 day', '::1', '' from app_user, generate_series(1, 2)`,
  `insert into refresh_token (token_hash, session_id)
   select sha256((id::text || n)::bytea), id from session, generate_series(1, 3) n`,
  `insert into api_key (user_id, name, prefix, token_hash, scopes)
   select id, 'k', 'kempt_', sha256((id::text || n)::bytea), '{read}' from app_user, generate_series(1, 2) n`,
  `insert into invitation (token_hash, role, created_by, expires_at)
   select sha256(id::text::bytea), 'member', id, now() + interval '1 day' from app_user`,
  // No trigger chains them here; the numbers go on behind what is there.
  `insert into audit_event (id, created_at, actor, user_id, action, target_kind, target, outcome, address, request_id,
     previous_hash, hash)
   select 1000 + row_number() over (), now() - n * interval '1 hour', 'user', id, 'sign_in', 'user', id::text,
     case when id::text like '00%' then 'denied' else 'allowed' end, '::1', '-', '\\x00', '\\x00'
   from app_user, generate_series(1, 4) n`,
  `insert into idempotency_key (user_id, key, request_hash) select id, 'k' || n, 'x' from app_user, generate_series(1, 2) n`,
  `insert into root (name, path, kind, owner_id)
   select 'Inbox', '/inboxes/' || id, 'inbox', id from app_user where name = 'U'`,
  `insert into root (name, path, kind) select 'R' || n, '/data/' || n, 'folder' from generate_series(1, 2000) n`,
  `insert into root_grant (root_id, user_id, role) select id, owner_id, 'approver' from root where owner_id is not null
   on conflict do nothing`,
  `insert into data_change (tag, transaction_id, changed_at)
   select 'user:' || id, '3', now() - n * interval '1 minute' from app_user, generate_series(1, 100) n limit 20000`,
  `insert into root_usage (root_id, used_bytes, measured_at) select id, 0, now() from root`,
  `insert into upload (user_id, root_id, path, size_bytes, reserved_bytes, expires_at)
   select owner_id, id, 'x', 1, 1, now() + interval '1 day' from root where owner_id is not null`,
  `insert into category (name, extensions, keywords, color, icon)
   select 'c' || n, '{}', '{}', '#000000', 'x' from generate_series(1, 100) n`,
  `insert into category_extension (extension, category_id)
   select name || '-' || n, id from category, generate_series(1, 100) n`,
];

const VALUES = `(id, operation_id, original_path, new_path, category, mimetype, status, size_bytes, file_hash)`;
/** A file of operation `o`, the `n`th one. */
const RECORD = `(o.number << 32) + n, o.id, o.root_path || '/' || md5(n::text || o.id) || '.txt',
  o.root_path || '/documents/' || md5(n::text || o.id) || '.txt',
  (array['documents', 'images', 'audio', 'video', 'other'])[1 + n % 5], 'text/plain',
  case when n % 100 = 0 then 'failed' else 'completed' end, n,
  case when n % 10 = 0 then sha256((n::text || o.id)::bytea) end`;

/**
 * Fills a service.
 *
 * @param files - how many there are in all
 * @returns the service; close its API in the end
 */
export async function openFullHouse(files: number): Promise<FullHouse> {
  const api = await openTestApi();
  const { pool, db, url } = api.database;
  const ann = await api.makeUser('ann@example.org', 'administrator');
  const everywhere = await api.makeUser('everywhere@example.org');
  const rootPath = join(api.folder, 'root');
  await mkdir(rootPath);
  const body = { name: 'Root', path: rootPath };
  const made = await api.call('POST', '/api/v1/roots', { token: ann.token, body });
  const { id: rootId } = made.body as { id: string };
  await withoutChecks(pool, async (client) => {
    for (const statement of PEOPLE) await client.query(statement);
  });
  await pool.query(
    `insert into root_grant (root_id, user_id, role) select id, $1::uuid, 'viewer' from root where kind = 'folder'
     union all select id, $2::uuid, 'viewer' from root where kind = 'folder' and name like 'R1_'`,
    [everywhere.id, ann.id],
  );
  const small = await fillSmall(api, files / 2);
  const facts = { rootId, rootPath, userId: ann.id };
  const { id: loaded } = await insertRecords(db, { ...facts, engineId: 'engine-loaded' }, []);
  const number = await numberOf(api, loaded);
  await loadRecords(url, { operationId: loaded, number, expected: OWN_PARTITION_FILES }, records(rootPath));
  const { id: large } = await insertRecords(db, { ...facts, engineId: 'engine-large' }, []);
  await fillLarge(api, large, files / 2);
  await pool.query('update operation set root_id = $1 where id = $2', [rootId, small]);
  await api.database.pool.query('vacuum analyze');
  const record = String(((await numberOf(api, large)) << 32n) + 7n);
  return { api, ann, everywhere, rootId, rootPath, loaded, large, small, record };
}

async function numberOf({ database }: TestApi, id: string): Promise<bigint> {
  const { rows } = await database.pool.query<{ number: string }>('select number from operation where id = $1', [id]);
  return BigInt(rows[0]?.number ?? 0);
}

/** Operations on all roots, in every state, with some files each; some are rollbacks of others. */
async function fillSmall({ database }: TestApi, files: number): Promise<string> {
  const { pool } = database;
  await pool.query(
    `insert into operation (id, type, status, root_id, root_path, user_id, engine_id, created_at)
     select '20250101-000000-' || lpad((n / 100)::text, 3, '0') || '-' || lpad((n % 100)::text, 4, '0'), 'organize',
       case when n % 1000 = 0 then 'running' when n % 500 = 0 then 'pending' else 'completed' end, r.id, r.path,
       (select id from app_user where lower(email) = 'u' || 1 + n % 5000 || '@example.org'), 'engine-' || n,
       now() - (${SMALL_OPERATIONS} - n) * interval '1 minute'
     from generate_series(1, ${SMALL_OPERATIONS}) n join root r on r.name = 'R' || 1 + n % 2000`,
  );
  await pool.query(
    `update operation set type = 'rollback', undoes = (select o.id from operation o where o.number = operation.number - 1)
     where number % 50 = 0`,
  );
  const each = Math.ceil(files / SMALL_OPERATIONS);
  await withoutPathIndex(pool, () =>
    withoutChecks(pool, async (client) => {
      const into = `insert into file_record ${VALUES} select ${RECORD} from operation o`;
      await client.query(`${into}, generate_series(1, ${each}) n`);
    }),
  );
  await pool.query(
    `insert into duplicate_group (operation_id, position, file_hash, size_bytes, file_count, files)
     select id, n, 'x', 1, 2, '[]' from operation, generate_series(1, 5) n`,
  );
  await pool.query(
    `insert into operation_problem (operation_id, position, path, code, message)
     select id, n, '/x', 'permission_denied', 'No.' from operation, generate_series(1, 5) n`,
  );
  return '20250101-000000-050-0007';
}

/** References and unique keys hold by the way the rows are made; to look at each of them takes long. */
async function withoutChecks(
  pool: TestApi['database']['pool'],
  fill: (client: pg.PoolClient) => Promise<unknown>,
): Promise<void> {
  const client = await pool.connect();
  await client.query('set session_replication_role = replica');
  await fill(client);
  await client.query('reset session_replication_role');
  client.release();
}

/** Trigrams are made much faster at once than one file after the other. */
async function withoutPathIndex(pool: TestApi['database']['pool'], fill: () => Promise<unknown>): Promise<void> {
  const { rows } = await pool.query<{ indexdef: string }>(
    "select indexdef from pg_indexes where indexname = 'file_record_rest_path_search_idx'",
  );
  await pool.query('drop index file_record_rest_path_search_idx');
  await fill();
  await pool.query(rows[0]?.indexdef ?? '');
}

/** In the order of a worker, but made in the database. */
async function fillLarge(api: TestApi, id: string, files: number): Promise<void> {
  const { pool, url } = api.database;
  const number = await numberOf(api, id);
  const table = `file_record_${number}`;
  await pool.query(
    `create table ${table} (like file_record including defaults including constraints, check (operation_id = '${id}'))`,
  );
  await pool.query(
    `insert into ${table} ${VALUES} select ${RECORD} from operation o, generate_series(1, ${files}) n where o.id = $1`,
    [id],
  );
  await pool.query(`alter table file_record attach partition ${table} for values in ('${id}')`);
  await indexPaths(url);
}

async function* records(folder: string): AsyncGenerator<FileRecord> {
  for (let step = 0; step < OWN_PARTITION_FILES; step++) {
    await Promise.resolve();
    yield {
      step,
      original_path: `${folder}/loaded-${step}.txt`,
      new_path: `${folder}/documents/loaded-${step}.txt`,
      category: 'documents',
      mimetype: 'text/plain',
      size_bytes: step,
      file_hash: Buffer.alloc(32, step % 251).toString('hex'),
      action: 'move',
      outcome: 'completed',
      message: '',
    };
  }
}
