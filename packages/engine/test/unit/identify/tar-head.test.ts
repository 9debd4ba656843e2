import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hasTarChecksum } from '../../../src/identify/tar-head.ts';
import { oldTar } from './samples.ts';

test('the checksum proves an archive of the oldest format', () => {
  assert.equal(hasTarChecksum(oldTar('a.txt')), true);
  const damaged = oldTar('a.txt');
  damaged[0] = 0x62;
  assert.equal(hasTarChecksum(damaged), false);
});

test('zeros and short files are no archive', () => {
  assert.equal(hasTarChecksum(new Uint8Array(512)), false);
  assert.equal(hasTarChecksum(oldTar('a.txt').subarray(0, 511)), false);
});
