import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gradeOf, judge, medianOf } from '../../src/report/figures.ts';
import type { Measurement, SizeFigures } from '../../src/report/figures.ts';
import { formatMachine, formatOrganize } from '../../src/report/print-figures.ts';

const run = (wallSeconds: number, peakBytes = 100e6): Measurement => ({
  wallSeconds,
  userSeconds: wallSeconds / 2,
  systemSeconds: wallSeconds / 4,
  peakBytes,
});

const size = (files: number, [floor, organize, undo]: readonly [number, number, number]): SizeFigures => ({
  files,
  bytes: files * 1500,
  folders: files / 200,
  floor: [run(floor)],
  organize: [run(organize)],
  undo: [run(undo, 200e6)],
});

describe('medianOf', () => {
  it('takes every column on its own', () => {
    const middle = medianOf([run(1, 30), run(3, 10), run(2, 20)]);
    assert.deepEqual(middle, { wallSeconds: 2, userSeconds: 1, systemSeconds: 0.5, peakBytes: 20 });
  });
});

describe('judge', () => {
  const verdictOf = (name: string, sizes: readonly SizeFigures[]): unknown =>
    judge(sizes).find((verdict) => verdict.name === name)?.value;

  it('compares with the floor, the organize, and the smallest size', () => {
    const sizes = [size(1_000_000, [30, 60, 45]), size(10_000, [0.25, 0.5, 0.5])];
    assert.equal(verdictOf('organize / floor, 1,000,000', sizes), 2);
    assert.equal(verdictOf('undo / organize, 1,000,000', sizes), 0.75);
    assert.equal(verdictOf('peak memory, 1,000,000', sizes), 200);
    assert.equal(verdictOf('organize, 1,000,000', sizes), 60);
    assert.equal(verdictOf('organize, time per file from 10,000 to 1,000,000', sizes), 1.2);
  });

  it('judges seconds only where a million files were organized', () => {
    assert.equal(verdictOf('organize, 10,000', [size(10_000, [1, 1, 1])]), undefined);
  });

  it('compares medians with the peer', () => {
    const peer = { peer: 'organize 2.4.0', files: 20_000, peerSeconds: [30, 50, 40], kemptSeconds: [1, 2, 1] };
    assert.equal(judge([], peer)[0]?.value, 40);
  });
});

describe('gradeOf', () => {
  const limits = { name: '', unit: '×', floor: 3, goal: 2 } as const;
  it('passes what keeps the goal, tells the floor apart, and owns up to a miss', () => {
    assert.equal(gradeOf({ ...limits, value: 2 }), 'PASS');
    assert.equal(gradeOf({ ...limits, value: 2.5 }), 'floor');
    assert.equal(gradeOf({ ...limits, value: 3.1 }), 'miss');
    assert.equal(gradeOf({ name: '', unit: '×', floor: 30, atLeast: true, value: 29 }), 'miss');
    assert.equal(gradeOf({ name: '', unit: '×', floor: 30, atLeast: true, value: 31 }), 'PASS');
    assert.equal(gradeOf({ ...limits, value: NaN }), 'miss');
  });
});

describe('formatOrganize', () => {
  const machine = {
    cpu: 'A CPU',
    cores: 2,
    memoryBytes: 24 * 2 ** 30,
    kernel: 'Linux 6',
    fileSystem: 'ext4',
    node: 'v24.0.0',
    date: '2024-01-02T03:04:05.000Z',
  };

  it('shows machine, every median and every verdict', () => {
    assert.match(formatMachine(machine), /A CPU, 2 cores, 24\.0 GiB, Linux 6, Node v24\.0\.0/);
    const text = formatOrganize({ sizes: [size(1_000_000, [30, 70, 45])] });
    assert.match(
      text,
      /^\| 1,000,000 \| kempt organize \| 1 \| 70\.00 \| 14,286 \| 35\.00 \| 17\.50 \| 100 \| 70\.00 \|$/m,
    );
    assert.match(text, /^\| organize \/ floor, 1,000,000 \| 2\.33 × \| ≤ 3 × \| ≤ 2 × \| floor \|$/m);
  });

  it('shows the peer when it was run', () => {
    const peer = { peer: 'organize 2.4.0', files: 20_000, peerSeconds: [30], kemptSeconds: [2] };
    const text = formatOrganize({ sizes: [], peer });
    assert.match(text, /^\| 20,000 \| organize 2\.4\.0, by extension \| 1 \| 30\.00 \| 667 /m);
    assert.match(text, /^\| organize 2\.4\.0 \/ Kempt, 20,000 \| 15\.00 × \| ≥ 30 × \| {2}\| miss \|$/m);
  });
});
