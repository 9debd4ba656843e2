import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  extensionOf,
  kindOfExtension,
  kindOfInterpreter,
  kindOfName,
  knownKind,
  textVariantOf,
} from '../../../src/identify/kinds.ts';

test('the extension is what follows the last dot, in lower case', () => {
  const cases: [string, string][] = [
    ['photo.JPG', 'jpg'],
    ['a.b.c', 'c'],
    ['no-extension', ''],
    ['.hidden', ''],
    ['.hidden.txt', 'txt'],
    ['ends-with.', ''],
    ['', ''],
    ['backup.tar.gz', 'tar.gz'],
    ['TAR.GZ', 'gz'],
    ['.tar.gz', 'gz'],
    ['notes.gz', 'gz'],
    ['notes.rst.txt', 'rst.txt'],
    ['notes.old.txt', 'txt'],
  ];
  for (const [name, extension] of cases) assert.equal(extensionOf(name), extension, name);
});

test('names that objects carry by birth are no kinds', () => {
  for (const word of ['constructor', '__proto__', 'toString', 'valueof']) {
    assert.equal(kindOfExtension(word), undefined);
    assert.equal(kindOfName(word), undefined);
    assert.equal(kindOfInterpreter(word), undefined);
    assert.equal(textVariantOf(word), undefined);
  }
});

test('known file names tell a kind, whatever their case', () => {
  assert.equal(kindOfName('Makefile')?.mimetype, 'text/x-makefile');
  assert.equal(kindOfName('Makefile (2)')?.mimetype, 'text/x-makefile');
  assert.equal(kindOfName('Makefile (x)'), undefined);
  assert.equal(kindOfName('makefile')?.mimetype, 'text/x-makefile');
  assert.equal(kindOfName('readme')?.mimetype, 'text/plain');
  assert.equal(kindOfName('BUILD')?.mimetype, 'text/x-starlark');
  assert.equal(kindOfName('build'), undefined);
  assert.equal(kindOfName('whatever'), undefined);
  assert.equal(kindOfName('Makefile')?.extension, '');
});

test('interpreters are known with and without their version', () => {
  assert.equal(kindOfInterpreter('python3.12')?.extension, 'py');
  assert.equal(kindOfInterpreter('Rscript')?.extension, 'r');
  assert.equal(kindOfInterpreter('bash')?.extension, 'sh');
  assert.equal(kindOfInterpreter('unheard-of'), undefined);
});

test('asking twice gives the same kind', () => {
  assert.equal(kindOfExtension('jpg'), kindOfExtension('jpg'));
  assert.equal(kindOfName('LICENSE'), kindOfName('license'));
  assert.equal(textVariantOf('dot'), textVariantOf('dot'));
});

test('a kind the program relies on must be in the data', () => {
  assert.equal(knownKind('zip').mimetype, 'application/zip');
  assert.throws(() => knownKind('unheard-of'), RangeError);
});
