import type { ReportRow } from '@kempt/contracts';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ReportFormat } from '../../../src/report/render-report.ts';
import { renderReport } from '../../../src/report/render-report.ts';
import { readCsv } from './read-csv.ts';
import { SAMPLE } from './sample-report.ts';

const ROW: ReportRow = {
  original_path: '/data/in/a, "b".jpg',
  new_path: '/data/out/images/a, "b".jpg',
  category: 'images',
  size_bytes: 1234,
  action: 'move',
  outcome: 'completed',
  message: '',
};

async function* rows(...list: readonly ReportRow[]): AsyncGenerator<ReportRow> {
  yield* await Promise.resolve(list);
}

async function* untouchable(): AsyncGenerator<ReportRow> {
  yield await Promise.reject(new Error('the details were read'));
}

async function collect(pieces: AsyncIterable<string>): Promise<string[]> {
  const list: string[] = [];
  for await (const piece of pieces) list.push(piece);
  return list;
}

async function render(format: ReportFormat, details: AsyncIterable<ReportRow>): Promise<string> {
  return (await collect(renderReport(SAMPLE, format, details))).join('');
}

describe('renderReport as JSON', () => {
  it('gives the data back whole', async () => {
    assert.deepEqual(JSON.parse(await render('json', untouchable())), SAMPLE);
  });

  it('writes the keys in one order whatever order they were set in', async () => {
    const shuffled = {
      ...Object.fromEntries(Object.entries(SAMPLE).toReversed()),
      categories: SAMPLE.categories.map((entry) => Object.fromEntries(Object.entries(entry).toReversed())),
    };
    const text = (await collect(renderReport({ ...shuffled, ...SAMPLE }, 'json', untouchable()))).join('');
    assert.equal(text, await render('json', untouchable()));
    assert.match(text, /^\{\n {2}"operation_id": "20250312-140509-7k2m9q",\n {2}"type"/);
  });
});

describe('renderReport as CSV', () => {
  it('starts with a byte order mark and a header, and ends every row with CR LF', async () => {
    const text = await render('csv', rows());
    assert.equal(
      text,
      '\ufeffrow,original_path,new_path,category,size_bytes,action,outcome,message,original_path_base64,new_path_base64\r\n',
    );
  });

  it('writes one numbered row a file that a strict reader reads back', async () => {
    const odd = { ...ROW, message: 'two\r\nlines', original_path_base64: 'L2H/', new_path_base64: 'L2L/' };
    const [, first, second] = readCsv(await render('csv', rows(ROW, odd)));
    assert.deepEqual(first, ['1', ROW.original_path, ROW.new_path, 'images', '1234', 'move', 'completed', '', '', '']);
    assert.deepEqual(second?.slice(7), ['two\r\nlines', 'L2H/', 'L2L/']);
    assert.equal(second[0], '2');
  });

  it('guards every text cell against formulas', async () => {
    const bad = { ...ROW, original_path: '=a', new_path: '+b', action: '-c', outcome: '@d', message: '\t=e' };
    const [, cells] = readCsv(await render('csv', rows(bad)));
    assert.deepEqual(cells, ['1', "'=a", "'+b", 'images', '1234', "'-c", "'@d", "'\t'=e", '', '']);
  });

  it('hands the text out in pieces while it reads on', async () => {
    let read = 0;
    async function* many(): AsyncGenerator<ReportRow> {
      for (; read < 5000; read++) yield await Promise.resolve(ROW);
    }
    const pieces = renderReport(SAMPLE, 'csv', many());
    const first = await pieces.next();
    assert.ok(read < 2000, String(read));
    const rest = await collect(pieces);
    assert.ok(rest.length > 3);
    assert.equal(readCsv([String(first.value), ...rest].join('')).length, 5001);
    assert.ok(rest.every((piece) => piece.length < 70_000));
  });
});

describe('renderReport as HTML', () => {
  it('writes the page without reading the details', async () => {
    const html = await render('html', untouchable());
    assert.match(html, /^<!doctype html>/);
    assert.match(html, /<\/html>\n$/);
  });
});
