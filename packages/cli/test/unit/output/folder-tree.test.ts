import type { PreviewFolder } from '@kempt/engine';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { folderTree } from '../../../src/output/folder-tree.ts';
import { pageOf } from '../../../src/output/page.ts';

const PAGE = pageOf({}, { color: false, verbose: false });

function draw(folders: readonly (readonly [string, number, number])[], maxFolders = 30): string[] {
  const input = folders.map(([path, count, size]): PreviewFolder => ({
    path,
    file_count: count,
    total_size_bytes: size,
  }));
  return folderTree('/dest', input, { page: PAGE, maxFolders });
}

test('draws folders below each other with the sums of what is in them', () => {
  const lines = draw([
    ['video/2024', 3, 3000],
    ['images', 5, 500],
    ['video/2023', 1, 100],
    ['', 1, 1],
  ]);
  assert.deepEqual(lines, [
    '/dest        10  3.6 kB',
    '├─ images/    5   500 B',
    '└─ video/     4  3.1 kB',
    '   ├─ 2023/   1   100 B',
    '   └─ 2024/   3    3 kB',
  ]);
});

test('draws a line beside folders that go on', () => {
  const lines = draw([
    ['a/b', 1, 1],
    ['c', 1, 1],
  ]);
  assert.deepEqual(lines.slice(1, 3), ['├─ a/     1  1 B', '│  └─ b/  1  1 B']);
});

test('sums up the smaller folders where there is no room for all', () => {
  const lines = draw(
    [
      ['a', 1, 10],
      ['b', 9, 90],
      ['c', 2, 20],
      ['d', 3, 30],
    ],
    3,
  );
  assert.deepEqual(lines, [
    '/dest                15  150 B',
    '├─ b/                 9   90 B',
    '├─ d/                 3   30 B',
    '└─ … 2 more folders   3   30 B',
  ]);
});

test('shows a folder closed when what is in it does not fit any more', () => {
  const lines = draw(
    [
      ['a/x', 1, 10],
      ['a/y', 1, 10],
      ['a/z', 1, 10],
      ['b', 1, 10],
    ],
    3,
  );
  assert.deepEqual(lines, ['/dest              4  40 B', '├─ a/ … 3 folders  3  30 B', '└─ b/              1  10 B']);
});
