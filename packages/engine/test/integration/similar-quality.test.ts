import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp, { type Sharp } from 'sharp';
import { decodeImage } from '../../src/images/decode-image.ts';
import { differingBits } from '../../src/similar/differing-bits.ts';
import { hashImage, type ImageHash } from '../../src/similar/image-hash.ts';
import { DEFAULT_THRESHOLD, MOST_THRESHOLD } from '../../src/similar/thresholds.ts';
import { paintPicture } from '../../src/testing/painted-picture.ts';

const PICTURES = 24;
const [WIDTH, HEIGHT] = [320, 240];

const crop = (image: Sharp, share: number): Sharp =>
  image.extract({
    left: Math.round((WIDTH * share) / 2),
    top: Math.round((HEIGHT * share) / 2),
    width: Math.round(WIDTH * (1 - share)),
    height: Math.round(HEIGHT * (1 - share)),
  });

/** What people do to pictures, and how many of the pictures must be known again. */
const CHANGES: Readonly<Record<string, readonly [change: (image: Sharp) => Sharp, known: number]>> = {
  'JPEG of good quality': [(image) => image.jpeg({ quality: 90 }), 1],
  'JPEG of bad quality': [(image) => image.jpeg({ quality: 40 }), 1],
  'half the size': [(image) => image.resize(WIDTH / 2).jpeg(), 1],
  'a quarter of the size': [(image) => image.resize(WIDTH / 4).webp({ quality: 60 }), 1],
  grey: [(image) => image.greyscale().png(), 1],
  darker: [(image) => image.linear(0.7, 0).jpeg(), 1],
  brighter: [(image) => image.linear(1.2, 10).jpeg(), 0.9],
  'cropped by 2 %': [(image) => crop(image, 0.02).jpeg(), 0.9],
  'cropped by 5 %': [(image) => crop(image, 0.05).jpeg(), 0.8],
};

async function hashOf(image: Sharp): Promise<ImageHash> {
  const decoded = await decodeImage(await image.toBuffer());
  assert.ok(!('refused' in decoded));
  return hashImage(decoded.grey);
}

function distance(a: ImageHash, b: ImageHash): number {
  return differingBits(a.low, b.low) + differingBits(a.high, b.high);
}

const pictures = Array.from({ length: PICTURES }, (_, i) => paintPicture(i + 1, WIDTH, HEIGHT));
const open = ({ rgb }: { readonly rgb: Uint8Array }): Sharp =>
  sharp(rgb, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } });
const originals = await Promise.all(pictures.map((picture) => hashOf(open(picture).png())));

for (const [name, [change, least]] of Object.entries(CHANGES)) {
  test(`knows a picture again that was changed: ${name}`, async () => {
    const changed = await Promise.all(pictures.map((picture) => hashOf(change(open(picture)))));
    const known = changed.filter((hash, i) => {
      const original = originals[i];
      return original !== undefined && distance(hash, original) <= DEFAULT_THRESHOLD;
    });
    assert.ok(known.length >= least * PICTURES, `${String(known.length)} of ${String(PICTURES)}`);
  });
}

test('takes no two different pictures for similar, at any threshold', () => {
  const distances = originals.flatMap((a, i) => originals.slice(0, i).map((b) => distance(a, b)));
  assert.ok(Math.min(...distances) > MOST_THRESHOLD, String(Math.min(...distances)));
});
