import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Progress } from '@kempt/engine';
import { spareMemory, spareMemoryWhileLoading } from '../../src/spare-memory.ts';

test('asks for little memory once, and only when there is much to do', () => {
  const flags: string[] = [];
  const seen: number[] = [];
  const report = spareMemory(
    ({ done }: Progress) => seen.push(done),
    (flag) => flags.push(flag),
  );
  report({ phase: 'scanning', done: 1999 });
  assert.deepEqual(flags, []);
  for (const done of [2000, 5000]) report({ phase: 'scanning', done });
  assert.deepEqual(flags, ['--semi-space-growth-factor=1']);
  assert.deepEqual(seen, [1999, 2000, 5000]);
});

test('asks for little memory until everything is loaded', () => {
  const flags: string[] = [];
  const onReady = spareMemoryWhileLoading((flag) => flags.push(flag));
  assert.deepEqual(flags, ['--semi-space-growth-factor=1']);
  onReady();
  assert.deepEqual(flags, ['--semi-space-growth-factor=1', '--semi-space-growth-factor=2']);
});
