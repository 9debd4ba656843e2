import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LEFT_REASONS } from '@kempt/contracts';
import { filterFiles, type FileFilter } from '../../../src/duplicates/file-filter.ts';
import { ENTRY_KINDS } from '../../../src/ports/file-system.ts';
import { sampleFiles, type SampleFile } from './sample-files.ts';

const EVERYTHING: FileFilter = { minSize: 0, maxSize: Number.POSITIVE_INFINITY, include: [], exclude: [] };

function kept(files: readonly SampleFile[], filter: Partial<FileFilter> = {}): number[] {
  return [...filterFiles(sampleFiles(files), { ...EVERYTHING, ...filter })];
}

function keptPaths(paths: readonly string[], filter: Partial<FileFilter>): string[] {
  return kept(
    paths.map((path) => ({ path })),
    filter,
  ).map((row) => paths[row] ?? '');
}

test('takes regular files and nothing else', () => {
  const files = ENTRY_KINDS.map((kind) => ({ kind }));
  assert.deepEqual(kept(files), [ENTRY_KINDS.indexOf('file')]);
});

test('takes no file that the scan left, for whatever reason', () => {
  const files = LEFT_REASONS.map((_, left) => ({ left }));
  assert.deepEqual(kept(files), [LEFT_REASONS.indexOf('none')]);
});

test('takes sizes from the least to the most, both included', () => {
  const files = [9, 10, 11, 12, 13].map((size) => ({ size }));
  assert.deepEqual(kept(files, { minSize: 10, maxSize: 12 }), [1, 2, 3]);
});

test('takes empty files where the least size is none', () => {
  assert.deepEqual(kept([{ size: 0 }, { size: 1 }]), [0, 1]);
  assert.deepEqual(kept([{ size: 0 }, { size: 1 }], { minSize: 1 }), [1]);
});

test('compares a glob without a slash with bare names and one with a slash with whole paths', () => {
  const paths = ['a.jpg', 'deep/a.jpg', 'deep/er/b.jpg', 'deep/a.png'];
  assert.deepEqual(keptPaths(paths, { include: ['*.jpg'] }), ['a.jpg', 'deep/a.jpg', 'deep/er/b.jpg']);
  assert.deepEqual(keptPaths(paths, { include: ['deep/*'] }), ['deep/a.jpg', 'deep/a.png']);
  assert.deepEqual(keptPaths(paths, { include: ['deep/**'] }), ['deep/a.jpg', 'deep/er/b.jpg', 'deep/a.png']);
});

test('takes what fits any of the globs to include and none of those to exclude', () => {
  const paths = ['a.jpg', 'a.png', 'a.gif', 'old/b.jpg'];
  const filter = { include: ['*.jpg', '*.png'], exclude: ['old/**', '*.png'] };
  assert.deepEqual(keptPaths(paths, filter), ['a.jpg']);
  assert.deepEqual(keptPaths(paths, { exclude: ['*.png'] }), ['a.jpg', 'a.gif', 'old/b.jpg']);
});

test('finds hidden names with a star', () => {
  assert.deepEqual(keptPaths(['.config', '.cache/x'], { exclude: ['*'] }), []);
  assert.deepEqual(keptPaths(['.cache/x', 'y'], { exclude: ['.cache/**'] }), ['y']);
});

test('fits names of any bytes, also those with line breaks', () => {
  const paths = ['private/a\nb', 'private\n/c/d', 'p\udcff/\udc80', 'open/\n', '\n'];
  assert.deepEqual(keptPaths(paths, { exclude: ['private/**'] }), ['private\n/c/d', 'p\udcff/\udc80', 'open/\n', '\n']);
  assert.deepEqual(keptPaths(paths, { include: ['private*/**'] }), ['private/a\nb', 'private\n/c/d']);
  assert.deepEqual(keptPaths(paths, { exclude: ['*'] }), []);
  assert.deepEqual(keptPaths(paths, { exclude: ['**/*'] }), []);
});
