import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { requireMounts } from '../../../src/testing/require-mounts.ts';
import { requireRoot } from '../../../src/testing/require-root.ts';

const tools = mkdtempSync(join(tmpdir(), 'kempt-tools-'));
after(() => {
  rmSync(tools, { recursive: true });
});

const SKIPPED: (string | undefined)[] = [];
const T = { skip: (message?: string): void => void SKIPPED.push(message) };

/** Makes the only `mount` on PATH one that always fails. */
function plantMount(): NodeJS.ProcessEnv {
  writeFileSync(join(tools, 'mount'), '#!/bin/sh\nexit 32\n');
  chmodSync(join(tools, 'mount'), 0o755);
  return { PATH: tools };
}

test('skips without a mount program', (t) => {
  if (!requireRoot(t)) return;
  assert.equal(requireMounts(T, { PATH: '/nowhere' }), false);
  assert.match(SKIPPED.at(-1) ?? '', /^SKIPPED: mount is not on PATH/);
});

test('finds out by mounting, and leaves no mount behind', (t) => {
  if (!requireMounts(t)) return;
  assert.doesNotMatch(readFileSync('/proc/self/mounts', 'utf8'), new RegExp(join(tmpdir(), 'kempt-mount-')));
});

test('skips where the system refuses to mount', (t) => {
  if (!requireRoot(t)) return;
  const env = plantMount();
  assert.equal(requireMounts(T, env), false);
  assert.match(SKIPPED.at(-1) ?? '', /^SKIPPED: nothing can be mounted here/);
  assert.throws(() => requireMounts(T, { ...env, KEMPT_REQUIRE_TOOLS: '1' }), /requires it/);
});
