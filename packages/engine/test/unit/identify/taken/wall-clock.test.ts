import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wallClockOfInstant, wallClockTime } from '../../../../src/identify/taken/wall-clock.ts';

const clock = { year: 2024, month: 2, day: 29, hour: 23, minute: 59, second: 58 };

test('a wall clock is the milliseconds of its fields', () => {
  assert.equal(wallClockTime(clock), Date.UTC(2024, 1, 29, 23, 59, 58));
  assert.equal(wallClockTime({ ...clock, second: 60 }), Date.UTC(2024, 1, 29, 23, 59, 59));
  assert.equal(wallClockTime({ ...clock, year: 1826 }), undefined);
  assert.equal(wallClockTime({ ...clock, year: 1828 }), Date.UTC(1828, 1, 29, 23, 59, 58));
});

test('fields that are no date are none', () => {
  for (const wrong of [
    { month: 0 },
    { month: 13 },
    { day: 0 },
    { day: 30 },
    { hour: 24 },
    { minute: 60 },
    { second: 61 },
    { year: 0 },
    { year: 2023 },
    { year: Number.NaN },
  ]) {
    assert.equal(wallClockTime({ ...clock, ...wrong }), undefined, JSON.stringify(wrong));
  }
});

test('dates before photography and in the future are none', () => {
  const year = new Date().getFullYear();
  assert.equal(wallClockTime({ ...clock, day: 28, year: 1825 }), undefined);
  assert.equal(wallClockTime({ ...clock, day: 28, year: year + 2 }), undefined);
});

test('an instant is shown as the clock on this machine showed it', () => {
  const instant = new Date(2021, 5, 1, 12, 30, 15);
  assert.equal(wallClockOfInstant(instant.getTime()), Date.UTC(2021, 5, 1, 12, 30, 15));
});
