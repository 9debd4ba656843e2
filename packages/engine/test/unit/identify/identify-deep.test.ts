import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { categoryOf } from '@kempt/contracts';
import { DEEP_BUDGET, identifyDeep } from '../../../src/identify/identify-deep.ts';
import { bytes, bytesAt, memoryReader, oldTar, u16, u32, zip } from './samples.ts';

async function told(name: string, content: Uint8Array): Promise<string> {
  const { read, asked } = memoryReader(content);
  const found = await identifyDeep(name, content.length, read);
  assert.equal(found.certain, true);
  assert.ok(asked() <= DEEP_BUDGET);
  return `${categoryOf(found.category)} ${found.detectedExtension} ${found.identifiedBy}${found.mismatch ? ' mismatch' : ''}`;
}

const officeTypes = (main: string): string =>
  `<Types><Override PartName="/a.xml" ContentType="application/vnd.${main}.main+xml"/></Types>`;

/** A compound file whose directory, of two sectors, holds streams of these names. */
function compoundFile(streams: readonly string[]): Uint8Array {
  const sector = 512;
  const all = Buffer.alloc(sector * 5);
  all.set([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
  all.set(u16(9), 30);
  all.set(u32(1), 48);
  all.set(u32(0), 76);
  all.set(u32(3), sector + 1 * 4);
  all.set(u32(0xffff_fffe), sector + 3 * 4);
  streams.forEach((name, i) => {
    const entry = (i < 4 ? sector * 2 : sector * 4) + (i % 4) * 128;
    all.write(name, entry, 'utf16le');
    all.set(u16(name.length * 2 + 2), entry + 64);
  });
  return all;
}

test('a ZIP archive without a telling name is looked into', async () => {
  const docx = zip([
    ['word/document.xml', '<x/>'],
    ['media/a.png', 'x'.repeat(5000)],
    ['[Content_Types].xml', officeTypes('openxmlformats-officedocument.wordprocessingml.document')],
  ]);
  assert.equal(await told('letter', docx), 'documents docx content');
  assert.equal(await told('letter.jpg', docx), 'documents docx content mismatch');
  const macros = zip([
    ['[Content_Types].xml', officeTypes('ms-excel.sheet.macroEnabled')],
    ['xl/workbook.xml', ''],
  ]);
  assert.equal(await told('table', macros), 'spreadsheets xlsm content');
  assert.equal(await told('stuff', zip([['a.txt', 'x']])), 'archives zip content');
});

test('compressed data is looked into for an archive', async () => {
  assert.equal(await told('backup', gzipSync(oldTar('a.txt'))), 'archives tar.gz content');
  assert.equal(await told('backup', gzipSync('words')), 'archives gz content');
});

test('a compound file tells by the names of its streams', async () => {
  assert.equal(await told('letter', compoundFile(['Root Entry', 'WordDocument'])), 'documents doc content');
  assert.equal(
    await told('table', compoundFile(['Root Entry', '1', '2', '3', 'Workbook'])),
    'spreadsheets xls content',
  );
  assert.equal(await told('setup', compoundFile(['Root Entry', '\u4840\u3f3f\u4577'])), 'executables msi content');
  assert.equal(
    await told('thing.cfb', compoundFile(['Root Entry', 'PowerPoint Document'])),
    'presentations ppt content',
  );
  assert.equal(await told('photo.png', compoundFile(['Root Entry', 'Workbook'])), 'spreadsheets xls content mismatch');
  assert.equal(await told('thing', compoundFile(['Root Entry', 'Own'])), 'other cfb content');
});

test('a damaged compound file stays one', async () => {
  const whole = Buffer.from(compoundFile(['Root Entry', 'WordDocument']));
  assert.equal(await told('letter', whole.subarray(0, 400)), 'other cfb content');
  assert.equal(await told('letter', whole.subarray(0, 700)), 'other cfb content');
  const astray = Buffer.from(whole);
  astray.set(u32(0xffff_fff0), 48);
  assert.equal(await told('letter', astray), 'other cfb content');
});

test('a disc image is told by its descriptor', async () => {
  const disc = bytesAt(32_769, 'CD001', 40_000);
  disc[2000] = 1;
  assert.equal(await told('disc', disc), 'disk_images iso content');
  assert.equal(await told('disc.iso', disc), 'disk_images iso extension');
  assert.equal(await told('disc.dat', disc), 'disk_images iso content');
  assert.equal(await told('noise', bytesAt(39_999, 'x')), 'other  none');
});

test('what the beginning tells is not looked at again', async () => {
  const content = bytes(0xff, 0xd8, 0xff, 0xe0, new Uint8Array(90_000));
  const { read, asked } = memoryReader(content);
  assert.equal((await identifyDeep('photo.jpg', content.length, read)).detectedExtension, 'jpg');
  assert.equal(asked(), 4096);
});

test('a large archive is read within the budget', async () => {
  const entry = (i: number): readonly [string, string] => [`folder/${String(i)}.txt`, 'x'.repeat(3000)];
  const large = zip(Array.from({ length: 1000 }, (_, i) => entry(i)));
  assert.equal(await told('stuff', large), 'archives zip content');
});

test('a read that fails is not taken for an answer', async () => {
  const content = zip([
    ['a.txt', 'x'.repeat(9000)],
    ['b.txt', 'x'.repeat(9000)],
    ['c.txt', 'x'.repeat(9000)],
  ]);
  const failure = new Error('gone');
  const read = (offset: number, length: number): Promise<Uint8Array> =>
    offset === 0 ? Promise.resolve(content.subarray(0, length)) : Promise.reject(failure);
  await assert.rejects(identifyDeep('stuff', content.length, read), failure);
});

test('a file that cannot be read goes by name', async () => {
  const found = await identifyDeep('photo.jpg', 99, () => Promise.resolve(new Uint8Array(0)));
  assert.equal(found.identifiedBy, 'extension');
});
