import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hasZipShape, matchZip } from '../../../src/identify/zip-head.ts';
import { bytes, zip } from './samples.ts';

const kindOf = (head: Uint8Array): string | undefined => matchZip(head)?.kind.extension;

test('the first entries tell what an archive is', () => {
  const archives: [string, Uint8Array][] = [
    [
      'docx',
      zip([
        ['[Content_Types].xml', '<Types/>'],
        ['word/document.xml', '<x/>'],
      ]),
    ],
    [
      'xlsx',
      zip([
        ['_rels/.rels', ''],
        ['docProps/app.xml', ''],
        ['xl/workbook.xml', ''],
      ]),
    ],
    [
      'pptx',
      zip([
        ['ppt/presentation.xml', ''],
        ['[Content_Types].xml', ''],
      ]),
    ],
    ['apk', zip([['AndroidManifest.xml', 'x']])],
    [
      'jar',
      zip([
        ['META-INF/', ''],
        ['META-INF/MANIFEST.MF', 'Manifest-Version: 1.0'],
      ]),
    ],
    [
      'epub',
      zip([
        ['mimetype', 'application/epub+zip'],
        ['META-INF/container.xml', ''],
      ]),
    ],
    ['odt', zip([['mimetype', 'application/vnd.oasis.opendocument.text']])],
    ['ots', zip([['mimetype', 'application/vnd.oasis.opendocument.spreadsheet-template']])],
    ['kra', zip([['mimetype', 'application/x-krita']])],
    [
      'whl',
      zip([
        ['six.py', ''],
        ['six-1.0.dist-info/WHEEL', ''],
      ]),
    ],
  ];
  for (const [extension, head] of archives) assert.equal(kindOf(head), extension);
});

test('a folder named word, an unknown mimetype and other files tell nothing', () => {
  assert.equal(kindOf(zip([['word/letter.txt', 'x']])), undefined);
  assert.equal(kindOf(zip([['mimetype', 'application/unheard-of']])), undefined);
  assert.equal(
    kindOf(
      zip([
        ['a.txt', 'x'],
        ['b.txt', 'y'],
      ]),
    ),
    undefined,
  );
});

test('an archive that ends in the middle of an entry tells what it can', () => {
  const whole = zip([
    ['[Content_Types].xml', 'x'.repeat(50)],
    ['word/document.xml', 'x'],
  ]);
  assert.equal(kindOf(whole.subarray(0, whole.length - 1)), 'docx');
  for (let end = 4; end < whole.length; end++) assert.doesNotThrow(() => matchZip(whole.subarray(0, end)));
  assert.equal(kindOf(bytes('PK', 3, 4)), undefined);
});

test('some extensions stand for archives of a known shape', () => {
  assert.equal(hasZipShape('xlsx'), true);
  assert.equal(hasZipShape('cbz'), false);
});
