import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { foldName } from '../../../src/names/fold-name.ts';
import { decodeRaw, encodeRaw } from '../../../src/names/raw-string.ts';
import { foldedHash } from '../../../src/rules/folded-hash.ts';
import { HashIndex } from '../../../src/rules/hash-index.ts';
import { nameBytes } from '../names/any-bytes.ts';

test('finds every row under its hash and no other', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -4, max: 2 ** 32 }), { maxLength: 40 }), (hashes) => {
      const index = new HashIndex();
      for (const [row, hash] of hashes.entries()) index.add(hash, row);
      index.close();
      assert.equal(index.size, hashes.length);
      for (const hash of [...hashes, 5, -5]) {
        const found: number[] = [];
        index.find(hash, (row) => found.push(row));
        const wanted = [...hashes.keys()].filter((row) => ((hashes[row] ?? 0) | 0) === (hash | 0));
        assert.deepEqual(found.toSorted(), wanted.toSorted());
      }
    }),
  );
});

test('all spellings that fold alike have one hash in a folder, and another in the next', () => {
  fc.assert(
    fc.property(nameBytes, (name) => {
      const folded = encodeRaw(foldName(decodeRaw(name)));
      const upper = encodeRaw(decodeRaw(name).toUpperCase());
      assert.equal(foldedHash(3, name, name.length), foldedHash(3, folded, folded.length));
      assert.equal(foldedHash(3, upper, upper.length), foldedHash(3, name, name.length));
      assert.notEqual(foldedHash(3, name, name.length), foldedHash(4, name, name.length));
    }),
    { numRuns: 1000 },
  );
});
