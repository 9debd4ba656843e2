import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GREY_SIDE } from '../../../src/ports/image-decoder.ts';
import { differingBits } from '../../../src/similar/differing-bits.ts';
import { hashImage, type ImageHash } from '../../../src/similar/image-hash.ts';
import { paintPicture } from '../../../src/testing/painted-picture.ts';

function painted(seed: number): Uint8Array {
  const { rgb } = paintPicture(seed, GREY_SIDE, GREY_SIDE);
  return Uint8Array.from({ length: GREY_SIDE ** 2 }, (_, i) => rgb[3 * i + 1] ?? 0);
}

function distance(a: ImageHash, b: ImageHash): number {
  return differingBits(a.low, b.low) + differingBits(a.high, b.high);
}

function drawn(brightness: (x: number, y: number) => number): ImageHash {
  return hashImage(
    Uint8Array.from({ length: GREY_SIDE ** 2 }, (_, i) => brightness(i % GREY_SIDE, Math.floor(i / GREY_SIDE))),
  );
}

test('does not change with brightness and contrast', () => {
  const grey = painted(1).map((value) => 60 + value / 2);
  const hash = hashImage(grey);
  assert.ok(distance(hash, hashImage(grey.map((value) => value + 40))) <= 1);
  assert.ok(distance(hash, hashImage(grey.map((value) => 0.8 * value))) <= 3);
});

test('tells different pictures apart', () => {
  const hashes = Array.from({ length: 60 }, (_, seed) => hashImage(painted(seed + 1)));
  const distances = hashes.flatMap((a, i) => hashes.slice(0, i).map((b) => distance(a, b)));
  assert.ok(Math.min(...distances) > 12, `two different pictures differ in ${String(Math.min(...distances))} bits`);
});

test('says how much there is to tell a picture by', () => {
  assert.equal(drawn(() => 255).detail, 0);
  assert.ok(drawn((x) => 8 * x).detail < 16, 'a gradient');
  assert.ok(drawn((x, y) => 4 * (x + y)).detail < 16, 'a gradient from corner to corner');
  assert.ok(drawn((x) => (x < GREY_SIDE / 2 ? 0 : 255)).detail < 16, 'two halves');
  assert.ok(hashImage(painted(1)).detail > 40, 'a picture');
});

test('sets about half of its bits, and never the first', () => {
  const { low, high } = hashImage(painted(3));
  assert.equal(low & 1, 0);
  assert.equal(differingBits(low, 0) + differingBits(high, 0), 31);
});
