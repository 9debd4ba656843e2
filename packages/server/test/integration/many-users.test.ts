import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'drizzle-orm';
import { createAccessTokens } from '../../src/platform/security/access-tokens.ts';
import { openTestApi, type TestApi } from '../../src/testing/test-api.ts';

const USERS = 10_000;
const AT_ONCE = 500;

let api: TestApi;
before(async () => {
  api = await openTestApi({ KEMPT_LIMIT_API_USER: '1' });
});
after(() => api.close());

test('answers ten thousand users at once, each as who they are, and limits each by themselves', async () => {
  const { db } = api.database;
  await db.execute(sql`
    insert into app_user (email, name, password_hash, role)
    select 'u' || n || '@example.org', 'User ' || n, '-', 'member' from generate_series(1, ${USERS}) n`);
  const { rows } = await db.execute<{ id: string; user_id: string; email: string }>(sql`
    insert into session (user_id, address, user_agent, expires_at)
    select id, '::1', '-', now() + interval '1 day' from app_user where password_hash = '-'
    returning id, user_id, (select email from app_user u where u.id = user_id) as email`);
  const tokens = createAccessTokens(db);
  const people = await Promise.all(
    rows.map(async ({ id: sessionId, user_id: userId, email }) => ({
      email,
      token: await tokens.sign({ userId, sessionId }),
    })),
  );
  const counts: Record<string, number> = {};
  const waiting = [...people];
  const reader = async (): Promise<void> => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const first = await api.call('GET', '/api/v1/auth/me', { token: next.token });
      // At once, since a minute is soon over where ten thousand ask.
      const second = await api.call('GET', '/api/v1/auth/me', { token: next.token });
      const both = `${first.status} ${second.status}`;
      counts[both] = (counts[both] ?? 0) + 1;
      assert.equal((first.body as { email?: string }).email, next.email);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, reader));
  assert.deepEqual(counts, { '200 429': USERS });
});
