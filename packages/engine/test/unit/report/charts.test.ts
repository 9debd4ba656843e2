import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CATEGORIES } from '@kempt/contracts';
import { categorySection } from '../../../src/report/category-section.ts';
import { donutChart } from '../../../src/report/donut-chart.ts';
import { timelineChart } from '../../../src/report/timeline-chart.ts';
import { timelineSection } from '../../../src/report/timeline-section.ts';
import { whereaboutsSection } from '../../../src/report/whereabouts-section.ts';
import { SAMPLE } from './sample-report.ts';

describe('donutChart', () => {
  it('draws one arc a slice and says the shares in words', () => {
    const { html } = donutChart(
      [
        { label: 'Images', tone: 'colour1', share: 0.75 },
        { label: 'Audio', tone: 'colour2', share: 0.25 },
      ],
      '4 GB',
    );
    assert.equal(html.match(/<path /g)?.length, 2);
    assert.match(html, /aria-label="Ring: Images 75\.0 %, Audio 25\.0 %"/);
    assert.match(html, /0 1 1 /, 'the arc of three quarters is the large one');
  });

  it('draws a whole circle for a single slice', () => {
    const { html } = donutChart([{ label: 'Images', tone: 'colour1', share: 1 }], '4 GB');
    assert.equal(html.match(/<circle /g)?.length, 2);
    assert.doesNotMatch(html, /<path /);
  });

  it('leaves out slices too thin to draw but not their words', () => {
    const slices = [0.9999, 0.0001].map((share, index) => ({ label: `s${String(index)}`, tone: 'rest', share }));
    const { html } = donutChart(slices, '1 B');
    assert.equal(html.match(/<path /g)?.length, 1);
    assert.match(html, /s1 &lt; 0\.1 %/);
  });

  it('draws an empty ring when there are no bytes', () => {
    const { html } = donutChart([{ label: 'Images', tone: 'colour1', share: 0 }], '0 B');
    assert.match(html, /no bytes/);
    assert.equal(html.match(/<circle /g)?.length, 1);
  });
});

describe('categorySection', () => {
  it('puts the largest first, leaves out empty ones and lets the small ones share a colour', () => {
    const categories = CATEGORIES.map((category, index) => ({
      category,
      file_count: index,
      total_size_bytes: index * 1000,
      percentage: 5,
    }));
    const { html } = categorySection({ ...SAMPLE, categories });
    assert.equal(html.match(/<tr>/g)?.length, 1 + CATEGORIES.length - 1);
    assert.ok(html.indexOf('Torrents and links') < html.indexOf('Images'));
    assert.match(html, /The others/);
  });

  it('shows categories whose files are all empty', () => {
    const { html } = categorySection({
      ...SAMPLE,
      categories: [{ category: 'images', file_count: 2, total_size_bytes: 0, percentage: 0 }],
    });
    assert.match(html, /2 files in 1 category/);
    assert.match(html, /no bytes/);
  });
});

describe('timelineChart', () => {
  const options = { width: 960, height: 280, words: 'words', only: 'on-wide' } as const;

  it('runs from the lower left to the upper right', () => {
    const points = [
      { seconds: 0, files_completed: 0 },
      { seconds: 10, files_completed: 100 },
    ];
    assert.match(timelineChart(points, options).html, /class="line" d="M84\.0 234\.0L942\.0 14\.0"/);
  });

  it('marks round numbers on both axes', () => {
    const points = [{ seconds: 7.3, files_completed: 1_187_101 }];
    const { html } = timelineChart(points, options);
    assert.deepEqual(
      [...html.matchAll(/row-label"[^>]*>([^<]*)</g)].map((match) => match[1]),
      ['0', '200,000', '400,000', '600,000', '800,000', '1,000,000'],
    );
    assert.deepEqual(
      [...html.matchAll(/column-label"[^>]*>([^<]*)</g)].map((match) => match[1]),
      ['0', '1', '2', '3', '4', '5', '6', '7'],
    );
  });

  it('marks fractions of a second, but never of a file', () => {
    const { html } = timelineChart([{ seconds: 0.05, files_completed: 2 }], options);
    assert.match(html, />0\.015</);
    assert.deepEqual(
      [...html.matchAll(/row-label"[^>]*>([^<]*)</g)].map((match) => match[1]),
      ['0', '1', '2'],
    );
    assert.match(timelineChart([{ seconds: 2.2, files_completed: 2 }], options).html, />1\.5</);
  });
});

describe('timelineSection', () => {
  it('thins out long timelines but keeps their end', () => {
    const timeline = Array.from({ length: 5000 }, (_, index) => ({
      seconds: index + 1,
      files_completed: (index + 1) * 10,
      bytes_completed: 0,
    }));
    const { html } = timelineSection({ ...SAMPLE, timeline });
    assert.ok(html.length < 30_000, String(html.length));
    assert.match(html, /50,000 files in 1 h 23 min; half of them were done after 41 min 40 s\./);
    assert.match(html, /1 h 23 min<\/td><td class="number">50,000</);
  });

  it('is not there when there is no time to show', () => {
    assert.equal(timelineSection({ ...SAMPLE, timeline: [] }).html, '');
    assert.equal(
      timelineSection({ ...SAMPLE, timeline: [{ seconds: 0, files_completed: 5, bytes_completed: 5 }] }).html,
      '',
    );
    assert.equal(
      timelineSection({ ...SAMPLE, timeline: [{ seconds: 3, files_completed: 0, bytes_completed: 0 }] }).html,
      '',
    );
  });
});

describe('whereaboutsSection', () => {
  it('keeps the smallest part visible and fills the bar exactly', () => {
    const { html } = whereaboutsSection({ ...SAMPLE, files_completed: 1_000_000, files_failed: 1 });
    const widths = [...html.matchAll(/ width="([\d.]+)" height="28"/g)].map((match) => Number(match[1]));
    assert.ok(Math.min(...widths) > 3.5);
    assert.ok(Math.abs(widths.reduce((sum, width) => sum + width, 0) - 1000) < 0.1);
  });

  it('is not there when no file was seen', () => {
    const none = {
      files_completed: 0,
      files_in_place: 0,
      files_left: 0,
      files_skipped: 0,
      files_failed: 0,
      files_planned: 0,
    };
    assert.equal(whereaboutsSection({ ...SAMPLE, ...none }).html, '');
  });
});
