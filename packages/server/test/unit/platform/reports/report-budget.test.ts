import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createReportBudget } from '../../../../src/platform/reports/report-budget.ts';

test('lets an error be reported ten times a minute, and all together sixty times', () => {
  let now = 0;
  const mayReport = createReportBudget(() => now);
  const count = (names: readonly string[]): number => names.filter((name) => mayReport(name)).length;
  assert.equal(count(Array.from({ length: 20 }, () => 'one')), 10);
  assert.equal(count(Array.from({ length: 100 }, (_value, i) => `other ${i}`)), 50);
  now = 59_999;
  assert.equal(mayReport('late'), false);
  now = 60_000;
  assert.equal(count(Array.from({ length: 20 }, () => 'one')), 10);
});
