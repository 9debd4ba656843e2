import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeRaw, rawByteLength } from '../../../src/names/raw-string.ts';
import { carriesCounterOf, conflictName, withoutCounter } from '../../../src/rules/conflict-name.ts';
import { nameBytes } from '../names/any-bytes.ts';

const counters = fc.integer({ min: 1, max: 1_000_000 });
const names = fc.oneof(
  nameBytes.map(decodeRaw),
  fc.string({ unit: 'grapheme', minLength: 40, maxLength: 80 }).filter((text) => !/[/\0]/.test(text)),
);

test('a counter stands before the extension', () => {
  assert.equal(conflictName('a.jpg', 2), 'a (2).jpg');
  assert.equal(conflictName('backup.tar.gz', 10), 'backup (10).tar.gz');
  assert.equal(conflictName('README', 1), 'README (1)');
  assert.equal(conflictName('.bashrc', 1), '.bashrc (1)');
  assert.equal(conflictName('Mr. Smith', 2), 'Mr. Smith (2)');
  assert.equal(conflictName('a (2).jpg', 2), 'a (2) (2).jpg');
  assert.equal(conflictName('latin-\udce9.jpg', 2), 'latin-\udce9 (2).jpg');
});

test('a name with a counter fits the file system and differs from the wanted one', () => {
  fc.assert(
    fc.property(names, counters, (name, counter) => {
      const given = conflictName(name, counter);
      assert.ok(rawByteLength(given) <= 255);
      assert.notEqual(given, name);
      assert.ok(given.includes(` (${counter})`));
    }),
    { numRuns: 1000 },
  );
});

test('different counters give different names', () => {
  fc.assert(
    fc.property(names, counters, counters, (name, a, b) => {
      assert.equal(conflictName(name, a) === conflictName(name, b), a === b);
    }),
  );
});

test('a name with a counter is recognised, whatever the name', () => {
  fc.assert(
    fc.property(names, counters, (name, counter) => {
      assert.equal(carriesCounterOf(conflictName(name, counter), name), true);
    }),
    { numRuns: 1000 },
  );
});

test('names without the counter, or with one of another name, are not recognised', () => {
  for (const name of ['a.jpg', 'b (2).jpg', 'a (2).png', 'a (02).jpg', 'a (0).jpg', 'a(2).jpg', 'a (2).jpg.txt']) {
    assert.equal(carriesCounterOf(name, 'a.jpg'), false, name);
  }
});

test('long names give way, the counter and the extension stay', () => {
  assert.equal(conflictName(`${'n'.repeat(251)}.txt`, 2), `${'n'.repeat(247)} (2).txt`);
  assert.equal(conflictName(`${'漢'.repeat(83)}.jpg`, 12), `${'漢'.repeat(82)} (12).jpg`);
  assert.equal(conflictName('\udce9'.repeat(255), 2), `${'\udce9'.repeat(251)} (2)`);
});

test('an extension that leaves no room gives way too', () => {
  assert.equal(conflictName(`a.${'x'.repeat(253)}`, 2), `a.${'x'.repeat(249)} (2)`);
});

test('a name that is one single long character is replaced', () => {
  const pile = `e${'\u0301'.repeat(127)}`;
  assert.equal(conflictName(pile, 2), '_ (2)');
  assert.equal(conflictName(`e${'\u0301'.repeat(125)}.tx`, 2), '_ (2).tx');
});

test('every counter in a name may be the one that was added', () => {
  assert.deepEqual(withoutCounter('a (2).jpg'), ['a.jpg']);
  assert.deepEqual(withoutCounter('a (2) (3).jpg'), ['a (3).jpg', 'a (2).jpg']);
  assert.deepEqual(withoutCounter('a.jpg'), []);
});
