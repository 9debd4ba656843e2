import assert from 'node:assert/strict';
import { test } from 'node:test';
import { requireRoot } from '../../../src/testing/require-root.ts';

const SKIPPED: (string | undefined)[] = [];
const T = { skip: (message?: string): void => void SKIPPED.push(message) };

test('accepts root', () => {
  assert.equal(requireRoot(T, {}, 0), true);
});

test('skips loudly for another user', () => {
  assert.equal(requireRoot(T, {}, 1000), false);
  assert.match(SKIPPED.at(-1) ?? '', /^SKIPPED: the user is not root/);
});

test('fails for another user when tools are required', () => {
  assert.throws(() => requireRoot(T, { KEMPT_REQUIRE_TOOLS: '1' }, 1000), /requires it/);
});
