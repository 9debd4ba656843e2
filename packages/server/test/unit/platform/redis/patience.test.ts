import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createPatience } from '../../../../src/platform/redis/patience.ts';

test('passes an answer on, and a failure', async () => {
  const patience = createPatience(50);
  assert.equal(await patience.wait(Promise.resolve(7)), 7);
  await assert.rejects(patience.wait(Promise.reject(new Error('refused'))), /refused/);
});

test('gives up on an answer that does not come', async () => {
  await assert.rejects(createPatience(50).wait(new Promise(() => undefined)), /no answer within 50 ms/);
});

test('does not give up because the process itself was busy', async () => {
  const patience = createPatience(50);
  const answer = sleep(30, 'in time');
  const waited = patience.wait(answer);
  const until = performance.now() + 300;
  while (performance.now() < until);
  assert.equal(await waited, 'in time');
});
