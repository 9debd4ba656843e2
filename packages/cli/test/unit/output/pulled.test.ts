import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pulled } from '../../../src/output/pulled.ts';

async function gather<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

test('hands on what is pushed, in order, from the first item on', async () => {
  assert.deepEqual(await gather(pulled<number>(async () => Promise.resolve())), []);
  const items = pulled<number>(async (push) => {
    for (let i = 0; i < 100; i++) {
      if (i % 3 === 0) await new Promise((resolve) => setImmediate(resolve));
      await push(i);
    }
  });
  assert.deepEqual(
    await gather(items),
    Array.from({ length: 100 }, (_, i) => i),
  );
});

test('lets the work wait until an item was taken', async () => {
  let pushed = 0;
  const items = pulled<number>(async (push) => {
    for (; pushed < 10; pushed++) await push(pushed);
  });
  await items.next();
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(pushed, 0);
  await items.next();
  assert.equal(pushed, 1);
  await items.return(undefined);
});

test('fails as the work fails, after the items that came before', async () => {
  const seen: number[] = [];
  const items = pulled<number>(async (push) => {
    await push(1);
    throw new RangeError('broken');
  });
  await assert.rejects(async () => {
    for await (const item of items) seen.push(item);
  }, /broken/);
  assert.deepEqual(seen, [1]);
});

test('ends the work when the reader stops, and waits for its end', async () => {
  const log: string[] = [];
  const items = pulled<number>(async (push) => {
    try {
      for (let i = 0; ; i++) await push(i);
    } catch (error) {
      log.push(error instanceof Error ? error.message : 'no error');
      await assert.rejects(push(0), /nobody takes/);
      log.push('cleared up');
      throw error;
    }
  });
  for await (const item of items) if (item === 3) break;
  assert.deepEqual(log, ['nobody takes what is produced any more', 'cleared up']);
});
