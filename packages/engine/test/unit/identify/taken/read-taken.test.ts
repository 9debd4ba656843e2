import assert from 'node:assert/strict';
import { test } from 'node:test';
import exifr from 'exifr';
import fc from 'fast-check';
import { mayTellTaken, readTaken, TAKEN_BUDGET } from '../../../../src/identify/taken/read-taken.ts';
import { box, bytes, bytesAt, memoryReader, tiff, u16, u32, u32be } from '../samples.ts';

const ORIGINAL = 0x9003;
const CREATED = 0x9004;
const DATE = '2019:06:01 14:05:07';
const TAKEN = Date.UTC(2019, 5, 1, 14, 5, 7);
const EXIF = tiff({ dates: { [ORIGINAL]: DATE, [CREATED]: '2020:01:01 00:00:00' } });

const u16be = (value: number): Uint8Array => Buffer.of(value >> 8, value & 0xff);

function jpeg(exif: Uint8Array): Uint8Array {
  const block = bytes('Exif', 0, 0, exif);
  const app0 = bytes(0xff, 0xe0, u16be(16), 'JFIF', new Uint8Array(10));
  return bytes(0xff, 0xd8, app0, 0xff, 0xff, 0xe1, u16be(block.length + 2), block, 0xff, 0xda, 0, 2, new Uint8Array(9));
}

function heif({ version = 1, exifId = 2 }: { version?: 0 | 1 | 2; exifId?: number } = {}): Uint8Array {
  const content = bytes(u32be(6), 'Exif', 0, 0, EXIF);
  const infe = (id: number, type: string): Uint8Array =>
    version === 2
      ? box('infe', 3, 0, 0, 0, u32be(id), u16be(0), type)
      : box('infe', 2, 0, 0, 0, u16be(id), u16be(0), type);
  const id = (value: number): Uint8Array => (version === 2 ? u32be(value) : u16be(value));
  const location = (item: number, offset: number): Uint8Array =>
    bytes(id(item), version === 0 ? '' : u16be(0), u16be(0), u16be(1), u32be(offset), u32be(content.length));
  const make = (offset: number): Uint8Array =>
    bytes(
      box('ftyp', 'heic', u32(0), 'mif1heic'),
      box(
        'meta',
        u32(0),
        box('hdlr', u32(0), u32(0), 'pict', new Uint8Array(13)),
        box('iinf', u32(0), u16be(2), infe(1, 'hvc1'), infe(2, 'Exif')),
        box('iloc', version, 0, 0, 0, 0x44, 0, id(2), location(1, 0), location(exifId, offset)),
      ),
    );
  return bytes(make(make(0).length), content);
}

function movie(seconds: number, { wide = false, mediaFirst = 0 } = {}): Uint8Array {
  const time = wide ? bytes(1, 0, 0, 0, u32be(0), u32be(seconds)) : bytes(0, 0, 0, 0, u32be(seconds));
  return bytes(
    box('ftyp', 'isom', u32(0)),
    mediaFirst === 0 ? '' : box('mdat', new Uint8Array(mediaFirst)),
    box('moov', box('udta', 'x'), box('mvhd', time, new Uint8Array(20))),
  );
}

async function taken(kind: string, content: Uint8Array): Promise<number | undefined> {
  const { read, asked } = memoryReader(content);
  const found = await readTaken(kind, content.length, read);
  assert.ok(asked() <= TAKEN_BUDGET);
  return found;
}

test('pictures tell when they were taken, wherever their EXIF block is', async () => {
  const fuji = bytes(bytesAt(0, 'FUJIFILMCCD-RAW', 84), u32be(120), new Uint8Array(32), jpeg(EXIF));
  const canon = bytes(
    box('ftyp', 'crx ', u32(1)),
    box(
      'moov',
      box(
        'uuid',
        Buffer.from('85c0b687820f11e08111f4ce462b6a48', 'hex'),
        box('CMT1', 'x'),
        box('CMT2', tiff({ dates: { [ORIGINAL]: DATE }, flat: true })),
      ),
    ),
  );
  const minolta = bytes(0, 'MRM', u32be(700), 0, 'PRD', u32be(4), 'abcd', 0, 'TTW', u32be(512), EXIF);
  const riff = (...chunks: Uint8Array[]): Uint8Array => bytes('RIFF', u32(99), 'WEBP', ...chunks);
  const pictures: [string, string, Uint8Array][] = [
    ['JPEG', 'jpg', jpeg(EXIF)],
    ['JPEG, high byte first', 'jpg', jpeg(tiff({ dates: { [ORIGINAL]: DATE }, littleEndian: false }))],
    [
      'PNG',
      'png',
      bytes(0x89, 'PNG\r\n', 0x1a, '\n', u32be(2), 'tEXtab', u32(0), u32be(EXIF.length), 'eXIf', EXIF, u32(0)),
    ],
    ['WebP', 'webp', riff(bytes('VP8X', u32(9), new Uint8Array(10)), bytes('EXIF', u32(EXIF.length), EXIF))],
    ['WebP with a mark', 'webp', riff(bytes('EXIF', u32(EXIF.length + 6), 'Exif', 0, 0, EXIF))],
    ['HEIC', 'heic', heif()],
    ['HEIC, location version 0', 'heic', heif({ version: 0 })],
    ['HEIC, location version 2', 'heic', heif({ version: 2 })],
    ['AVIF', 'avif', heif()],
    ['TIFF', 'tif', EXIF],
    ['TIFF, date in the main directory', 'tif', tiff({ dates: { [ORIGINAL]: DATE }, flat: true })],
    ['Olympus', 'orf', tiff({ dates: { [ORIGINAL]: DATE }, magic: 0x4f52 })],
    ['Nikon', 'nef', EXIF],
    ['Fujifilm', 'raf', fuji],
    ['Canon', 'cr3', canon],
    ['Minolta', 'mrw', minolta],
  ];
  for (const [title, kind, content] of pictures) assert.equal(await taken(kind, content), TAKEN, title);
});

