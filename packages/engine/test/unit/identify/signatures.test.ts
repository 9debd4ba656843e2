import assert from 'node:assert/strict';
import { test } from 'node:test';
import data from '../../../src/identify/data/signatures.json' with { type: 'json' };
import { readPattern } from '../../../src/identify/byte-pattern.ts';
import { identifyHead } from '../../../src/identify/identify-head.ts';
import { kindOfExtension } from '../../../src/identify/kinds.ts';
import { hasSignature, matchSignature, readKindList } from '../../../src/identify/signatures.ts';

/** A binary head that a signature matches: its own bytes, and ones around them and in its gaps. */
function headOf(pattern: string, at: number): Uint8Array {
  const { bytes, mask } = readPattern(pattern, at);
  const head = new Uint8Array(1200).fill(1);
  bytes.forEach((byte, i) => (head[at + i] = mask[i] === 0 ? 1 : byte));
  return head;
}

const ROWS = data.binary.map(([kinds = '', at = 0, pattern = '', strength = 'always']) => ({
  kinds: readKindList(String(kinds)),
  at: Number(at),
  pattern: String(pattern),
  strength,
}));

test('every signature proves its own extensions', () => {
  for (const { kinds, at, pattern } of ROWS) {
    const head = headOf(pattern, at);
    for (const [extension, kind] of kinds.accepts) {
      const match = matchSignature(head, extension);
      assert.ok(match?.accepts.has(extension), `${pattern} does not prove .${extension}`);
      if (kinds.kind === kind) assert.equal(identifyHead(`a.${extension}`, head, 9000).mismatch, false, extension);
    }
  }
});

test('every signature that is believed on its own is found without an extension', () => {
  for (const { kinds, at, pattern, strength } of ROWS) {
    if (strength === 'if-extension') continue;
    const found = matchSignature(headOf(pattern, at), '');
    assert.ok(found !== undefined, pattern);
    assert.equal(found.kind.category, kinds.kind.category, `${pattern} is hidden by ${found.kind.extension}`);
  }
});

test('a signature that needs its extension is not believed without', () => {
  for (const { kinds, at, pattern, strength } of ROWS) {
    if (strength !== 'if-extension') continue;
    const found = matchSignature(headOf(pattern, at), 'unheard-of');
    assert.notEqual(found?.accepts.keys().next().value, kinds.accepts.keys().next().value, pattern);
  }
});

test('short signatures are not believed in text, nor under a known extension where they are too short for that', () => {
  assert.equal(matchSignature(Buffer.from('MZ and other letters'), ''), undefined);
  assert.equal(matchSignature(headOf("'MZ'", 0), '')?.kind.extension, 'exe');
  assert.equal(matchSignature(headOf('0B 77', 0), '')?.kind.extension, 'ac3');
  assert.equal(matchSignature(headOf('0B 77', 0), 'txt'), undefined);
});

test('all kinds the data names exist', () => {
  const lists = [...data.text, ...data.zip].map(([kinds = '']) => kinds);
  for (const list of lists) assert.doesNotThrow(() => readKindList(list), list);
  for (const [root, extension] of Object.entries(data.roots)) {
    assert.ok(kindOfExtension(extension) !== undefined, root);
    assert.equal(root, root.toLowerCase());
  }
  assert.throws(() => readKindList('jpg unheard-of'), RangeError);
  assert.throws(() => readKindList('@unheard-of'), RangeError);
});

test('an extension is told by signature only where one proves it', () => {
  assert.equal(hasSignature('jpg'), true);
  assert.equal(hasSignature('lzma'), false);
  assert.equal(hasSignature('unheard-of'), false);
});
