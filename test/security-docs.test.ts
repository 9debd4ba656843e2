import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';

const ROOT = join(import.meta.dirname, '..');
const DOCUMENT = readFileSync(join(ROOT, 'docs/security.md'), 'utf8');

test('every attack that is tried is named among the defences', () => {
  const suite = globSync('packages/server/test/integration/attacks/*.test.ts', { cwd: ROOT });
  assert.ok(suite.length >= 10);
  for (const path of suite) assert.ok(DOCUMENT.includes(`(../${path})`), basename(path));
});

test('every layer says its threat, its defence and its test', () => {
  const layers = DOCUMENT.split(/^### \d\. /m).slice(1);
  assert.equal(layers.length, 8);
  for (const layer of layers) {
    const [title = ''] = layer.split('\n');
    for (const part of ['**Threat.**', '**Defence.**', '**Test.**'])
      assert.ok(layer.includes(part), `${title} ${part}`);
  }
});

test('every item of the lists has a defence and a test', () => {
  const rows = DOCUMENT.split('\n').filter((line) => /^\| (A\d\d|API\d+|\(new) /.test(line));
  assert.equal(rows.length, 21);
  for (const row of rows) assert.match(row, /\.test\.ts\)/, row);
});
