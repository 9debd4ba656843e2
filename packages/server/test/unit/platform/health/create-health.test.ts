import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createHealth, type HealthCheck } from '../../../../src/platform/health/create-health.ts';

const good = (name: string): HealthCheck => ({ name, check: () => Promise.resolve({ version: '1' }) });
const bad = (name: string, more: Partial<HealthCheck> = {}): HealthCheck => ({
  name,
  check: () => Promise.reject(new Error('postgresql://user:hunter2@host/')),
  ...more,
});

test('is well when everything is there', async () => {
  assert.deepEqual(await createHealth([good('database')]).ask(), {
    status: 'ok',
    checks: { database: { status: 'ok', details: { version: '1' } } },
  });
});

test('is unavailable without what it needs, and says nothing of why', async () => {
  assert.deepEqual(await createHealth([good('storage'), bad('database')]).ask(), {
    status: 'unavailable',
    checks: {
      storage: { status: 'ok', details: { version: '1' } },
      database: { status: 'unavailable', details: {} },
    },
  });
});

test('is degraded without what it can do without', async () => {
  const { status } = await createHealth([good('database'), bad('cache', { optional: true })]).ask();
  assert.equal(status, 'degraded');
});

test('answers although something hangs', async () => {
  const hangs: HealthCheck = { name: 'storage', check: () => new Promise(() => undefined) };
  const { status, checks } = await createHealth([hangs, good('database')], { patienceMs: 5 }).ask();
  assert.equal(status, 'unavailable');
  assert.deepEqual([checks['storage']?.status, checks['database']?.status], ['unavailable', 'ok']);
});
