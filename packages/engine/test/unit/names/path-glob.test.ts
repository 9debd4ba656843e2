import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { pathGlob } from '../../../src/names/path-glob.ts';
import { decodeRaw } from '../../../src/names/raw-string.ts';
import { nameBytes } from './any-bytes.ts';

const path = fc.array(nameBytes.map(decodeRaw), { minLength: 1, maxLength: 4 }).map((names) => names.join('/'));

test('two stars fit every path, one star every name, of any bytes', () => {
  fc.assert(
    fc.property(path, (any) => {
      assert.equal(pathGlob('**')(any), true);
      assert.equal(pathGlob('*')(any), true);
      assert.equal(pathGlob('above/**')(`above/${any}`), true);
      assert.equal(pathGlob('above/**/below')(`above/${any}/below`), true);
      assert.equal(pathGlob('above/**')(any.startsWith('above') ? 'x' : any), false);
    }),
    { numRuns: 300 },
  );
});

test('a glob without a slash fits names wherever they are, one with a slash whole paths', () => {
  assert.equal(pathGlob('*.jpg')('a/b/c.jpg'), true);
  assert.equal(pathGlob('a/*.jpg')('a/b/c.jpg'), false);
  assert.equal(pathGlob('a/*/*.jpg')('a/b/c.jpg'), true);
});
