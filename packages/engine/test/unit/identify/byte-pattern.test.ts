import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matchesPattern, readPattern } from '../../../src/identify/byte-pattern.ts';
import { bytes } from './samples.ts';

test('text, numbers, gaps and masked bytes match where they stand', () => {
  const pattern = readPattern("'RIFF' ??*4 'A B' 00/F0 ?? FF", 2);
  assert.equal(matchesPattern(pattern, bytes('xxRIFF1234A B', 0x0f, 0x77, 0xff)), true);
  assert.equal(matchesPattern(pattern, bytes('xxRIFF1234A B', 0x10, 0x77, 0xff)), false);
  assert.equal(matchesPattern(pattern, bytes('RIFF1234A B', 0x0f, 0x77, 0xff)), false);
});

test('a file that ends before the pattern does not match', () => {
  assert.equal(matchesPattern(readPattern("'PK' 03 04", 0), bytes('PK', 3)), false);
  assert.equal(matchesPattern(readPattern('00', 4), new Uint8Array(4)), false);
});

test('what is no pattern is refused', () => {
  for (const spelling of ['', 'PK', "'PK", '4', 'FF/', '?? ?*4', 'FFFF', '84/C0']) {
    assert.throws(() => readPattern(spelling, 0), SyntaxError, spelling);
  }
});
