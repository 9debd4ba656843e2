import { mkdirSync } from 'node:fs';
import type { BenchOptions } from '../bench-options.ts';
import {
  treeName,
  type CacheState,
  type DuplicateFigures,
  type DuplicatesResult,
} from '../report/duplicate-figures.ts';
import type { Measurement } from '../report/figures.ts';
import { clear, syncDisks, type Workplace } from '../workplace.ts';
import { finderContender, floorContenders, kemptContenders, type Contender, type FoundByKempt } from './contenders.ts';
import { FINDERS, findPrograms, HASHER, KEMPT_GUARANTEE, TIMER, versionOf } from './finders.ts';
import { dropCaches } from './page-cache.ts';
import { searchTrees, type SearchTree } from './search-trees.ts';

/** An empty page cache slows finders down by what the disk takes. */
const COLD_FACTOR = 5;

/** What is to be measured, where, and who hears of it. */
export interface DuplicatesRequest extends BenchOptions {
  readonly workplace: Workplace;
  /** Told of every run. */
  readonly log: (line: string) => void;
}

/**
 * Measures Kempt's search for duplicates beside other finders on trees of several kinds, with a warm and with a cold
 * page cache.
 *
 * @param request - sizes, repeats and place
 * @returns all measurements
 * @throws Error when a run failed, or Kempt did not find what is there
 */
export async function runDuplicates(request: DuplicatesRequest): Promise<DuplicatesResult> {
  const { workplace, sizes, cold } = request;
  const field = openField(request);
  const leftOut = [...field.leftOut];
  const states: CacheState[] = ['warm'];
  if (cold && dropCaches()) states.push('cold');
  else leftOut.push(`runs with a cold page cache${cold ? ', which take root on Linux' : ''}.`);
  const base = await measureBase(request);
  const trees: DuplicateFigures[] = [];
  const { tree: root, scratch } = workplace;
  for (const tree of searchTrees({ ...request, sizes: sizes.duplicates, root, scratch })) {
    clear(workplace);
    await tree.make();
    if (tree.kind === 'real' || tree.kind === 'large') await field.warmUp.run(tree, request.limitSeconds);
    for (const state of states) trees.push(await measureTree({ request, field, tree, state }));
  }
  clear(workplace);
  return { base, trees, guarantees: field.guarantees, leftOut };
}

/** Everything that is run on the trees. */
interface Field {
  readonly contenders: readonly Contender[];
  /** Run on large files only. */
  readonly floors: readonly Contender[];
  /** Reads a tree that was not just made. */
  readonly warmUp: Contender;
  readonly guarantees: ReadonlyMap<string, string>;
  readonly leftOut: readonly string[];
}

function openField({ comparesPeers, installsPeers, workplace }: DuplicatesRequest): Field {
  const { scratch } = workplace;
  const wanted = comparesPeers ? [TIMER, HASHER.name, ...FINDERS.map(({ name }) => name)] : [];
  const there = findPrograms(wanted, installsPeers);
  const missing = wanted.filter((name) => !there.has(name));
  const finders = there.has(TIMER) ? FINDERS.filter(({ name }) => there.has(name)) : [];
  const named = finders.map((finder) => ({ finder, name: versionOf(finder.name) }));
  const hasher = there.has(TIMER) && there.has(HASHER.name) ? versionOf(HASHER.name) : undefined;
  const floors = floorContenders(scratch, hasher);
  const [warmUp] = floors;
  if (warmUp === undefined) throw new Error('There is nothing that only reads.');
  return {
    contenders: [
      ...named.map(({ finder, name }) => finderContender(finder, name, scratch)),
      ...kemptContenders(workplace),
    ],
    floors,
    warmUp,
    guarantees: new Map([
      ['kempt', KEMPT_GUARANTEE],
      ...named.map(({ finder, name }) => [name, finder.guarantee] as const),
      ...(hasher === undefined ? [] : [[hasher, HASHER.guarantee] as const]),
    ]),
    leftOut: [
      ...(comparesPeers ? [] : ['other finders, as asked.']),
      ...missing.map((name) => `${name}, which is not on the PATH (apt-get install ${name}, or --peers).`),
      ...(missing.includes(TIMER) ? ['all other finders, which GNU time measures.'] : []),
    ],
  };
}

async function measureBase(request: DuplicatesRequest): Promise<Measurement[]> {
  const { workplace, runsAt } = request;
  const runs: Measurement[] = [];
  const [first] = kemptContenders(workplace);
  clear(workplace);
  mkdirSync(workplace.tree);
  const empty = {
    kind: 'copies',
    root: workplace.tree,
    files: 0,
    duplicates: 0,
    make: () => Promise.resolve(),
  } as const;
  // The very first run compiles, and leaves what it compiled to the others.
  await first?.run(empty, request.limitSeconds);
  for (let run = 0; run < runsAt(0); run++) {
    const made = await first?.run(empty, request.limitSeconds);
    if (made?.measurement !== undefined) runs.push(made.measurement);
  }
  return runs;
}

interface TreeRequest {
  readonly request: DuplicatesRequest;
  readonly field: Field;
  readonly tree: SearchTree;
  readonly state: CacheState;
}

async function measureTree({ request, field, tree, state }: TreeRequest): Promise<DuplicateFigures> {
  const runs = new Map<string, Measurement[]>();
  let about: FoundByKempt = { files: tree.files, bytes: 0, groups: 0, duplicates: 0 };
  const stopped = new Map<string, number>();
  const limitSeconds = request.limitSeconds * (state === 'cold' ? COLD_FACTOR : 1);
  const contenders = tree.kind === 'large' ? [...field.contenders, ...field.floors] : field.contenders;
  for (let run = 0; run < request.runsAt(tree.files); run++) {
    for (const contender of contenders) {
      if (stopped.has(contender.name)) continue;
      if (state === 'cold') dropCaches();
      else syncDisks();
      const { measurement, found } = await contender.run(tree, limitSeconds);
      about = found ?? about;
      const name = treeName({ kind: tree.kind, files: about.files, cache: state });
      if (measurement === undefined) {
        stopped.set(contender.name, limitSeconds);
        runs.delete(contender.name);
        request.log(`${name}: ${contender.name} more than ${String(limitSeconds)} s, stopped`);
        continue;
      }
      runs.set(contender.name, [...(runs.get(contender.name) ?? []), measurement]);
      const peak = (measurement.peakBytes / 1e6).toFixed(0);
      request.log(`${name}: ${contender.name} ${measurement.wallSeconds.toFixed(2)} s, ${peak} MB`);
    }
  }
  return { ...about, kind: tree.kind, cache: state, runs, stopped };
}
