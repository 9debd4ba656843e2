import { statfsSync } from 'node:fs';
import { makeTree } from '../make-tree.ts';
import type { DuplicateTreeKind } from '../report/duplicate-figures.ts';
import { CONTENTS, countCopies } from '../tree/contents.ts';
import { makeLargeFiles, sizeOfEach } from './large-files.ts';

/** A tree to be searched. */
export interface SearchTree {
  readonly kind: DuplicateTreeKind;
  readonly root: string;
  /** Files it will hold; 0 where that is not known before. */
  readonly files: number;
  /** Duplicates that are in it; undefined where that is not known. */
  readonly duplicates: number | undefined;
  /** Makes it. */
  make(): Promise<unknown>;
}

/** Which trees are wanted. */
export interface TreesRequest {
  /** Numbers of small files. */
  readonly sizes: readonly number[];
  readonly seed: number;
  readonly largeFiles: number;
  readonly largeBytes: number;
  /** A folder to be read only; none when empty. */
  readonly real: string;
  /** Folder that trees are made in, one at a time. */
  readonly root: string;
  /** Folder whose file system they lie on. */
  readonly scratch: string;
}

/**
 * Chooses the trees: small files with copies at every size; files of one size that all differ at the smallest; equal
 * ones at the largest; large files; a real tree.
 *
 * @param request - sizes and places
 * @returns trees that are made when they are needed
 */
export function searchTrees(request: TreesRequest): readonly SearchTree[] {
  const { sizes, largeFiles, real } = request;
  return [
    ...sizes.map((files) => smallTree(request, 'copies', files)),
    ...(sizes.length === 0 ? [] : [smallTree(request, 'one_size', Math.min(...sizes))]),
    ...(sizes.length === 0 ? [] : [smallTree(request, 'equal', Math.max(...sizes))]),
    ...(largeFiles === 0 ? [] : [largeTree(request)]),
    ...(real === '' ? [] : [realTree(real)]),
  ];
}

function smallTree({ root, seed }: TreesRequest, kind: 'copies' | 'one_size' | 'equal', files: number): SearchTree {
  return {
    kind,
    root,
    files,
    duplicates: countCopies(CONTENTS[kind], files, seed),
    make: () => makeTree({ root, files, seed, contents: kind }),
  };
}

function largeTree({ root, seed, largeFiles, largeBytes, scratch }: TreesRequest): SearchTree {
  return {
    kind: 'large',
    root,
    files: largeFiles,
    duplicates: largeFiles >> 1,
    make: async () => {
      const { bavail, bsize } = statfsSync(scratch);
      const size = sizeOfEach(largeFiles, Math.min(largeBytes, (bavail * bsize) / 2));
      makeLargeFiles({ root, files: largeFiles, size, seed });
      await Promise.resolve();
    },
  };
}

function realTree(root: string): SearchTree {
  return { kind: 'real', root, files: 0, duplicates: undefined, make: () => Promise.resolve() };
}
