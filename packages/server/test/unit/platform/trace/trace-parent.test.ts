import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readTraceParent, writeTraceParent } from '../../../../src/platform/trace/trace-parent.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';

test('reads what it has written', () => {
  for (const traceFlags of [0, 1]) {
    const place = { traceId: TRACE, spanId: SPAN, traceFlags };
    assert.deepEqual(readTraceParent(writeTraceParent(place)), place);
  }
});

test('reads newer versions that say more behind it, and of the flags only whether the trace is recorded', () => {
  const place = { traceId: TRACE, spanId: SPAN, traceFlags: 1 };
  assert.deepEqual(readTraceParent(`01-${TRACE}-${SPAN}-01-more`), place);
  assert.deepEqual(readTraceParent(`00-${TRACE}-${SPAN}-ff`), place);
});

test('takes nothing else for one', () => {
  for (const text of [
    undefined,
    '',
    'hunter2',
    `ff-${TRACE}-${SPAN}-01`,
    `00-${TRACE}-${SPAN}-01-more`,
    `00-${'0'.repeat(32)}-${SPAN}-01`,
    `00-${TRACE}-${'0'.repeat(16)}-01`,
    `00-${TRACE.toUpperCase()}-${SPAN}-01`,
    `00-${TRACE}-${SPAN}-01\n`,
    `00-${TRACE}-${SPAN}`,
  ]) {
    assert.equal(readTraceParent(text), undefined, text);
  }
});
