import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeRaw, encodeRaw, rawByteLength } from '../../../src/names/raw-string.ts';
import { fitName, MAX_NAME_BYTES, splitName } from '../../../src/names/split-name.ts';
import { anyBytes, nameBytes } from './any-bytes.ts';

test('the parts joined are the name, and the stem is never empty', () => {
  fc.assert(
    fc.property(nameBytes.map(decodeRaw), (name) => {
      const { stem, extension } = splitName(name);
      assert.equal(stem + extension, name);
      assert.notEqual(stem, '');
      assert.match(extension, /^(?:\.[^\s]+)?$/u);
    }),
    { numRuns: 2000 },
  );
});

test('an extension begins at the last dot, except where it does not', () => {
  const cases: [string, string][] = [
    ['a.jpg', '.jpg'],
    ['photo.final.JPG', '.JPG'],
    ['.bashrc', ''],
    ['.config.json', '.json'],
    ['no_extension', ''],
    ['dots...', ''],
    ['backup.tar.gz', '.tar.gz'],
    ['backup.TAR.ZST', '.TAR.ZST'],
    ['.tar.gz', '.gz'],
    ['Dr. Who', ''],
    ['v1.2 notes', ''],
    ['latin.\udce9', '.\udce9'],
  ];
  for (const [name, extension] of cases) assert.equal(splitName(name).extension, extension, name);
});

test('a fitted name is at most 255 bytes, ends in its ending and cuts no character', () => {
  const long = fc.oneof(
    fc.string({ unit: 'grapheme', minLength: 60, maxLength: 300 }),
    fc.array(anyBytes, { minLength: 8, maxLength: 12 }).map((parts) => decodeRaw(Buffer.concat(parts))),
  );
  const ending = fc.string({ unit: 'grapheme-ascii', maxLength: 40 });
  fc.assert(
    fc.property(long, ending, (stem, end) => {
      const name = fitName(stem, end);
      if (name === undefined) return;
      assert.ok(rawByteLength(name) <= MAX_NAME_BYTES);
      assert.ok(name.endsWith(end));
      const kept = name.slice(0, name.length - end.length);
      assert.ok(stem.startsWith(kept));
      assert.equal(decodeRaw(encodeRaw(kept)).isWellFormed(), kept.isWellFormed());
      const clusters = Array.from(new Intl.Segmenter().segment(stem), ({ index }) => index);
      const cut = kept.length === stem.length || clusters.some((index) => stem.slice(0, index).trimEnd() === kept);
      assert.ok(cut, 'cut between characters');
    }),
    { numRuns: 500 },
  );
});

test('a name that fits is not touched, spaces included', () => {
  assert.equal(fitName('a ', ' (2).jpg'), 'a  (2).jpg');
  assert.equal(fitName('', '.x'), '.x');
});

test('86 characters of three bytes are cut to what fits', () => {
  const name = fitName('漢'.repeat(86), ' (2).jpg');
  assert.equal(name, `${'漢'.repeat(82)} (2).jpg`);
});

test('there is no fitted name when the ending leaves no room', () => {
  assert.equal(fitName('a', 'x'.repeat(255)), undefined);
  assert.equal(fitName('漢', 'x'.repeat(253)), undefined);
  assert.equal(fitName('a', 'x'.repeat(300)), undefined);
});
