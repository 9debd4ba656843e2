import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ProgressMeter } from '../../../src/features/operations/progress-meter.ts';

test('says rate and time left once it knows them', () => {
  let now = 0;
  const meter = new ProgressMeter(() => now);
  assert.partialDeepStrictEqual(meter.take({ phase: 'applying', done: 0, total: 100 }), {
    percent: 0,
    files_per_second: null,
    eta_seconds: null,
  });
  now = 2000;
  assert.partialDeepStrictEqual(meter.take({ phase: 'applying', done: 50, total: 100, path: 'a' }), {
    percent: 50,
    files_per_second: 25,
    eta_seconds: 2,
    last_path: 'a',
  });
});

test('begins anew with each phase, and claims no end that nobody knows', () => {
  let now = 0;
  const meter = new ProgressMeter(() => now);
  meter.take({ phase: 'scanning', done: 10 });
  now = 1000;
  assert.partialDeepStrictEqual(meter.take({ phase: 'scanning', done: 20 }), { percent: null, eta_seconds: null });
  assert.partialDeepStrictEqual(meter.take({ phase: 'planning', done: 5, total: 5 }), { percent: 100 });
});
