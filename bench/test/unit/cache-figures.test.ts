import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatCache, type CacheFigures } from '../../src/report/cache-figures.ts';

const ROW: CacheFigures = {
  backend: 'memory',
  kind: 'report',
  reads: 2000,
  hitRatio: 0.9995,
  queriesPerRead: 0.012,
  p50: 1.234,
  p95: 3.456,
};

test('lays out a row for each kind and place, kinds together', () => {
  const lines = formatCache([ROW, { ...ROW, kind: 'category_list', backend: 'off', hitRatio: 0 }]).split('\n');
  assert.deepEqual(lines.slice(-2), [
    '| category_list | off | 2,000 | 0.0 % | 0.01 | 1.23 | 3.46 |',
    '| report | memory | 2,000 | 100.0 % | 0.01 | 1.23 | 3.46 |',
  ]);
});
