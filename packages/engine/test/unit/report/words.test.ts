import { CATEGORIES, LEFT_REASONS, OUTCOME_CODES } from '@kempt/contracts';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { categoryWords } from '../../../src/report/category-words.ts';
import { reasonWords } from '../../../src/report/reason-words.ts';

describe('reasonWords', () => {
  it('has words for every reason and outcome there is', () => {
    for (const code of [...LEFT_REASONS, ...OUTCOME_CODES]) assert.match(reasonWords(code), /^[A-Z][^_]*[^.]$/);
  });

  it('gives a code back that it does not know, even one that objects have', () => {
    assert.equal(reasonWords('of_tomorrow'), 'of_tomorrow');
    assert.equal(reasonWords('constructor'), 'constructor');
  });
});

describe('categoryWords', () => {
  it('names every category', () => {
    assert.deepEqual(
      CATEGORIES.filter((category) => /_/.test(categoryWords(category))),
      [],
    );
    assert.equal(categoryWords('torrents_and_links'), 'Torrents and links');
    assert.equal(categoryWords('models_3d'), '3D models');
  });
});
