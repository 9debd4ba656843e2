import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { Closers } from '../../../src/app/closers.ts';

test('closes the last first, each after the one before has closed', async () => {
  const closers = new Closers();
  const seen: string[] = [];
  for (const name of ['database', 'queue', 'worker']) {
    closers.add(async () => {
      seen.push(`${name} closes`);
      await turn();
      seen.push(`${name} closed`);
    });
  }
  await closers.close();
  const [first, second, third] = ['worker', 'queue', 'database'].map((name) => [`${name} closes`, `${name} closed`]);
  assert.deepEqual(seen, [first, second, third].flat());
});

test('closes everything though something cannot be closed, and says what', async () => {
  const closers = new Closers();
  const seen: string[] = [];
  closers.add(() => seen.push('first'));
  closers.add(() => Promise.reject(new Error('stuck')));
  closers.add(() => {
    throw new Error('broken');
  });
  closers.add(() => seen.push('last'));
  await assert.rejects(closers.close(), (error) => {
    assert.ok(error instanceof AggregateError);
    assert.deepEqual(error.errors.map(String), ['Error: broken', 'Error: stuck']);
    return true;
  });
  assert.deepEqual(seen, ['last', 'first']);
});

test('closes once, and what is opened while it closes as well', async () => {
  const closers = new Closers();
  let closed = 0;
  const count = (): void => {
    closed++;
  };
  closers.add(() => {
    closers.add(count);
  });
  await closers.close();
  await closers.close();
  assert.equal(closed, 1);
});
