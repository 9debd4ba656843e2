import { setTimeout as sleep } from 'node:timers/promises';
import { pruneChanges } from '../../src/platform/cache/follow-changes.ts';
import { claimOperation } from '../../src/features/operations/lease-store.ts';
import { handOutAbandoned } from '../../src/features/operations/find-abandoned.ts';
import { expiredUploads } from '../../src/features/uploads/upload-store.ts';
import { TEST_PASSWORD, type TestUser } from '../../src/testing/test-api.ts';
import type { FullHouse } from './full-house.ts';

/** Something that is asked for, and the indexes that answer it. */
export interface IndexUse {
  readonly what: string;
  /** As the migrations name them; those of a partition go by the name of the whole table's. */
  readonly indexes: readonly string[];
  /** Large tables that are read from end to end all the same, because that is seldom done. */
  readonly reads?: readonly string[];
  readonly run: (house: FullHouse) => Promise<unknown>;
}

/** Indexes that keep something unique, and by which little or nothing is looked up. */
export const ONLY_UNIQUE: Readonly<Record<string, string>> = {
  category_name_key: 'no two categories of one name',
  category_pkey: 'there are 200 categories at most',
  installation_pkey: 'a handful of facts',
  operation_engine_id_key: 'no two rows for what the engine did once; looked up for files in the quarantine',
  root_path_key: 'no folder is two roots',
  audit_event_pkey: 'names an entry',
  audit_head_pkey: 'there is one row',
  forgotten_operation_pkey: 'no operation is forgotten twice',
  signing_key_pkey: 'a handful of keys',
  invitation_pkey: 'names an invitation',
  category_extension_pkey: 'no extension in two categories',
};

/** Indexes that are there to no use, and why. There should be none. */
export const UNUSED: Readonly<Record<string, string>> = {
  file_record_operation_id_file_hash_idx: 'the hash alone, or the operation alone, is always found sooner',
};

async function ask(
  { api }: FullHouse,
  { token }: Pick<TestUser, 'token'>,
  asked: { readonly method?: string; readonly path: string; readonly body?: object },
): Promise<{ readonly body: unknown }> {
  const { method = 'GET', path, body } = asked;
  const answer = await api.call(method, `/api/v1/${path}`, { token, ...(body === undefined ? {} : { body }) });
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer;
}

/** Ann reads. */
const get =
  (path: (house: FullHouse) => string) =>
  (house: FullHouse): Promise<unknown> =>
    ask(house, house.ann, { path: path(house) });

/** Statements that no route sends, but that keep references whole. Nothing of it stays. */
const undone =
  (statement: string) =>
  async ({ api }: FullHouse): Promise<void> => {
    const client = await api.database.pool.connect();
    try {
      await client.query('begin');
      await client.query(statement);
    } finally {
      await client.query('rollback');
      client.release();
    }
  };

const FILES: readonly IndexUse[] = [
  {
    what: 'the files of an operation, the newest first',
    indexes: ['file_record_operation_id_id_pk'],
    run: get(({ large }) => `files?operation_id=${large}`),
  },
  {
    what: 'the files of an operation that failed',
    indexes: ['file_record_operation_id_status_idx'],
    run: get(({ large }) => `files?operation_id=${large}&status=failed&sort_by=size_bytes&min_size_bytes=99999999`),
  },
  {
    what: 'the files of an operation by size',
    indexes: ['file_record_operation_id_size_bytes_idx'],
    run: get(({ large }) => `files?operation_id=${large}&sort_by=size_bytes&max_size_bytes=5000`),
  },
  {
    what: 'the files of an operation by path',
    indexes: ['file_record_operation_id_original_path_idx'],
    run: get(({ large }) => `files?operation_id=${large}&sort_by=path&sort_order=asc`),
  },
  { what: 'all files, the newest first', indexes: ['file_record_operation_id_id_pk'], run: get(() => 'files') },
  {
    what: 'all files by size',
    indexes: ['file_record_operation_id_size_bytes_idx'],
    run: get(() => 'files?sort_by=size_bytes'),
  },
  {
    what: 'what a rollback brought back',
    indexes: ['file_record_new_path_idx', 'operation_undoes_idx'],
    run: get(({ small }) => `files?operation_id=${small}&status=rolled_back`),
  },
  {
    what: 'files by a part of their path',
    indexes: ['file_record_rest_path_search_idx', 'path_search_idx'],
    run: get(() => 'files/search?q=abcdef12'),
  },
  {
    what: 'files by category',
    indexes: ['file_record_category_idx'],
    run: get(() => 'files/search?q=spreadsheets'),
  },
  {
    what: 'files by hash',
    indexes: ['file_record_file_hash_idx'],
    run: get(() => 'files/search?q=abcdef123456'),
  },
  {
    what: 'one file',
    indexes: ['file_record_operation_id_id_pk', 'operation_number_key'],
    run: get(({ record }) => `files/${record}`),
  },
];

