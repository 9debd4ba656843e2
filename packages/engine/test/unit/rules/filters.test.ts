import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeRaw } from '../../../src/names/raw-string.ts';
import { applyFilters, filterCall, unapplyFilters, type FilterCall } from '../../../src/rules/filters.ts';
import { anyBytes } from '../names/any-bytes.ts';

function apply(value: string, name: string, ...args: string[]): string {
  return applyFilters(value, [filterCall(name, args)]);
}

test('each filter does what its name says', () => {
  assert.equal(apply('', 'default', 'x'), 'x');
  assert.equal(apply('a', 'default', 'x'), 'a');
  assert.equal(apply('grüße', 'upper'), 'GRÜSSE');
  assert.equal(apply('GRÜẞE', 'lower'), 'grüße');
  assert.equal(apply("the dog's day-out 2nd ÉTÉ", 'title'), "The Dog's Day-Out 2nd Été");
  assert.equal(apply('7', 'pad', '3'), '007');
  assert.equal(apply('7', 'pad', '3', ' '), '  7');
  assert.equal(apply('1234', 'pad', '3'), '1234');
  assert.equal(apply('7', 'pad', '3', ''), '7');
  assert.equal(apply('a_b_c', 'replace', '_', ' '), 'a b c');
  assert.equal(apply('a_b', 'replace', '_'), 'ab');
  assert.equal(apply('a', 'replace', 'a', '$&$1'), '$&$1');
});

test('slug keeps letters and digits of any script, without accents, and dots between them', () => {
  const slugs: [string, string][] = [
    ['Crème Brûlée  (final).JPG', 'creme-brulee-final-.jpg'.replace('-.', '.')],
    ['v1.2 — notes', 'v1.2-notes'],
    ['日本語 テキスト', '日本語-テキスト'],
    ['हिन्दी', 'हिन्दी'],
    ['...--a--...b--', 'a.b'],
    ['???', ''],
    ['latin\udce9x', 'latin-x'],
    ['ﬁle', 'file'],
  ];
  for (const [value, slug] of slugs) assert.equal(apply(value, 'slug'), slug);
});

test('truncate counts what people call characters and leaves no dangling separator', () => {
  assert.equal(apply('abcdef', 'truncate', '3'), 'abc');
  assert.equal(apply('ab - def', 'truncate', '4'), 'ab');
  assert.equal(apply('👩‍👩‍👧👩‍👩‍👧a', 'truncate', '2'), '👩‍👩‍👧👩‍👩‍👧');
  assert.equal(apply('e\u0301e\u0301', 'truncate', '1'), 'e\u0301');
  assert.equal(apply('👩‍👩‍👧', 'truncate', '3'), '👩‍👩‍👧');
});

test('nothing but default touches an empty value', () => {
  assert.equal(apply('', 'pad', '3'), '');
  assert.equal(applyFilters('', [filterCall('upper', []), filterCall('default', ['x']), filterCall('upper', [])]), 'X');
});

test('filters of one kind make of their own result the same again', () => {
  const chains: FilterCall[][] = [
    [filterCall('upper', [])],
    [filterCall('lower', [])],
    [filterCall('title', [])],
    [filterCall('slug', [])],
    [filterCall('truncate', ['3'])],
    [filterCall('pad', ['6'])],
    [filterCall('slug', []), filterCall('truncate', ['4'])],
  ];
  const values = fc.oneof(anyBytes.map(decodeRaw), fc.string({ unit: 'grapheme', maxLength: 12 }));
  fc.assert(
    fc.property(values, fc.constantFrom(...chains), (value, chain) => {
      const once = applyFilters(value, chain);
      if (once !== '') assert.equal(applyFilters(once, chain), once);
    }),
    { numRuns: 2000 },
  );
});

test('bytes that are not UTF-8 pass the filters that change letters', () => {
  assert.equal(apply('a\udcffé', 'upper'), 'A\udcffÉ');
  assert.equal(apply('A\udcff', 'lower'), 'a\udcff');
  assert.equal(apply('a\udcffb', 'title'), 'A\udcffB');
});

test('a replacement that holds what it replaces can be guessed back', () => {
  const chain = [filterCall('replace', ['a', 'aa'])];
  assert.equal(unapplyFilters('aabaa', chain), 'aba');
  assert.equal(applyFilters(unapplyFilters('aabaa', chain), chain), 'aabaa');
  assert.equal(unapplyFilters('x', [filterCall('replace', ['a', 'b']), filterCall('upper', [])]), 'x');
});
