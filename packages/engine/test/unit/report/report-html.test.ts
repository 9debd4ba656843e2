import type { ReportData } from '@kempt/contracts';
import { CATEGORIES } from '@kempt/contracts';
import fc from 'fast-check';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { reportHtml } from '../../../src/report/report-html.ts';
import { readHtml } from './read-html.ts';
import { NOTHING, SAMPLE } from './sample-report.ts';

function page(data: ReportData): string {
  return [...reportHtml(data)].join('');
}

function textOf(data: ReportData): string {
  return readHtml(page(data))
    .filter((token) => token.kind === 'text')
    .map((token) => token.value)
    .join('');
}

/** Tags and attribute names in order, without any text or value. */
function skeleton(data: ReportData): string {
  return readHtml(page(data))
    .filter((token) => token.kind !== 'text')
    .map((token) => `${token.kind} ${token.value} ${[...token.attributes.keys()].join(' ')}`)
    .join('\n');
}

function withText(data: ReportData, text: string): ReportData {
  return {
    ...data,
    operation_id: text,
    undoes: text,
    plan_digest: text,
    root: text,
    destination: `${text}.`,
    created_at: text,
    finished_at: text,
    problems: data.problems.map((problem) => ({ ...problem, path: text, code: text, message: text })),
    largest_files: data.largest_files.map((file) => ({ ...file, path: text })),
    reasons: data.reasons.map((entry) => ({ ...entry, reason: text })),
    left: [{ reason: text, count: 1 }],
    skipped: [{ reason: `${text}.`, count: 1 }],
  };
}

const ALLOWED_ATTRIBUTES = new Set(
  (
    'lang charset http-equiv content name class id dir title value datetime scope role aria-label aria-labelledby ' +
    'aria-hidden viewBox preserveAspectRatio x y width height cx cy r d html'
  ).split(' '),
);

