import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatInstant,
  formatPercent,
} from '../../../src/report/format-quantity.ts';
import { countOf } from '../../../src/report/quantity-markup.ts';

describe('formatBytes', () => {
  for (const [bytes, text] of [
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1 kB'],
    [1234, '1.2 kB'],
    [99_949, '99.9 kB'],
    [99_950, '100 kB'],
    [999_499, '999 kB'],
    [999_500, '1 MB'],
    [1_234_567_890, '1.2 GB'],
    [5e12, '5 TB'],
    [9.007e15, '9 PB'],
    [1e21, '1000000 PB'],
  ] as const) {
    it(`writes ${String(bytes)} bytes as ${text}`, () => {
      assert.equal(formatBytes(bytes), text);
    });
  }
});

describe('formatDuration', () => {
  for (const [seconds, text] of [
    [0, '0 ms'],
    [0.0423, '42 ms'],
    [0.9996, '1.0 s'],
    [12.34, '12.3 s'],
    [59.97, '1 min'],
    [125, '2 min 5 s'],
    [3599.6, '1 h'],
    [3725, '1 h 2 min'],
    [200_000, '2 d 7 h'],
  ] as const) {
    it(`writes ${String(seconds)} seconds as ${text}`, () => {
      assert.equal(formatDuration(seconds), text);
    });
  }
});

describe('formatPercent', () => {
  it('tells a tiny share from none', () => {
    assert.equal(formatPercent(0), '0.0 %');
    assert.equal(formatPercent(0.02), '< 0.1 %');
    assert.equal(formatPercent(100), '100.0 %');
  });
});

describe('formatInstant', () => {
  it('drops fractions and gives anything unknown back as it is', () => {
    assert.equal(formatInstant('2025-03-12T14:05:09Z'), '2025-03-12 14:05:09 UTC');
    assert.equal(formatInstant('yesterday'), 'yesterday');
  });
});

describe('formatCount', () => {
  it('sets thousands apart', () => {
    assert.equal(formatCount(1_234_567), '1,234,567');
    assert.equal(formatCount(12), '12');
    assert.equal(formatCount(1234.5), '1,235');
    assert.equal(formatCount(1e21), '1,000,000,000,000,000,000,000');
  });

  it('has a sign for what a division by almost nothing gives', () => {
    assert.equal(formatCount(Number.POSITIVE_INFINITY), '∞');
  });
});

describe('countOf', () => {
  it('picks the word by the number', () => {
    assert.equal(countOf(1, 'file'), '1 file');
    assert.equal(countOf(0, 'category', 'categories'), '0 categories');
  });
});
