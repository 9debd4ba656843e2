import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readOptions } from '../../../src/arguments/read-options.ts';

const options = readOptions({ yes: true, into: 'x', settle: 2, mode: 'copy', include: ['a', 'b'] });

test('gives values with their types', () => {
  assert.equal(options.flag('yes'), true);
  assert.equal(options.text('into'), 'x');
  assert.equal(options.number('settle'), 2);
  assert.deepEqual(options.texts('include'), ['a', 'b']);
  assert.equal(options.choice('mode', ['move', 'copy']), 'copy');
});

test('gives nothing for what was not given or is of another type', () => {
  assert.equal(options.flag('into'), false);
  assert.equal(options.text('settle'), undefined);
  assert.equal(options.number('into'), undefined);
  assert.deepEqual([options.texts('exclude'), options.texts('into')], [[], []]);
  assert.equal(options.choice('mode', ['a', 'b']), undefined);
});
