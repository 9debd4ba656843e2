import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mergeProcessCovs, type FunctionCov, type ProcessCov } from '@bcoe/v8-coverage';

/** Below the repository: what each process left, and what was made of it. */
const RAW = 'coverage/raw';
/** Below the repository: one file for each run, or part of a run, of the tests. */
export const MERGED = 'coverage/merged';

const OURS = /^file:.*\/packages\/[^/]+\/src\//;

/** Adding each to the sum of all before it would go through that sum thousands of times. */
const AT_ONCE = 100;

/**
 * Prepares the folder that every Node process under the tests leaves its coverage in.
 *
 * @param root - the repository
 * @returns the folder, empty, to be named in NODE_V8_COVERAGE
 */
export function makeCoverageFolder(root: string): string {
  for (const folder of [RAW, MERGED]) {
    rmSync(join(root, folder), { recursive: true, force: true });
    mkdirSync(join(root, folder), { recursive: true });
  }
  return join(root, RAW);
}

/**
 * Adds up what all processes left, and keeps it as one file below {@link MERGED}.
 *
 * @param root - the repository
 * @param name - of that file, without an ending
 */
export function mergeCoverage(root: string, name: string): void {
  const sums: ProcessCov[] = [];
  let some: ProcessCov[] = [];
  for (const file of readdirSync(join(root, RAW))) {
    some.push(readOwn(join(root, RAW, file)));
    if (some.length < AT_ONCE) continue;
    sums.push(mergeProcessCovs(some));
    some = [];
  }
  writeFileSync(join(root, MERGED, `${name}.json`), JSON.stringify(mergeProcessCovs([...sums, ...some])));
}

/** What a process ran of our packages; nothing when it was killed while it wrote that down. */
function readOwn(path: string): ProcessCov {
  let coverage: ProcessCov;
  try {
    coverage = JSON.parse(readFileSync(path, 'utf8')) as ProcessCov;
  } catch {
    return { result: [] };
  }
  return { result: coverage.result.filter(({ url, functions }) => OURS.test(url) && functions.every(isCounted)) };
}

/**
 * Of a function that comes from Node's compile cache only the calls are counted, and its branches would all seem to be
 * covered; a process that kept the cache tells nothing about such a file.
 */
function isCounted({ isBlockCoverage, ranges }: FunctionCov): boolean {
  return isBlockCoverage || ranges[0]?.count === 0;
}
