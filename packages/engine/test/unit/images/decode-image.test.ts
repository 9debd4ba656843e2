import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crc32 } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import { decodeImage } from '../../../src/images/decode-image.ts';
import { GREY_SIDE, type DecodedImage } from '../../../src/ports/image-decoder.ts';
import { paintPicture } from '../../../src/testing/painted-picture.ts';

const PAINTED = paintPicture(1, 320, 240);
const picture = (): Sharp => sharp(PAINTED.rgb, { raw: { width: 320, height: 240, channels: 3 } });

async function decoded(bytes: Uint8Array): Promise<DecodedImage> {
  const answer = await decodeImage(bytes);
  assert.ok(!('refused' in answer), JSON.stringify(answer));
  return answer;
}

/** The mean difference of brightness. */
function difference(a: DecodedImage, b: DecodedImage): number {
  return a.grey.reduce((sum, value, i) => sum + Math.abs(value - (b.grey[i] ?? 0)), 0) / a.grey.length;
}

test('makes a small grey square of every format it takes', async () => {
  const original = await decoded(await picture().png().toBuffer());
  assert.deepEqual([original.width, original.height, original.grey.length], [320, 240, GREY_SIDE ** 2]);
  for (const make of [
    (image: Sharp) => image.jpeg(),
    (image: Sharp) => image.webp(),
    (image: Sharp) => image.gif(),
    (image: Sharp) => image.tiff(),
    (image: Sharp) => image.avif(),
    (image: Sharp) => image.greyscale().png(),
    (image: Sharp) => image.resize(160).jpeg(),
  ]) {
    assert.ok(difference(original, await decoded(await make(picture()).toBuffer())) < 6);
  }
});

test('turns an image upright as its metadata says', async () => {
  const upright = await decoded(await picture().jpeg({ quality: 95 }).toBuffer());
  const stored = await picture().rotate(270).jpeg({ quality: 95 }).withMetadata({ orientation: 6 }).toBuffer();
  const turned = await decoded(stored);
  assert.deepEqual([turned.width, turned.height], [320, 240]);
  assert.ok(difference(upright, turned) < 3);
});

test('puts what is transparent on white', async () => {
  const clear = { width: 64, height: 64, channels: 4 as const, background: { r: 0, g: 0, b: 0, alpha: 0 } };
  const { grey } = await decoded(await sharp({ create: clear }).png().toBuffer());
  assert.ok(grey.every((value) => value === 255));
});

test('takes the first frame of an image that moves', async () => {
  const frames = [0, 255].map((value) => new Uint8Array(32 * 32 * 3).fill(value));
  const strip = sharp(Buffer.concat(frames), { raw: { width: 32, height: 64, channels: 3, pageHeight: 32 } });
  const { width, height, grey } = await decoded(await strip.gif({ delay: [100, 100] }).toBuffer());
  assert.deepEqual([width, height], [32, 32]);
  assert.ok(grey.every((value) => value < 10));
});

test('refuses what is cut short, no image, or drawn when it is looked at', async () => {
  const whole = await picture().jpeg().toBuffer();
  const drawing = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>');
  for (const bytes of [whole.subarray(0, whole.length / 2), whole.subarray(0, 3), Buffer.from('text'), drawing]) {
    const answer = await decodeImage(bytes);
    assert.ok('refused' in answer && answer.refused === 'image_damaged' && answer.words !== '');
  }
});

test('refuses an image that would fill the memory before it is decoded', async () => {
  const bytes = await sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } })
    .png()
    .toBuffer();
  const header = bytes.subarray(12, 29);
  header.writeUInt32BE(60_000, 4);
  header.writeUInt32BE(60_000, 8);
  bytes.writeUInt32BE(crc32(header), 29);
  const answer = await decodeImage(bytes);
  assert.ok('refused' in answer && answer.refused === 'image_too_large', JSON.stringify(answer));
});
