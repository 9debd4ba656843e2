import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeRaw } from '../../../src/names/raw-string.ts';
import { companionName } from '../../../src/rules/companion-name.ts';
import { conflictName } from '../../../src/rules/conflict-name.ts';
import { nameBytes } from '../names/any-bytes.ts';

test('what the names share is replaced, what only the companion has stays', () => {
  const cases: [string, string, string, string][] = [
    ['a.jpg', 'b.jpg', 'a.xmp', 'b.xmp'],
    ['a.jpg', 'b.JPEG', 'a.jpg.xmp', 'b.JPEG.xmp'],
    ['IMG_1.CR2', '2024 IMG_1.cr2', 'img_1.jpg.xmp', '2024 IMG_1.jpg.xmp'],
    ['film.mkv', 'film (2).mkv', 'film.en.forced.srt', 'film (2).en.forced.srt'],
    ['v1.2.mkv', 'new.mkv', 'v1.2.srt', 'new.srt'],
    ['Makefile', 'rules', 'Makefile.asc', 'rules.asc'],
    ['a.tar.gz', 'b.tar.gz', 'a.tar.gz.sha256', 'b.tar.gz.sha256'],
    ['caf\u00e9.jpg', 'x.jpg', 'CAFE\u0301.xmp', 'x.xmp'],
    ['a\udce9.jpg', 'b.jpg', 'a\udce9.aae', 'b.aae'],
    ['a.jpg', 'b\udcff.jpg', 'a.aae', 'b\udcff.aae'],
  ];
  for (const [before, after, companion, expected] of cases) {
    assert.equal(companionName({ before, after }, companion), expected);
  }
});

test('a companion keeps its name when its main file does, or when they share nothing', () => {
  assert.equal(companionName({ before: 'a.jpg', after: 'a.jpg' }, 'A.XMP'), 'A.XMP');
  assert.equal(companionName({ before: 'a.jpg', after: 'b.jpg' }, 'other.xmp'), 'other.xmp');
});

test('a companion that follows a counter and comes back has its old name', () => {
  fc.assert(
    fc.property(nameBytes.map(decodeRaw), fc.constantFrom('.xmp', '.en.srt', '.JPG'), (stem, rest) => {
      const before = `${stem.slice(0, 40)}x.mkv`;
      const companion = `${stem.slice(0, 40)}x${rest}`;
      const after = conflictName(before, 2);
      const renamed = companionName({ before, after }, companion);
      assert.notEqual(renamed, companion);
      assert.equal(companionName({ before: after, after: before }, renamed), companion);
    }),
  );
});
