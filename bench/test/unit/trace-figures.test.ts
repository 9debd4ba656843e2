import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatTraces } from '../../src/report/trace-figures.ts';

test('says how much longer reads with traces take, in the median and at 95 %', () => {
  const plain = Array.from({ length: 100 }, (_, at) => at + 1);
  const lines = formatTraces([{ kind: 'report', plain, traced: plain.map((each) => each * 1.1) }]).split('\n');
  assert.equal(lines.at(-1), '| report | 51.00 | 56.10 | 1.10 × | 96.00 | 105.60 | 1.10 × |');
});
