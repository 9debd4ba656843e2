import assert from 'node:assert/strict';
import type { OrganizeRequest } from '../../src/operations/engine.ts';
import { CrashError } from '../../src/testing/faults.ts';
import { contentHashes } from '../../src/testing/memory-snapshot.ts';
import type { MemoryWorldOptions } from '../../src/testing/memory-world.ts';
import { createEngineBench, ELSEWHERE, STICK, TREE, wholeTree, type EngineBench } from './engine-bench.ts';
import { plantTangle } from './tangled-tree.ts';

/** Something to do that a crash cuts short. */
export interface Variant {
  /** What is done, in words. */
  readonly title: string;
  readonly request: Partial<OrganizeRequest>;
  readonly world?: MemoryWorldOptions;
  /** Leaves files out that would take many steps each. */
  readonly few?: true;
}

/** Every way files travel. */
export const VARIANTS: readonly Variant[] = [
  { title: 'sorting a tree', request: {} },
  { title: 'sorting a tree where moves are links', request: {}, world: { linkMoves: true } },
  { title: 'sorting a tree onto another disk', request: { into: `${STICK}/new` }, few: true },
  { title: 'copying a tree elsewhere', request: { into: ELSEWHERE, mode: 'copy' }, few: true },
];

/**
 * A machine with the tangled tree.
 *
 * @param variant - what is to be done
 * @param seed - decides what a power cut leaves of unsynced bytes
 * @returns engine and machine
 */
export function plant({ world = {}, few }: Variant, seed: number): EngineBench {
  const bench = createEngineBench({ ...world, seed });
  plantTangle(bench.disk, TREE, few === true ? 'few' : 'many');
  bench.later();
  return bench;
}

/**
 * Plans and carries out.
 *
 * @param bench - the machine
 * @param request - what and how
 */
export async function organize(bench: EngineBench, request: Partial<OrganizeRequest>): Promise<void> {
  await (await bench.engine.planOrganize({ root: TREE, ...request })).apply();
}

/**
 * What is where, whatever times folders have: a recovery need not give them those of a run without a crash.
 *
 * @param bench - the machine
 * @returns one line a file or folder
 */
export function places({ disk }: EngineBench): string[] {
  return Array.from(disk.snapshot('/home'), ([path, { hash, mode }]) => `${path} ${hash} ${mode.toString(8)}`).concat(
    Array.from(disk.snapshot(STICK), ([path, { hash }]) => `${path} ${hash}`),
  );
}

/** How to go on after a crash. */
export interface Way {
  readonly way: string;
  readonly goOn: (bench: EngineBench, expected: Expected) => Promise<void>;
}

/** Ways to go on after a crash, each with what must be true in the end. */
const WAYS: readonly [Way, Way, Way] = [
  {
    way: 'resume',
    goOn: async (bench, { organized, request }) => {
      await bench.engine.recover({});
      bench.later();
      const [newest] = await bench.engine.history();
      if (newest?.status === 'interrupted') await bench.engine.resume({});
      else if (newest === undefined) await organize(bench, request);
      assert.deepEqual(places(bench), organized);
    },
  },
  {
    way: 'finish',
    goOn: async (bench, { organized, request }) => {
      await bench.engine.recover({ then: 'finish' });
      bench.later();
      if ((await bench.engine.history()).length === 0) await organize(bench, request);
      assert.deepEqual(places(bench), organized);
    },
  },
  {
    way: 'roll back',
    goOn: async (bench, { first, withInodes }) => {
      await bench.engine.recover({ then: 'roll_back' });
      bench.later();
      const [newest] = await bench.engine.history();
      if (newest?.type === 'organize' && newest.files_completed > 0) await bench.engine.undo({});
      assert.deepEqual(wholeTree(bench, withInodes), first);
    },
  },
];

/** How it is without a crash. */
export interface Expected {
  readonly request: Partial<OrganizeRequest>;
  readonly withInodes: boolean;
  readonly first: readonly string[];
  readonly organized: readonly string[];
}

/**
 * Does it without a crash.
 *
 * @param variant - what to do
 * @returns how it was, how it is, and in how many steps
 */
export async function expectation(variant: Variant): Promise<Expected & { readonly steps: number }> {
  const bench = plant(variant, 1);
  const withInodes = Object.keys(variant.request).length === 0;
  const first = wholeTree(bench, withInodes);
  const start = bench.world.faults.steps;
  await organize(bench, variant.request);
  const steps = bench.world.faults.steps - start;
  return { request: variant.request, withInodes, first, organized: places(bench), steps };
}

/**
 * Every step with one of the ways, in turn.
 *
 * @param step - any number
 * @returns how to go on
 */
export function wayAfter(step: number): Way {
  return WAYS[step % WAYS.length] ?? WAYS[0];
}

/**
 * Runs something that is to crash, and checks that no content is lost; then starts the machine again.
 *
 * @param bench - the machine
 * @param step - where it crashes; at even steps the power is cut
 * @param run - what is to crash
 */
export async function crash(bench: EngineBench, step: number, run: () => Promise<unknown>): Promise<void> {
  const before = contentHashes(bench.disk.snapshot());
  bench.world.faults.crashAt(step);
  await assert.rejects(run(), CrashError);
  const after = new Set(contentHashes(bench.disk.snapshot()));
  assert.deepEqual(
    before.filter((hash) => !after.has(hash)),
    [],
  );
  bench.restart({ powerCut: step % 2 === 0 });
}

/**
 * Counts steps.
 *
 * @param bench - the machine
 * @param run - what to do
 * @returns how many steps it takes
 */
export async function countSteps(bench: EngineBench, run: () => Promise<unknown>): Promise<number> {
  const start = bench.world.faults.steps;
  await run();
  return bench.world.faults.steps - start;
}

/**
 * Tells what failed.
 *
 * @param words - what is checked
 * @param check - the check
 */
export async function says(words: string, check: () => Promise<void>): Promise<void> {
  await check().catch((error: unknown) => {
    throw new Error(words, { cause: error });
  });
}
