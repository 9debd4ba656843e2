import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { findTestFiles, LONGEST } from '../scripts/test-files.ts';

const ROOT = join(import.meta.dirname, '..');

test('the longest files come first, and those of unit last', () => {
  const files = findTestFiles(ROOT, []);
  assert.deepEqual(files.slice(0, LONGEST.length), LONGEST);
  const firstUnit = files.findIndex((file) => file.includes('/unit/'));
  assert.ok(files.slice(firstUnit).every((file) => file.includes('/unit/')));
});

test('every file that is called one of the longest is there', () => {
  assert.deepEqual(
    LONGEST.filter((file) => !existsSync(join(ROOT, file))),
    [],
  );
});

test('only files of tests are found', () => {
  assert.deepEqual(findTestFiles(ROOT, ['test/planted-house.ts', 'test/test-files*.ts']), ['test/test-files.test.ts']);
});

test('shards are parts of the whole, each file in one of them', () => {
  const shards = [1, 2, 3].map((index) => findTestFiles(ROOT, [], { index, count: 3 }));
  assert.deepEqual(shards.flat().sort(), findTestFiles(ROOT, []).sort());
});