const OPERATIONS: readonly IndexUse[] = [
  {
    what: 'the operations of who has a few roots',
    indexes: ['operation_root_id_created_at_idx', 'root_grant_user_id_idx'],
    run: get(() => 'operations'),
  },
  {
    what: 'the operations of who has all roots',
    indexes: ['operation_created_at_idx'],
    run: (house) => ask(house, house.everywhere, { path: 'operations?limit=20' }),
  },
  {
    what: 'the operations on one root',
    indexes: ['operation_root_id_created_at_idx'],
    run: get(({ rootId }) => `operations?root_id=${rootId}`),
  },
  {
    what: 'the operations that are under way',
    indexes: ['operation_status_idx'],
    run: (house) => ask(house, house.everywhere, { path: 'operations?status=running' }),
  },
  { what: 'one operation', indexes: ['operation_pkey'], run: get(({ large }) => `operations/${large}`) },
  {
    what: 'duplicates',
    indexes: ['duplicate_group_operation_id_position_pk'],
    run: get(({ small }) => `operations/${small}/duplicates`),
  },
  {
    what: 'problems',
    indexes: ['operation_problem_operation_id_position_pk'],
    run: get(({ small }) => `operations/${small}/problems`),
  },
  {
    what: 'operations that their workers left',
    indexes: ['operation_status_idx'],
    run: ({ api }) => handOutAbandoned(api.database.db, NO_QUEUE, { isHere: () => true, isAlive: () => true }),
  },
  {
    what: 'an operation for a worker, and what goes first',
    indexes: ['operation_pkey', 'operation_status_idx'],
    run: async ({ api, small }) => {
      await api.database.pool.query("update operation set status = 'pending' where id = $1", [small]);
      return claimOperation(api.database.db, small, { id: 'x', leaseSeconds: 10 });
    },
  },
];

