import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeRaw } from '../../../src/names/raw-string.ts';
import { splitName } from '../../../src/names/split-name.ts';
import { extensionKey, NO_EXTENSION, packExtension, UNPACKED } from '../../../src/rules/extension-key.ts';
import { nameBytes } from '../names/any-bytes.ts';

const plainName = fc
  .stringMatching(/^[a-zA-Z0-9. -]{1,12}\.?(?:tar\.)?(?:gz|JPG|z|jpeg|x1)?$/)
  .map((text) => Buffer.from(text));

test('agrees with the extension as text, whatever the name', () => {
  fc.assert(
    fc.property(fc.oneof(nameBytes, plainName), (name) => {
      const key = extensionKey(name);
      const extension = splitName(decodeRaw(name)).extension.slice(1);
      if (key === UNPACKED) return;
      assert.equal(key, extension === '' ? NO_EXTENSION : packExtension(extension.toLowerCase()));
    }),
    { numRuns: 3000 },
  );
});

test('ordinary extensions are packed, others are not', () => {
  assert.equal(extensionKey(Buffer.from('a b.JPG')), packExtension('jpg'));
  assert.equal(extensionKey(Buffer.from('a.sha256')), packExtension('sha256'));
  assert.equal(extensionKey(Buffer.from('README')), NO_EXTENSION);
  assert.equal(extensionKey(Buffer.from('.jpg')), NO_EXTENSION);
  for (const name of ['a.torrent', 'a.tar.gz', 'a.gz', 'a.c++', 'read me', 'é']) {
    assert.equal(extensionKey(Buffer.from(name)), UNPACKED, name);
  }
});
