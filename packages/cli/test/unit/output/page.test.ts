import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pageOf } from '../../../src/output/page.ts';

test('a pipe has no width and no colours', () => {
  const page = pageOf({}, { color: true, verbose: false });
  assert.equal(page.width, Number.POSITIVE_INFINITY);
  assert.equal(page.style.bad('x'), 'x');
});

test('a terminal has its width and colours', () => {
  const page = pageOf({ isTTY: true, columns: 120 }, { color: true, verbose: true });
  assert.equal(page.width, 120);
  assert.equal(page.style.bad('x'), '\u001b[31mx\u001b[39m');
  assert.equal(page.style.good(''), '');
});

test('a terminal that does not tell its width has 80 columns', () => {
  assert.equal(pageOf({ isTTY: true, columns: 0 }, { color: false, verbose: false }).width, 80);
  assert.equal(pageOf({ isTTY: true }, { color: false, verbose: false }).width, 80);
});