const PEOPLE: readonly IndexUse[] = [
  ...(
    [
      ['user_id=', 'of a user', 'audit_event_user_id_idx', ({ ann }) => ann.id],
      ['action=', 'of a kind', 'audit_event_action_idx', () => 'rename_root'],
      ['outcome=', 'of refusals', 'audit_event_outcome_idx', () => 'denied'],
      ['target=', 'about something', 'audit_event_target_idx', ({ ann }) => ann.id],
      ['to=', 'before a moment', 'audit_event_created_at_idx', () => '2020-01-01T00:00:00Z'],
    ] as const satisfies readonly (readonly [string, string, string, (house: FullHouse) => string])[]
  ).map(([filter, whose, index, value]): IndexUse => ({
    what: `audit entries ${whose}`,
    indexes: [index],
    run: (house) => ask(house, house.api.owner, { path: `audit?${filter}${value(house)}` }),
  })),
  {
    what: 'who is signed in',
    indexes: ['session_pkey', 'app_user_pkey'],
    run: async (house) => {
      await house.api.cache.forgetAll();
      return ask(house, house.ann, { path: 'auth/me' });
    },
  },
  {
    what: 'changes that nobody missed any more',
    indexes: ['data_change_changed_at_idx'],
    run: ({ api }) => pruneChanges(api.database.db, undefined),
  },
  {
    what: 'signing in',
    indexes: ['app_user_email_key'],
    run: (house) =>
      ask(house, house.ann, {
        method: 'POST',
        path: 'auth/login',
        body: { email: 'Ann@example.org', password: TEST_PASSWORD },
      }),
  },
  {
    what: 'a refresh token, and the same once more',
    indexes: ['refresh_token_pkey', 'refresh_token_session_id_idx'],
    run: async (house) => {
      const body = { email: house.ann.email, password: TEST_PASSWORD, session: 'token' };
      const opened = await ask(house, house.ann, { method: 'POST', path: 'auth/login', body });
      const { refresh_token } = opened.body as { refresh_token: string };
      for (let i = 0; i < 2; i++) {
        await ask(house, house.ann, { method: 'POST', path: 'auth/refresh', body: { refresh_token } });
      }
    },
  },
  { what: 'sessions', indexes: ['session_user_id_idx'], run: get(() => 'auth/sessions') },
  { what: 'API keys', indexes: ['api_key_user_id_idx'], run: get(() => 'api-keys') },
  {
    what: 'who holds an API key',
    indexes: ['api_key_token_hash_key', 'api_key_pkey'],
    run: async (house) => {
      const body = { name: 'k', scopes: ['read'] };
      const made = await ask(house, house.ann, { method: 'POST', path: 'api-keys', body });
      return house.api.call('GET', '/api/v1/auth/me', { key: (made.body as { token: string }).token });
    },
  },
  {
    what: 'an invitation',
    indexes: ['invitation_token_hash_key'],
    run: ({ api }) =>
      api.call('POST', '/api/v1/auth/register', {
        body: { email: 'x@example.org', password: TEST_PASSWORD, name: 'X', invitation_token: 'x' },
      }),
  },
  {
    what: 'a request under a key, and keys that are forgotten',
    indexes: ['idempotency_key_user_id_key_pk', 'idempotency_key_created_at_idx'],
    run: async (house) => {
      await house.api.call('POST', '/api/v1/roots', {
        token: house.ann.token,
        headers: { 'idempotency-key': 'k' },
        body: { name: 'x', path: '/nowhere' },
      });
      // Nobody waits for keys to be forgotten.
      await sleep(300);
    },
  },
  {
    what: 'removing an account',
    indexes: [
      'session_user_id_idx',
      'api_key_user_id_idx',
      'invitation_created_by_idx',
      'operation_user_id_created_at_idx',
      'root_owner_id_idx',
      'root_grant_user_id_idx',
      'upload_user_id_idx',
      'refresh_token_session_id_idx',
      'idempotency_key_user_id_key_pk',
    ],
    // To know that an administrator is left.
    reads: ['app_user'],
    run: async (house) => {
      const user = await house.api.makeUser('leaving@example.org');
      return ask(house, house.ann, { method: 'DELETE', path: `users/${user.id}` });
    },
  },
];

const ROOTS: readonly IndexUse[] = [
  { what: 'one root', indexes: ['root_grant_root_id_user_id_pk'], run: get(({ rootId }) => `roots/${rootId}`) },
  {
    what: 'an upload into the inbox, within its quota',
    indexes: ['root_owner_id_idx', 'root_usage_pkey', 'upload_root_id_idx', 'upload_pkey'],
    run: (house) => ask(house, house.ann, { method: 'POST', path: 'uploads', body: { path: 'x.txt', size_bytes: 10 } }),
  },
  {
    what: 'uploads that nobody goes on with',
    indexes: ['upload_expires_at_idx', 'root_pkey'],
    run: ({ api }) => expiredUploads(api.database.db, 100),
  },
  {
    what: 'removing a category',
    indexes: ['category_extension_category_id_idx'],
    run: async (house) => {
      const { rows } = await house.api.database.pool.query<{ id: string }>("select id from category where name = 'c1'");
      return ask(house, house.ann, { method: 'DELETE', path: `categories/${rows[0]?.id ?? ''}` });
    },
  },
  {
    what: 'removing a root, which nothing does yet',
    indexes: ['operation_root_id_created_at_idx', 'operation_destination_root_id_idx', 'upload_root_id_idx'],
    run: undone(
      "insert into root (name, path, kind) values ('x', '/alone', 'folder'); delete from root where path = '/alone' and removed_at is null",
    ),
  },
];

const NO_QUEUE = {
  send: () => Promise.resolve(),
  work: () => Promise.resolve(),
  waiting: () => Promise.resolve(0),
  stop: () => Promise.resolve(),
};

/** What each index is for. An index that is not here, or not found in the plan of what it is for, is one too many. */
export const INDEX_USES: readonly IndexUse[] = [...FILES, ...OPERATIONS, ...PEOPLE, ...ROOTS];
