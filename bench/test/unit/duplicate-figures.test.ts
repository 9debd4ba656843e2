import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  judgeDuplicates,
  KEMPT_RUNS,
  READ_FLOOR,
  type DuplicateFigures,
  type DuplicatesResult,
} from '../../src/report/duplicate-figures.ts';
import type { Measurement } from '../../src/report/figures.ts';
import { formatDuplicates } from '../../src/report/print-duplicates.ts';

const run = (wallSeconds: number, peakBytes = 100e6): Measurement => ({
  wallSeconds,
  userSeconds: wallSeconds / 2,
  systemSeconds: wallSeconds / 4,
  peakBytes,
});

const tree = (more: Partial<DuplicateFigures> & Pick<DuplicateFigures, 'runs'>): DuplicateFigures => ({
  kind: 'copies',
  files: 100_000,
  bytes: 150e6,
  groups: 9_000,
  duplicates: 10_000,
  cache: 'warm',
  stopped: new Map(),
  ...more,
});

const SMALL = tree({
  runs: new Map([
    ['jdupes 1.21', [run(5), run(3), run(4)]],
    ['rdfind 1.5', [run(2)]],
    [KEMPT_RUNS.first, [run(1, 118e6)]],
    [KEMPT_RUNS.second, [run(0.25)]],
  ]),
});
const LARGE = tree({
  kind: 'large',
  files: 200,
  runs: new Map([
    ['jdupes 1.21', [run(8)]],
    [KEMPT_RUNS.first, [run(4)]],
    [READ_FLOOR, [run(3)]],
    ['b3sum 1.2', [run(1)]],
  ]),
});

const result = (...trees: readonly DuplicateFigures[]): DuplicatesResult => ({
  base: [run(0.1, 100e6)],
  trees,
  guarantees: new Map([['jdupes 1.21', 'every byte']]),
  leftOut: ['fdupes, which is not there.'],
});

const verdicts = (...trees: readonly DuplicateFigures[]): Record<string, number> =>
  Object.fromEntries(judgeDuplicates(result(...trees)).map(({ name, value }) => [name, value]));

describe('judgeDuplicates', () => {
  it('compares the first run with the fastest other, and with the second', () => {
    assert.deepEqual(verdicts(SMALL), {
      'first run / fastest other, copies 100,000, warm': 0.5,
      'first run / second run, copies 100,000, warm': 4,
      'memory a file, copies 100,000, warm': 180,
    });
  });

  it('compares large files with reading alone, and takes no floor for a finder', () => {
    assert.deepEqual(verdicts(LARGE), {
      'first run / fastest other, large 200, warm': 0.5,
      'reading alone / first run, large 200, warm': 0.75,
    });
  });

  it('says nothing of memory where there are few files, and nothing of what was not run', () => {
    assert.deepEqual(verdicts(tree({ files: 1000, runs: new Map([[KEMPT_RUNS.first, [run(1)]]]) })), {});
  });
});

describe('formatDuplicates', () => {
  const text = formatDuplicates(result(SMALL, LARGE));

  it('shows every median, the fastest first', () => {
    const row =
      '| copies 100,000, warm | jdupes 1.21 | 3 | 4.00 | 25,000 | 38 | 2.00 | 1.00 | 100 | 5.00, 3.00, 4.00 |';
    assert.ok(text.split('\n').includes(row), text);
    const order = [KEMPT_RUNS.second, KEMPT_RUNS.first, 'rdfind 1.5', 'jdupes 1.21'].map((name) => text.indexOf(name));
    assert.deepEqual(
      order,
      order.toSorted((a, b) => a - b),
    );
  });

  it('shows what was stopped, without figures', () => {
    const slow = tree({ runs: new Map([[KEMPT_RUNS.first, [run(1)]]]), stopped: new Map([['jdupes 1.21', 120]]) });
    const lines = formatDuplicates(result(slow)).split('\n');
    assert.ok(lines.includes('| copies 100,000, warm | jdupes 1.21 | | more than 120, stopped | | | | | | |'));
    assert.ok(!lines.some((line) => line.includes('fastest other')));
  });

  it('shows what is in the trees, what others compare, verdicts, and what was left out', () => {
    const lines = text.split('\n');
    for (const line of [
      '| an empty folder | kempt | 1 | 0.10 | 0 | 0 | 0.05 | 0.03 | 100 | 0.10 |',
      '| copies 100,000, warm | 150 | 9,000 | 10,000 |',
      '| jdupes 1.21 | every byte |',
      '| memory a file, copies 100,000, warm | 180 B | ≤ 200 B |  | PASS |',
      '| first run / second run, copies 100,000, warm | 4.00 × | ≥ 10 × |  | miss |',
      'Left out: fdupes, which is not there.',
    ]) {
      assert.ok(lines.includes(line), `${line}\n${text}`);
    }
  });
});
