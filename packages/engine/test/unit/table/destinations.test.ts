import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeRaw, rawByteLength } from '../../../src/names/raw-string.ts';
import { Destinations, NO_MAIN } from '../../../src/table/destinations.ts';
import { nameBytes } from '../names/any-bytes.ts';

test('a folder has one id however often it is asked for', () => {
  const destinations = new Destinations(1);
  const images = destinations.folderId('images');
  assert.equal(destinations.folderId(''), 1);
  assert.equal(destinations.folderId('images'), images);
  assert.deepEqual(destinations.folders, ['images', '']);
});

test('rows keep their name until they are renamed, and can get it back', () => {
  fc.assert(
    fc.property(fc.array(nameBytes.map(decodeRaw), { minLength: 1, maxLength: 20 }), (names) => {
      const destinations = new Destinations(names.length);
      for (const [row, name] of names.entries()) destinations.rename(row, 0, name);
      names.forEach((name, row) => {
        assert.equal(destinations.newName(row), name);
      });
      destinations.keepName(0, 3);
      assert.equal(destinations.newName(0), undefined);
      assert.equal(destinations.folder[0], 3);
    }),
  );
  assert.equal(new Destinations(1).newName(0), undefined);
  assert.equal(new Destinations(1).main[0], NO_MAIN);
});

test('a name longer than any file system takes stays too long, and does not become another one', () => {
  const destinations = new Destinations(2);
  destinations.rename(0, 0, 'x'.repeat(65_536 + 3));
  destinations.rename(1, 0, 'y');
  assert.ok(rawByteLength(destinations.newName(0) ?? '') > 255);
  assert.equal(destinations.newName(1), 'y');
});

test('all folders can be moved below another one, and keep their ids', () => {
  const destinations = new Destinations(1);
  const ids = [destinations.folderId(''), destinations.folderId('images')];
  destinations.moveBelow('sorted');
  assert.deepEqual(destinations.folders, ['sorted', 'sorted/images']);
  assert.deepEqual(
    ['sorted', 'sorted/images'].map((path) => destinations.folderId(path)),
    ids,
  );
});

test('a new name can be had as bytes', () => {
  const destinations = new Destinations(1);
  assert.equal(destinations.newNameBytes(0), undefined);
  destinations.rename(0, 0, 'a\udcff');
  assert.deepEqual([...(destinations.newNameBytes(0) ?? [])], [0x61, 0xff]);
});