describe('reportHtml', () => {
  it('writes a well-formed page without script, style attributes, links or anything to load', () => {
    const tokens = readHtml(page(SAMPLE));
    for (const { value, attributes, kind } of tokens) {
      if (kind === 'text') continue;
      assert.ok(
        !['script', 'link', 'img', 'iframe', 'object', 'embed', 'image', 'use', 'a', 'base'].includes(value),
        value,
      );
      for (const name of attributes.keys()) assert.ok(ALLOWED_ATTRIBUTES.has(name), `${value} ${name}`);
    }
    assert.doesNotMatch(page(SAMPLE), /https?:|url\(|@import|javascript:/i);
  });

  it('forbids the browser to load anything', () => {
    const policy = readHtml(page(SAMPLE)).find((token) => token.attributes.get('http-equiv') !== undefined);
    assert.equal(policy?.attributes.get('http-equiv'), 'Content-Security-Policy');
    assert.match(policy.attributes.get('content') ?? '', /^default-src 'none'; style-src 'unsafe-inline'/);
  });

  it('keeps its structure whatever strings the data holds', () => {
    const plain = skeleton(withText(SAMPLE, 'x'));
    const hostile = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string(),
      fc.constantFrom(
        '</title><script>alert(1)</script>',
        '"><img src=x onerror=alert(1)>',
        "' onload='x",
        '</style>',
        '<!--',
        ']]>',
        '&lt;',
        '\u202e<b>',
        '\ud800',
      ),
    );
    fc.assert(
      fc.property(hostile, (text) => {
        assert.equal(skeleton(withText(SAMPLE, text)), plain);
      }),
      { numRuns: 60 },
    );
  });

  it('shows hostile strings as the text they are', () => {
    const text = '<script>alert("1")</script>&amp;\'';
    const shown = textOf(withText(SAMPLE, text));
    assert.ok(shown.split(text).length > 10);
  });

  it('names every section in a heading, every table in a caption and every chart in words', () => {
    const tokens = readHtml(page(SAMPLE));
    const starts = (name: string): number =>
      tokens.filter((token) => token.kind === 'start' && token.value === name).length;
    assert.equal(starts('h1'), 1);
    assert.equal(starts('caption'), starts('table'));
    const ids = new Set(tokens.map((token) => token.attributes.get('id')));
    for (const token of tokens) {
      const label = token.attributes.get('aria-labelledby');
      if (label !== undefined) assert.ok(ids.has(label), label);
      if (token.value === 'svg' && token.kind === 'start' && token.attributes.get('aria-hidden') !== 'true') {
        assert.equal(token.attributes.get('role'), 'img');
        assert.ok((token.attributes.get('aria-label') ?? '').length > 10);
      }
    }
  });

  it('says what happened, in figures for people with the exact bytes behind them', () => {
    const text = textOf(SAMPLE).replaceAll('\n', ' ');
    assert.match(text, /1,199 files organized in \/data\/in - Kempt report/);
    assert.match(
      text,
      /On 2025-03-12 14:05:09 UTC Kempt took 12\.3 s to organize 1,199 of 1,204 planned files \(48\.2 GB\) from \/data\/in to \/data\/out\. 5 files stayed where they were/,
    );
    assert.match(page(SAMPLE), /title="48,212,345,678 bytes">48\.2 GB</);
    assert.match(page(SAMPLE), /<time datetime="2025-03-12T14:05:09\.123Z">/);
  });

  it('lists reasons in words, problems one by one, and how many more there are', () => {
    const text = textOf(SAMPLE);
    assert.match(text, /It was changed after the plan was made3changed_since_plan/);
    assert.match(text, /The first 2 of 5 problems/);
    assert.match(text, /\/data\/in\/b\\xff/);
    assert.doesNotMatch(textOf({ ...SAMPLE, problems_total: 2 }), /The first/);
    assert.match(textOf({ ...SAMPLE, problems_total: 2 }), /2 problems/);
  });

  it('counts what was left once, and adds what only the walk has seen', () => {
    assert.match(textOf(SAMPLE), /30 things left, by reason/);
    assert.match(textOf(SAMPLE), /Symbolic links are never moved4/);
  });

  it('lists reasons without problems, and problems without reasons', () => {
    assert.match(textOf({ ...SAMPLE, problems: [] }), /5 files skipped or failed, by reason/);
    assert.doesNotMatch(textOf({ ...SAMPLE, reasons: [] }), /skipped or failed, by reason/);
  });

  it('says how to take an operation back', () => {
    assert.match(textOf(SAMPLE), /kempt undo 20250312-140509-7k2m9q/);
    assert.match(textOf(SAMPLE), /kempt export 20250312-140509-7k2m9q --undo-script undo\.sh/);
    assert.match(textOf({ ...SAMPLE, undone: 'partly' }), /A part was undone since/);
    const undone = textOf({ ...SAMPLE, undone: 'yes' });
    assert.match(undone, /has been undone already/);
    assert.doesNotMatch(undone, /kempt undo/);
  });

  it('tells an undo from an organize', () => {
    const text = textOf({ ...SAMPLE, type: 'undo', undoes: 'first-op', destination: '/data/in' });
    assert.match(text, /1,199 files put back/);
    assert.match(text, /of operation first-op in \/data\/in\./);
    assert.match(text, /Undoing an undo/);
    assert.doesNotMatch(textOf({ ...SAMPLE, type: 'undo' }), /of operation/);
  });

  it('tells a plan from work done, and work cut short from work finished', () => {
    const planned = textOf({
      ...SAMPLE,
      status: 'planned',
      files_completed: 0,
      files_skipped: 0,
      files_failed: 0,
      timeline: [],
    });
    assert.match(planned, /Nothing has been moved yet/);
    assert.match(planned, /Planned1,204/);
    assert.doesNotMatch(planned, /kempt undo/);
    const cut = textOf({ ...SAMPLE, status: 'interrupted', files_completed: 200 });
    assert.match(cut, /kempt resume 20250312-140509-7k2m9q/);
    assert.match(cut, /Not reached999/);
  });

  it('says that every file arrived when every file did', () => {
    const text = textOf({
      ...SAMPLE,
      files_completed: 1204,
      files_skipped: 0,
      files_failed: 0,
      reasons: [],
      problems: [],
      problems_total: 0,
    });
    assert.match(text, /Every one of them arrived/);
    assert.match(text, /Nothing was skipped and nothing failed/);
    assert.match(textOf({ ...SAMPLE, files_skipped: 1, files_failed: 0 }), /1 file stayed where it was/);
  });

  it('is whole when there is nothing to show', () => {
    const text = textOf(NOTHING);
    assert.match(text, /0 files organized/);
    assert.match(text, /Finishednot yet/);
    assert.doesNotMatch(text, /NaN|Infinity|undefined/);
  });

  it('never writes a number that is none, for any counters', () => {
    const count = fc.nat({ max: 2_000_000 });
    const numbers = fc.record({
      files_planned: count,
      files_completed: count,
      files_left: count,
      bytes_completed: fc.maxSafeNat(),
      duration_seconds: fc.double({ min: 0, max: 1e6, noNaN: true }),
      categories: fc.array(
        fc.record({
          category: fc.constantFrom(...CATEGORIES),
          file_count: count,
          total_size_bytes: fc.nat(),
          percentage: fc.double({ min: 0, max: 100, noNaN: true }),
        }),
        { maxLength: 20 },
      ),
      timeline: fc.array(
        fc.record({
          seconds: fc.double({ min: 0, max: 1e5, noNaN: true }),
          files_completed: count,
          bytes_completed: fc.nat(),
        }),
        { maxLength: 20 },
      ),
    });
    fc.assert(
      fc.property(numbers, (values) => {
        const html = page({ ...SAMPLE, ...values });
        readHtml(html);
        assert.doesNotMatch(html.replace(/<style>[^]*<\/style>/, ''), /NaN|Infinity|undefined|\[object/);
      }),
      { numRuns: 60 },
    );
  });
});
