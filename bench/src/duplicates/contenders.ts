import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { measure, readNumbers } from '../measure.ts';
import { KEMPT_RUNS, READ_FLOOR } from '../report/duplicate-figures.ts';
import type { Measurement } from '../report/figures.ts';
import { KEMPT } from '../run-size.ts';
import type { Workplace } from '../workplace.ts';
import { HASHER, type Finder } from './finders.ts';
import { measureFinder } from './measure-finder.ts';
import type { SearchTree } from './search-trees.ts';

/** What Kempt says it found. */
export interface FoundByKempt {
  readonly files: number;
  readonly bytes: number;
  readonly groups: number;
  readonly duplicates: number;
}

/** Something to be run on a tree. */
export interface Contender {
  readonly name: string;
  /**
   * Runs it once.
   *
   * @param tree - where
   * @param limitSeconds - when it is stopped, unless it is Kempt or a bare loop
   * @returns figures, undefined when it was stopped; what Kempt found comes with them
   */
  run(tree: SearchTree, limitSeconds: number): Promise<ContenderRun>;
}

/** What came of a run. */
export interface ContenderRun {
  readonly measurement: Measurement | undefined;
  readonly found?: FoundByKempt;
}

/**
 * Kempt twice: as if it had never seen the tree, and with what it remembers of that.
 *
 * @param workplace - where its state is
 * @returns both, in this order
 */
export function kemptContenders({ home, scratch }: Workplace): readonly Contender[] {
  return [
    {
      name: KEMPT_RUNS.first,
      run: (tree) => {
        rmSync(join(home, 'hash-cache'), { force: true });
        return runKempt(tree, home, scratch);
      },
    },
    { name: KEMPT_RUNS.second, run: (tree) => runKempt(tree, home, scratch) },
  ];
}

/**
 * Another finder.
 *
 * @param finder - program and arguments
 * @param name - what it is called in tables
 * @param scratch - where it runs
 * @returns the contender
 */
export function finderContender(finder: Finder, name: string, scratch: string): Contender {
  return {
    name,
    run: async ({ root }, limitSeconds) => ({
      measurement: await measureFinder([finder.name, ...finder.args, root], scratch, limitSeconds),
    }),
  };
}

/**
 * What only reads, and what hashes without comparing: no finder can be faster on files that must be read whole.
 *
 * @param scratch - where they run
 * @param hasher - what the hasher is called in tables; undefined where it is not there
 * @returns the floors
 */
export function floorContenders(scratch: string, hasher: string | undefined): readonly Contender[] {
  const script = join(import.meta.dirname, '../read-floor.ts');
  const reading: Contender = {
    name: READ_FLOOR,
    run: async ({ root }) => {
      const { measurement, code } = await measure({ args: [script, root], scratch });
      if (code !== 0) throw new Error(`The floor exited ${String(code)}.`);
      return { measurement };
    },
  };
  if (hasher === undefined) return [reading];
  const paths = (root: string): string[] => readdirSync(root).map((name) => join(root, name));
  const hashing: Contender = {
    name: hasher,
    run: async ({ root }, limitSeconds) => ({
      measurement: await measureFinder([HASHER.name, '--no-names', ...paths(root)], scratch, limitSeconds),
    }),
  };
  return [reading, hashing];
}

async function runKempt(
  { root, kind, duplicates }: SearchTree,
  home: string,
  scratch: string,
): ReturnType<Contender['run']> {
  const args = [KEMPT, 'duplicates', root, '--hidden', '--json'];
  const { measurement, stdout, code } = await measure({ args, env: { KEMPT_HOME: home }, scratch });
  const mayHaveProblems = kind === 'real';
  if (code !== 0 && !(mayHaveProblems && code === 1)) {
    throw new Error(`kempt duplicates exited ${String(code)}: ${stdout.slice(0, 2000)}`);
  }
  const number = readNumbers(stdout);
  const found = {
    files: number('files'),
    bytes: number('size_bytes'),
    groups: number('groups'),
    duplicates: number('duplicate_files'),
  };
  if (duplicates !== undefined && found.duplicates !== duplicates) {
    throw new Error(`There are ${duplicates} duplicates, and Kempt found ${found.duplicates}.`);
  }
  return { measurement, found };
}
