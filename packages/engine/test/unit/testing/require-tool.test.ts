import assert from 'node:assert/strict';
import { dirname } from 'node:path';
import { test } from 'node:test';
import { requireTool } from '../../../src/testing/require-tool.ts';

/** Counts skips in place of a test. */
function fakeTest(): { readonly skipped: string[]; skip(message?: string): void } {
  const skipped: string[] = [];
  return { skipped, skip: (message = '') => void skipped.push(message) };
}

test('finds a tool that is on PATH', () => {
  const t = fakeTest();
  assert.equal(requireTool(t, 'node', { PATH: `/nowhere:${dirname(process.execPath)}` }), true);
  assert.deepEqual(t.skipped, []);
});

test('skips loudly when the tool is missing', () => {
  const t = fakeTest();
  assert.equal(requireTool(t, 'no-such-tool', { PATH: '/nowhere' }), false);
  assert.match(t.skipped.join(), /^SKIPPED: no-such-tool is not on PATH/);
});

test('skips when there is no PATH at all', () => {
  assert.equal(requireTool(fakeTest(), 'node', {}), false);
});

test('fails when a missing tool is required', () => {
  assert.throws(() => requireTool(fakeTest(), 'no-such-tool', { PATH: '', KEMPT_REQUIRE_TOOLS: '1' }), /requires it/);
});
