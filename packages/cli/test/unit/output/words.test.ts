import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plural } from '../../../src/output/plural.ts';
import { shellWord } from '../../../src/output/shell-word.ts';
import { shortIds } from '../../../src/views/short-ids.ts';

test('counts one thing and many', () => {
  assert.equal(plural(1, 'file'), '1 file');
  assert.equal(plural(0, 'file'), '0 files');
  assert.equal(plural(1234, 'entry', 'entries'), '1,234 entries');
});

test('quotes words for a shell only where it must', () => {
  assert.equal(shellWord('/tmp/a-b_c.plan'), '/tmp/a-b_c.plan');
  assert.equal(shellWord('a b'), "'a b'");
  assert.equal(shellWord("it's"), String.raw`'it'\''s'`);
  assert.equal(shellWord('$(x)'), "'$(x)'");
});

test('cuts ids to what tells them apart, and never below eight characters', () => {
  assert.deepEqual(shortIds(['aaaaaaaaaaaa', 'baaaaaaaaaaa']), ['aaaaaaaa', 'baaaaaaa']);
  assert.deepEqual(shortIds(['aaaaaaaaaa11', 'b', 'aaaaaaaaaa22']), ['aaaaaaaaaa1', 'b', 'aaaaaaaaaa2']);
  assert.deepEqual(shortIds([]), []);
});

test('cuts ids made of groups between two of them', () => {
  const ids = ['20250309-120000-001-aaaa', '20250309-120001-001-bbbb'];
  assert.deepEqual(shortIds(ids), ['20250309-120000', '20250309-120001']);
});
