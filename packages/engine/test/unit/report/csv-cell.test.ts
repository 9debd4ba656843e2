import fc from 'fast-check';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { csvCell, guardFormula, unguardFormula } from '../../../src/report/csv-cell.ts';

const STARTS = ['=', '+', '-', '@', '\t', '\r', '\n', '\uff1d', '\uff0b', '\uff0d', '\uff20'];
const FORMULA_CELL = /^[\s\p{Cc}"]*[=+\-@\uff1d\uff0b\uff0d\uff20]/u;
const TRICKY = fc.string({
  unit: fc.constantFrom(
    '=',
    '+',
    '-',
    '@',
    '\t',
    '\r',
    '\n',
    ' ',
    '"',
    "'",
    ';',
    ',',
    '\0',
    '\u00a0',
    'a',
    '1',
    '\uff1d',
  ),
});

describe('csvCell', () => {
  it('puts a single quote before every start of a formula', () => {
    for (const start of STARTS) assert.equal(csvCell(`${start}1+1`), `"'${start}1+1"`);
  });

  it('is not misled by white space, control characters or quotes before the formula', () => {
    for (const before of [' ', '\u00a0\u2003', '\0', '""', `' "`]) {
      assert.equal(guardFormula(`${before}=1`), `'${before}=1`);
    }
  });

  it('guards cells that only a reader with another separator sees', () => {
    assert.equal(guardFormula('a;=1;b\n+2'), "a;'=1;b\n'+2");
  });

  it('leaves ordinary names alone', () => {
    for (const name of ['/home/ada/a-b.jpg', 'a=b', "it's; fine", '50 % + more', '', 'ünïcode']) {
      assert.equal(guardFormula(name), name);
    }
  });

  it('doubles double quotes, as RFC 4180 wants it', () => {
    assert.equal(csvCell('say "hi", now'), '"say ""hi"", now"');
  });

  it('replaces what cannot be written as UTF-8', () => {
    assert.equal(csvCell('a\udcff'), '"a\ufffd"');
  });

  it('never yields a formula, whichever separator a reader splits at', () => {
    fc.assert(
      fc.property(TRICKY, (text) => {
        const guarded = guardFormula(text);
        for (const cell of [guarded, ...guarded.split(/[;\t\r\n]/).slice(1)]) assert.doesNotMatch(cell, FORMULA_CELL);
      }),
      { numRuns: 500 },
    );
  });

  it('can be taken off exactly', () => {
    fc.assert(
      fc.property(fc.oneof(TRICKY, fc.string({ unit: 'binary' })), (text) => {
        assert.equal(unguardFormula(guardFormula(text)), text);
      }),
      { numRuns: 1000 },
    );
  });
});
