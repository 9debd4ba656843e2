import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { differingBits } from '../../../src/similar/differing-bits.ts';
import { groupSimilar } from '../../../src/similar/group-similar.ts';
import { createSeededRandom } from '../../../src/testing/seeded-random.ts';

function distance(hashes: Uint32Array, a: number, b: number): number {
  return (
    differingBits(hashes[2 * a] ?? 0, hashes[2 * b] ?? 0) +
    differingBits(hashes[2 * a + 1] ?? 0, hashes[2 * b + 1] ?? 0)
  );
}

/** Hashes of which many are near others: each a few bits away from one of a few. */
function crowd(seed: number, count: number, flips: number): Uint32Array {
  const random = createSeededRandom(seed);
  const seeds = Array.from({ length: Math.ceil(count / 6) }, () => [random.below(2 ** 32), random.below(2 ** 32)]);
  const hashes = new Uint32Array(2 * count);
  for (let i = 0; i < count; i++) {
    hashes.set(random.pick(seeds), 2 * i);
    for (let flip = random.below(flips + 1); flip > 0; flip--) {
      const bit = random.below(64);
      const word = 2 * i + (bit >>> 5);
      hashes[word] = ((hashes[word] ?? 0) ^ (1 << (bit & 31))) >>> 0;
    }
  }
  return hashes;
}

/** The same by looking at all pairs. */
function bruteForce(hashes: Uint32Array, threshold: number): { leader: number[]; distance: number[] } {
  const count = hashes.length / 2;
  const leader = Array.from({ length: count }, (_, i) => i);
  const away = new Array<number>(count).fill(0);
  const isTaken = new Set<number>();
  for (let first = 0; first < count; first++) {
    if (isTaken.has(first)) continue;
    for (let other = first + 1; other < count; other++) {
      const bits = distance(hashes, first, other);
      if (isTaken.has(other) || bits > threshold) continue;
      isTaken.add(other);
      leader[other] = first;
      away[other] = bits;
    }
  }
  return { leader, distance: away };
}

test('groups as if all pairs were compared, whatever the hashes and the threshold', () => {
  fc.assert(
    fc.property(
      fc.nat(),
      fc.integer({ min: 0, max: 300 }),
      fc.integer({ min: 0, max: 16 }),
      (seed, count, threshold) => {
        const hashes = crowd(seed, count, 12);
        const found = groupSimilar(hashes, threshold);
        assert.deepEqual({ leader: [...found.leader], distance: [...found.distance] }, bruteForce(hashes, threshold));
      },
    ),
    { numRuns: 150 },
  );
});

test('finds what is near among many thousands', () => {
  const hashes = crowd(5, 3000, 10);
  for (const threshold of [0, 3, 7, 11, 16]) {
    const found = groupSimilar(hashes, threshold);
    const { leader } = bruteForce(hashes, threshold);
    assert.deepEqual([...found.leader], leader, `threshold ${String(threshold)}`);
  }
});

test('never leads by small steps from one to quite another', () => {
  const steps = Uint32Array.of(0b0, 0, 0b11, 0, 0b1111, 0, 0b11_1111, 0);
  assert.deepEqual([...groupSimilar(steps, 2).leader], [0, 0, 2, 2]);
});

test('has no groups where there is nothing, and one where all are the same', () => {
  assert.deepEqual([...groupSimilar(new Uint32Array(0), 8).leader], []);
  const same = groupSimilar(new Uint32Array(2 * 5000), 8);
  assert.ok(same.leader.every((leader) => leader === 0) && same.distance.every((bits) => bits === 0));
});
