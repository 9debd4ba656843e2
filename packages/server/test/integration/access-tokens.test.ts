import assert from 'node:assert/strict';
import { after, before, mock, test } from 'node:test';
import { createAccessTokens, type TokenClock } from '../../src/platform/security/access-tokens.ts';
import { createTestDatabase, stopOwnCluster, type TestDatabase } from '../../src/testing/test-database.ts';

const DAY_MS = 24 * 3600 * 1000;
const CLAIMS = { userId: 'somebody', sessionId: 'sometime' };

let database: TestDatabase;
before(async () => {
  database = await createTestDatabase();
});
after(async () => {
  await database.drop();
  await stopOwnCluster();
});

/** A clock that is wrong by some days; it runs on when it is told to. */
function wrongBy(days: number): TokenClock & { pass(ms: number): void; set(days: number): void } {
  let [offset, passed] = [days * DAY_MS, 0];
  return {
    now: () => Date.now() + offset + passed,
    monotonic: () => passed,
    pass: (ms) => {
      passed += ms;
    },
    set: (other) => {
      offset = other * DAY_MS;
    },
  };
}

async function countKeys(): Promise<number> {
  return (await database.pool.query('select from signing_key')).rowCount ?? 0;
}

test('makes no key anew because a clock is wrong, however much', async () => {
  await createAccessTokens(database.db).sign(CLAIMS);
  for (const days of [-3650, -1, 1, 31, 61, 3650]) {
    const tokens = createAccessTokens(database.db, wrongBy(days));
    const token = await tokens.sign(CLAIMS);
    assert.deepEqual(await tokens.verify(token), CLAIMS);
    assert.equal(await countKeys(), 1, `${String(days)} days`);
  }
});

test('makes a new key when the old one is, and forgets one that no token is under any more', async () => {
  await database.pool.query(`update signing_key set created_at = now() - interval '31 days'`);
  const old = await createAccessTokens(database.db, wrongBy(0)).sign(CLAIMS);
  await database.pool.query(`update signing_key set created_at = created_at - interval '61 days'`);
  const tokens = createAccessTokens(database.db);
  await tokens.rotate();
  assert.equal(await countKeys(), 1);
  await assert.rejects(tokens.verify(old), { code: 'unauthenticated' });
});

test('finds another process’s key also after the clock was put back', async () => {
  const clock = wrongBy(1);
  const tokens = createAccessTokens(database.db, clock);
  await tokens.sign(CLAIMS);
  clock.set(0);
  const other = createAccessTokens(database.db);
  await other.rotate();
  const token = await other.sign(CLAIMS);
  clock.pass(1001);
  assert.deepEqual(await tokens.verify(token), CLAIMS);
});

test('asks the database once for the keys, however many tokens are made or shown at once', async () => {
  const tokens = createAccessTokens(database.db);
  const countStatements = async (work: () => Promise<unknown>): Promise<number> => {
    const statements = mock.method(database.pool, 'query');
    try {
      await work();
      return statements.mock.callCount();
    } finally {
      statements.mock.restore();
    }
  };
  const sign = (): Promise<unknown> => Promise.all(Array.from({ length: 1000 }, () => tokens.sign(CLAIMS)));
  assert.equal(await countStatements(sign), 1);
  const token = await tokens.sign(CLAIMS);
  const started = createAccessTokens(database.db);
  const verify = (): Promise<unknown> => Promise.all(Array.from({ length: 1000 }, () => started.verify(token)));
  assert.equal(await countStatements(verify), 1);
});

test('makes one key when many need the first one at once', async () => {
  await database.pool.query('delete from signing_key');
  const tokens = createAccessTokens(database.db);
  const signed = await Promise.all(Array.from({ length: 100 }, () => tokens.sign(CLAIMS)));
  assert.equal(await countKeys(), 1);
  for (const token of signed) assert.deepEqual(await tokens.verify(token), CLAIMS);
});
