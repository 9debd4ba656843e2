import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createSeededRandom, mixSeed } from '../../../src/testing/seeded-random.ts';

describe('createSeededRandom', () => {
  it('gives the same row for the same seed and another for another', () => {
    const row = (seed: number): number[] => {
      const random = createSeededRandom(seed);
      return Array.from({ length: 20 }, () => random.next());
    };
    assert.deepEqual(row(5), row(5));
    assert.notDeepEqual(row(5), row(6));
  });

  it('stays within the limits it is given', () => {
    const random = createSeededRandom(1);
    const values = Array.from({ length: 2000 }, () => random.below(7));
    assert.deepEqual([...new Set(values)].sort(), [0, 1, 2, 3, 4, 5, 6]);
    assert.ok(values.every((value) => Number.isInteger(value)));
  });

  it('meets probabilities and the normal distribution nearly', () => {
    const random = createSeededRandom(2);
    const hits = Array.from({ length: 10_000 }, () => random.chance(0.25)).filter(Boolean).length;
    assert.ok(Math.abs(hits - 2500) < 150, `${hits} hits`);
    const normals = Array.from({ length: 10_000 }, () => random.normal());
    const mean = normals.reduce((sum, value) => sum + value, 0) / normals.length;
    const variance = normals.reduce((sum, value) => sum + (value - mean) ** 2, 0) / normals.length;
    assert.ok(Math.abs(mean) < 0.05 && Math.abs(variance - 1) < 0.05, `mean ${mean}, variance ${variance}`);
  });

  it('picks every item and refuses to pick from nothing', () => {
    const random = createSeededRandom(3);
    const picked = new Set(Array.from({ length: 100 }, () => random.pick(['a', 'b', 'c'])));
    assert.deepEqual([...picked].sort(), ['a', 'b', 'c']);
    assert.throws(() => random.pick([]), RangeError);
  });

  it('fills a buffer with many values', () => {
    const bytes = createSeededRandom(4).fill(new Uint8Array(1000));
    assert.ok(new Set(bytes).size > 200);
  });
});

describe('mixSeed', () => {
  it('depends on every part and on their order', () => {
    const seeds = [mixSeed(1), mixSeed(1, 0), mixSeed(1, 2), mixSeed(2, 1), mixSeed(0, 0)];
    assert.equal(new Set(seeds).size, seeds.length);
  });
});
