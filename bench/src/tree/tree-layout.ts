import { createSeededRandom, mixSeed } from '@kempt/engine/testing/seeded-random';

/** The folders of a test tree, parents before children, and how many files each holds. */
export interface TreeLayout {
  /** Paths below the root. */
  readonly folders: readonly string[];
  /** Folder i holds the files `firstFile[i]` to `firstFile[i + 1] - 1`. */
  readonly firstFile: Uint32Array;
}

/**
 * Lays out a tree: one folder for every 200 files, three levels deep, some fuller than others; every level holds
 * files.
 *
 * @param files - how many files the tree will hold
 * @param seed - chooses how full each folder is
 * @returns the folders
 */
export function layOutTree(files: number, seed: number): TreeLayout {
  const count = Math.max(1, Math.round(files / FILES_PER_FOLDER));
  const width = fanOut(count);
  const folders: string[] = [];
  for (let i = 0; i < count; i++) {
    const parent = i < width ? '' : `${folders[Math.floor(i / width) - 1] ?? ''}/`;
    folders.push(`${parent}${LEVEL_NAMES[i % LEVEL_NAMES.length] ?? ''} ${i}`);
  }
  return { folders, firstFile: shareOut(files, count, seed) };
}

/** The smallest width of three levels that hold all folders. */
function fanOut(count: number): number {
  let width = 1;
  while (width + width ** 2 + width ** 3 < count) width++;
  return width;
}

function shareOut(files: number, count: number, seed: number): Uint32Array {
  const random = createSeededRandom(mixSeed(seed, 0xf01d));
  const weights = Float64Array.from({ length: count }, () => 0.25 + 1.5 * random.next());
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const firstFile = new Uint32Array(count + 1);
  let sum = 0;
  weights.forEach((weight, i) => {
    sum += weight;
    firstFile[i + 1] = Math.round((files * sum) / total);
  });
  firstFile[count] = files;
  return firstFile;
}

const FILES_PER_FOLDER = 200;
const LEVEL_NAMES = ['Camera', 'work', 'Old stuff', 'downloads', 'Música', 'backup', '写真', 'misc'];
