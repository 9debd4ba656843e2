import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeRaw } from '../../../src/names/raw-string.ts';
import { NONE } from '../../../src/plan/id-at.ts';
import { Places } from '../../../src/plan/places.ts';

test('one place for all spellings of a name in one folder, another in another folder', () => {
  const places = new Places();
  const place = places.add(3, encodeRaw('\u00c4rger.JPG'));
  assert.equal(places.add(3, encodeRaw('a\u0308rger.jpg')), place);
  assert.equal(places.find(3, encodeRaw('\u00e4RGER.jpg')), place);
  assert.equal(places.find(4, encodeRaw('\u00e4rger.jpg')), NONE);
  assert.notEqual(places.add(4, encodeRaw('\u00e4rger.jpg')), place);
  assert.deepEqual([places.entry[place], places.claim[place], places.taker[place]], [NONE, NONE, NONE]);
});

test('finds every name again after growing, with and without reserving', () => {
  for (const reserved of [0, 5000]) {
    const places = new Places();
    places.reserve(reserved);
    const name = (i: number): Uint8Array => encodeRaw(`${'long name '.repeat(5)}${i}`);
    for (let i = 0; i < 5000; i++) assert.equal(places.add(i % 7, name(i)), i);
    for (let i = 0; i < 5000; i++) assert.equal(places.find(i % 7, name(i)), i);
    assert.equal(places.count, 5000);
  }
});

test('gives up names and claims, and keeps who is at a place and who will be', () => {
  const places = new Places();
  const name = (i: number): Uint8Array => encodeRaw(`name ${i}`);
  for (let i = 0; i < 3000; i++) places.entry[places.add(i % 7, name(i))] = 2 * i;
  places.taker[2999] = 5;
  places.forgetNames();
  for (let i = 0; i < 3000; i++) assert.equal(places.find(i % 7, name(i)), NONE);
  assert.deepEqual([places.count, places.entry[2999], places.taker[2999]], [3000, 5998, 5]);
  assert.equal(places.claim.length, 0);
});
