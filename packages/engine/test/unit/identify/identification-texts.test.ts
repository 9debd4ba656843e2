import assert from 'node:assert/strict';
import { test } from 'node:test';
import { IdentificationTexts } from '../../../src/identify/identification-texts.ts';

test('equal texts share an id that leads back to them', () => {
  const texts = new IdentificationTexts();
  const id = texts.id('image/jpeg');
  assert.equal(texts.id('image/jpeg'), id);
  assert.notEqual(texts.id('jpg'), id);
  assert.equal(texts.text(id), 'image/jpeg');
});

test('the empty text and unknown ids are id 0 and empty', () => {
  const texts = new IdentificationTexts();
  assert.equal(texts.id(''), 0);
  assert.equal(texts.text(0), '');
  assert.equal(texts.text(999), '');
});

test('ids stay within 16 bits', () => {
  const texts = new IdentificationTexts();
  for (let i = 1; i < 0x1_0000; i++) texts.id(String(i));
  assert.equal(texts.id('one too many'), 0);
  assert.equal(texts.text(texts.id('65535')), '65535');
});
