import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createReading } from '../../../../src/platform/health/create-reading.ts';

test('reads once for all who ask at the same time, and not again while the answer is fresh', async () => {
  let reads = 0;
  const read = createReading(() => Promise.resolve(++reads), { freshMs: 60_000, patienceMs: 60_000 });
  assert.deepEqual(await Promise.all([read(), read()]), [1, 1]);
  assert.equal(await read(), 1);
});

test('reads anew when the answer is no longer fresh', async () => {
  let reads = 0;
  const read = createReading(() => Promise.resolve(++reads), { freshMs: 0, patienceMs: 60_000 });
  assert.equal(await read(), 1);
  assert.equal(await read(), 2);
});

test('keeps nobody waiting for what hangs, and does not begin it twice', async () => {
  let reads = 0;
  let answer: (value: string) => void = () => undefined;
  const hanging = new Promise<string>((resolve) => {
    answer = resolve;
  });
  const read = createReading(
    () => {
      reads++;
      return hanging;
    },
    { freshMs: 0, patienceMs: 5 },
  );
  await assert.rejects(read(), /late/);
  await assert.rejects(read(), /late/);
  assert.equal(reads, 1);
  answer('there');
  await sleep(0);
  assert.equal(await read(), 'there');
});

test('goes on after a failure, which nobody has to have heard of', async () => {
  let fails = true;
  const read = createReading(() => (fails ? Promise.reject(new Error('away')) : Promise.resolve(1)), {
    freshMs: 0,
    patienceMs: 60_000,
  });
  await assert.rejects(read(), /away/);
  fails = false;
  assert.equal(await read(), 1);
});