test('Panasonic raw files tell it in their preview', async () => {
  const main = Buffer.alloc(64);
  main.set(bytes('IIU', 0, u32(8), u16(1), u16(0x2e), u16(7), u32(500), u32(64)));
  assert.equal(await taken('rw2', bytes(main, jpeg(EXIF))), TAKEN);
  assert.equal(await taken('rw2', main), undefined);
});

test('the date the picture was made comes before the date it was digitized', async () => {
  assert.equal(await taken('jpg', jpeg(tiff({ dates: { [CREATED]: DATE } }))), TAKEN);
  const broken = tiff({ dates: { [ORIGINAL]: '0000:00:00 00:00:00', [CREATED]: DATE } });
  assert.equal(await taken('jpg', jpeg(broken)), TAKEN);
});

test('exifr reads the same date', async () => {
  for (const [kind, content] of [
    ['jpg', jpeg(EXIF)],
    ['tif', EXIF],
  ] as const) {
    const found: unknown = await exifr.parse(Buffer.from(content), { reviveValues: false, pick: ['DateTimeOriginal'] });
    assert.deepEqual(found, { DateTimeOriginal: DATE });
    assert.equal(await taken(kind, content), TAKEN);
  }
});

test('pictures that do not tell have no date', async () => {
  const without: [string, string, Uint8Array][] = [
    ['no EXIF block', 'jpg', bytes(0xff, 0xd8, 0xff, 0xda, 0, 8, new Uint8Array(20))],
    ['no dates', 'tif', tiff({ dates: {} })],
    ['spaces', 'tif', tiff({ dates: { [ORIGINAL]: '    :  :     :  :  ' } })],
    ['the future', 'tif', tiff({ dates: { [ORIGINAL]: '2999:01:01 00:00:00' } })],
    ['no EXIF item', 'heic', heif({ exifId: 7 })],
    ['no boxes', 'heic', new Uint8Array(64)],
    ['no chunks', 'png', new Uint8Array(64)],
    ['too many chunks', 'png', new Uint8Array(4000)],
    ['too many segments', 'jpg', bytes(0xff, 0xd8, new Uint8Array(400).fill(0xff))],
    ['too many chunks', 'webp', new Uint8Array(4000)],
    ['too many blocks', 'mrw', new Uint8Array(4000)],
    ['a kind that never tells', 'txt', new Uint8Array(64)],
    ['an empty file', 'jpg', new Uint8Array(0)],
  ];
  for (const [title, kind, content] of without) assert.equal(await taken(kind, content), undefined, title);
});

test('movies tell when they were made, in the time zone of this machine', async () => {
  const local = new Date(2021, 6, 3, 10, 20, 30);
  const seconds = local.getTime() / 1000 + 2_082_844_800;
  const expected = Date.UTC(2021, 6, 3, 10, 20, 30);
  assert.equal(await taken('mp4', movie(seconds)), expected);
  assert.equal(await taken('mov', movie(seconds, { wide: true })), expected);
  assert.equal(await taken('m4v', movie(seconds, { mediaFirst: 3_000_000 })), expected);
  assert.equal(await taken('3gp', movie(local.getTime() / 1000)), expected);
});

test('a movie with a 64-bit media box, or one that reaches to the end, is walked', async () => {
  const seconds = 3_700_000_000;
  const wide = bytes(u32be(1), 'mdat', u32be(0), u32be(116), new Uint8Array(100));
  assert.ok((await taken('mp4', bytes(wide, movie(seconds)))) !== undefined);
  const toEnd = bytes(u32be(0), 'mdat', new Uint8Array(100));
  assert.equal(await taken('mp4', bytes(toEnd, movie(seconds))), undefined);
});

test('a movie whose time is not set has none', async () => {
  assert.equal(await taken('mp4', movie(0)), undefined);
  assert.equal(await taken('mp4', movie(2_082_844_800)), undefined);
  assert.equal(await taken('mp4', movie(0xffff_ffff)), undefined);
  assert.equal(await taken('mp4', box('moov', box('mvhd', 'short'))), undefined);
  assert.equal(await taken('mp4', box('moov', u32be(3), 'mvhd')), undefined);
  assert.equal(await taken('mp4', new Uint8Array(9000)), undefined);
});

test('damaged data tells nothing and does no harm', async () => {
  const wholes: [string, Uint8Array][] = [
    ['jpg', jpeg(EXIF)],
    ['heic', heif()],
    ['tif', EXIF],
    ['mp4', movie(3_700_000_000)],
  ];
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...wholes),
      fc.array(fc.tuple(fc.nat(700), fc.nat(255)), { maxLength: 8 }),
      fc.nat(800),
      async ([kind, whole], changes, end) => {
        const content = Buffer.from(whole.subarray(0, end));
        for (const [at, value] of changes) if (at < content.length) content[at] = value;
        const found = await taken(kind, content);
        assert.ok(found === undefined || Number.isFinite(found));
      },
    ),
    { numRuns: 500 },
  );
});

test('only kinds that can tell are asked', () => {
  for (const kind of ['jpg', 'heic', 'nef', 'mp4']) assert.equal(mayTellTaken(kind), true);
  for (const kind of ['', 'txt', 'pdf', 'mkv']) assert.equal(mayTellTaken(kind), false);
});
