import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';

const preload = new URL('../scripts/end-hanging-file.ts', import.meta.url).href;

function run(program: string, milliseconds: number) {
  const args = [`--import=${preload}?ms=${String(milliseconds)}`, '--eval', program];
  return spawnSync(process.execPath, args, { encoding: 'utf8' });
}

test('ends a file that something keeps from ending, and says what is open', () => {
  const { status, stderr } = run('setInterval(() => undefined, 10)', 300);
  assert.equal(status, 1);
  assert.match(stderr, /^The file has not ended after 0\.3 s\. Still open: .*Timeout\.$/m);
});

test('leaves a file alone that ends by itself', () => {
  const { status, stderr } = run('setTimeout(() => undefined, 10)', 600_000);
  assert.equal(status, 0, stderr);
});
