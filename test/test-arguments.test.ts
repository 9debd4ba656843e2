import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readTestArguments } from '../scripts/test-arguments.ts';

test('patterns, coverage and a shard are read', () => {
  assert.deepEqual(readTestArguments([]), { patterns: [], coverage: false });
  assert.deepEqual(readTestArguments(['--coverage', '--shard', '2/3', 'test/*']), {
    patterns: ['test/*'],
    coverage: true,
    shard: { index: 2, count: 3 },
  });
});

for (const shard of ['0/3', '4/3', '1', 'one/three', '1/3/5']) {
  test(`a shard of ${shard} is refused`, () => {
    assert.throws(() => readTestArguments(['--shard', shard]), /--shard takes N\/M/);
  });
}

test('an option that there is not is refused', () => {
  assert.throws(() => readTestArguments(['--covrage']), /--covrage/);
});
