import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bar } from '../../../src/output/bar.ts';

test('fills a bar by its share, to an eighth of a column', () => {
  assert.equal(bar(0, 4), '    ');
  assert.equal(bar(1, 4), '████');
  assert.equal(bar(1 / 32, 4), '▏   ');
  assert.equal(bar(0.375, 4), '█▌  ');
});

test('cuts shares off that cannot be', () => {
  assert.equal(bar(-1, 2), '  ');
  assert.equal(bar(7, 2), '██');
});
