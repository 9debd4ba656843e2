import assert from 'node:assert/strict';
import { after, before, test, type TestContext } from 'node:test';
import pg from 'pg';
import type { CacheKind } from '@kempt/contracts';
import { insertRecords } from '../../src/testing/record-fixture.ts';
import { openTestApi, type TestApi } from '../../src/testing/test-api.ts';

/** Tables whose rows are written once, and what tells of them. */
const TOLD_BY_OTHERS: Readonly<Record<string, string>> = {
  file_record: 'their operation says when they were loaded, and goes with them',
};

let api: TestApi;
let rootId: string;
before(async () => {
  api = await openTestApi();
  const body = { name: 'Folder', path: api.folder };
  rootId = ((await api.call('POST', '/api/v1/roots', { token: api.owner.token, body })).body as { id: string }).id;
});
after(() => api.close());

/** Tables that were read while something was asked for. */
async function tablesRead(t: TestContext, ask: () => Promise<unknown>): Promise<readonly string[]> {
  const { rows } = await api.database.pool.query<{ name: string }>(
    "select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')",
  );
  const { mock } = t.mock.method(pg.Query.prototype, 'submit');
  await ask();
  const texts = mock.calls.map(({ this: query }) => String((query as { readonly text?: string }).text));
  mock.restore();
  const read = texts.filter((text) => /^\s*(select|with)\b/i.test(text)).join('\n');
  return rows.map(({ name }) => name).filter((name) => new RegExp(`\\b(from|join) "?${name}"?\\b`, 'i').test(read));
}

/** Tables that tell the cache of updates and deletes; which updates matter to nobody, a condition of theirs says. */
async function tellingTables(): Promise<ReadonlySet<string>> {
  const { rows } = await api.database.pool.query<{ name: string }>(
    `select tgrelid::regclass::text as name from pg_trigger
     where tgfoid = 'kempt_tell_change'::regproc
     group by 1 having bit_or(tgtype::int & 8) > 0 and bit_or(tgtype::int & 16) > 0`,
  );
  return new Set(rows.map(({ name }) => name));
}

// Who may ask, which is the kind `standing`, is looked up with each of them; a report is read from the disk.
test('every table from which a cached answer is made tells of its changes', async (t) => {
  const { id } = await insertRecords(api.database.db, { rootId }, [{ originalPath: '/srv/letters/a.txt' }]);
  const telling = await tellingTables();
  const reads: Readonly<Record<Exclude<CacheKind, 'standing' | 'report'>, readonly [path: string, table: string]>> = {
    category_list: ['categories', 'category'],
    user_profile: ['auth/me', 'app_user'],
    operation_status: [`operations/${id}`, 'operation'],
    search: ['files/search?q=letters', 'file_record'],
  };
  const seen = new Set<string>();
  for (const [kind, [path, table]] of Object.entries(reads)) {
    await api.cache.forgetAll();
    const read = await tablesRead(t, async () => {
      const { status, body } = await api.call('GET', `/api/v1/${path}`, { token: api.owner.token });
      assert.equal(status, 200, JSON.stringify(body));
    });
    assert.ok(read.includes(table) && read.includes('session'), `${kind} reads ${read.join()}`);
    for (const name of read) {
      assert.ok(telling.has(name) !== name in TOLD_BY_OTHERS, `${kind} reads ${name}, which tells of no change`);
      seen.add(name);
    }
  }
  for (const name of Object.keys(TOLD_BY_OTHERS)) assert.ok(seen.has(name), `${name} is read by nobody`);
});
