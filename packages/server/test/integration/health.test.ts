import assert from 'node:assert/strict';
import { rename } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { openTestApi, type TestApi } from '../../src/testing/test-api.ts';

let api: TestApi;
before(async () => {
  api = await openTestApi();
});
after(() => api.close());

test('is well with all it needs, and says more to who is signed in', async () => {
  assert.deepEqual(await bodies(), [
    { status: 'ok' },
    { status: 'ok' },
    { status: 'ok', checks: { database: 'ok', cache: 'ok', queue: 'ok', storage: 'ok' } },
  ]);
  const { status, body } = await api.call('GET', '/api/v1/status', { token: api.owner.token });
  assert.equal(status, 200);
  assert.partialDeepStrictEqual(body, {
    status: 'ok',
    version: '0.0.0',
    checks: { queue: { status: 'ok', details: { waiting: 0 } } },
  });
  const { checks } = body as { checks: Record<string, { details: Record<string, unknown> }> };
  assert.match(String(checks['database']?.details['version']), /^\d+/);
  assert.ok(Number(checks['storage']?.details['free_bytes']) > 0);
});

test('cannot work without its state folder, and lives', async () => {
  const { stateFolder } = api;
  await rename(stateFolder, `${stateFolder}.away`);
  try {
    assert.deepEqual(await bodies(), [
      { status: 'ok' },
      { status: 'unavailable' },
      { status: 'unavailable', checks: { database: 'ok', cache: 'ok', queue: 'ok', storage: 'unavailable' } },
    ]);
    assert.equal((await api.call('GET', '/health/ready')).status, 503);
  } finally {
    await rename(`${stateFolder}.away`, stateFolder);
  }
  assert.equal((await api.call('GET', '/health/ready')).status, 200);
});

test('has no metrics on the main port without a token for them', async () => {
  for (const call of [{}, { token: api.owner.token }]) {
    assert.equal((await api.call('GET', '/metrics', call)).status, 404);
  }
});

async function bodies(): Promise<unknown[]> {
  const answers = ['/health/live', '/health/ready', '/health'].map((path) => api.call('GET', path));
  return (await Promise.all(answers)).map(({ body }) => body);
}
