import assert from 'node:assert/strict';
import { test } from 'node:test';
import { displayWidth } from '../../../src/output/display-width.ts';
import { createPhaseClock } from '../../../src/output/phase-clock.ts';
import { progressLine } from '../../../src/output/progress-line.ts';
import { createStyle } from '../../../src/output/style.ts';

const style = createStyle(false);

test('shows counts alone while the end is not known', () => {
  const line = progressLine(
    { phase: 'scanning', done: 12_345, total: undefined, seconds: 1, rate: undefined },
    { width: 80, style },
  );
  assert.equal(line, 'scanning     12,345 files');
});

test('shows bytes while the end is not known', () => {
  const state = {
    phase: 'hashing',
    done: 12_345,
    total: undefined,
    seconds: 9,
    rate: 1200,
    bytes: 3_400_000_000,
  } as const;
  assert.equal(
    progressLine({ ...state, byteRate: 350_000_000 }, { width: 80, style }),
    'hashing      12,345 files  3.4 GB  350 MB/s  1,200/s',
  );
  assert.equal(progressLine(state, { width: 80, style }), 'hashing      12,345 files  3.4 GB  1,200/s');
  assert.doesNotMatch(progressLine({ ...state, total: 20_000 }, { width: 80, style }), /GB/);
});

test('shows share, rate and time left', () => {
  const state = { phase: 'applying', done: 250, total: 1000, seconds: 1, rate: 50 } as const;
  assert.equal(
    progressLine(state, { width: 100, style }),
    'applying     █████                  25 %  250 of 1,000  50/s  15 s left',
  );
  assert.equal(progressLine(state, { width: 70, style }), 'applying      25 %  250 of 1,000  50/s  15 s left');
});

test('shows minutes for long work, and no time left at the end', () => {
  const state = { phase: 'applying', done: 0, total: 1000, seconds: 1, rate: 2 } as const;
  assert.match(progressLine(state, { width: 100, style }), /8 min 20 s left$/);
  assert.match(progressLine({ ...state, done: 1000 }, { width: 100, style }), /100 % {2}1,000 of 1,000 {2}2\/s$/);
});

test('always leaves the last column free, so that no terminal wraps', () => {
  const state = { phase: 'identifying', done: 999_999, total: 1_000_000, seconds: 1, rate: 12_345 } as const;
  for (const width of [10, 40, 76, 80, 200]) assert.ok(displayWidth(progressLine(state, { width, style })) < width);
});

test('measures each phase, and its rate over the last ten seconds', () => {
  let now = 0;
  const clock = createPhaseClock(() => now);
  assert.equal(clock.current(), undefined);
  clock.update({ phase: 'scanning', done: 0 });
  assert.equal(clock.current()?.rate, undefined);
  now = 1000;
  clock.update({ phase: 'scanning', done: 100 });
  assert.equal(clock.current()?.rate, 100);
  now = 11_500;
  clock.update({ phase: 'scanning', done: 100 });
  assert.equal(clock.current()?.rate, undefined);
  now = 12_000;
  clock.update({ phase: 'applying', done: 1, total: 5 });
  now = 14_000;
  assert.deepEqual(clock.current(), { phase: 'applying', done: 1, total: 5, seconds: 2, rate: undefined });
  assert.deepEqual(
    clock.all().map(({ phase, seconds }) => [phase, seconds]),
    [
      ['scanning', 12],
      ['applying', 0],
    ],
  );
});

test('measures bytes where they are counted', () => {
  let now = 0;
  const clock = createPhaseClock(() => now);
  clock.update({ phase: 'hashing', done: 0, bytes: 0 });
  assert.deepEqual(clock.current(), {
    phase: 'hashing',
    done: 0,
    total: undefined,
    seconds: 0,
    rate: undefined,
    bytes: 0,
  });
  now = 2000;
  clock.update({ phase: 'hashing', done: 10, bytes: 5000 });
  assert.deepEqual([clock.current()?.bytes, clock.current()?.byteRate, clock.current()?.rate], [5000, 2500, 5]);
});
