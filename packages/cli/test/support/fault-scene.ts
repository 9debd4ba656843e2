import assert from 'node:assert/strict';
import { join } from 'node:path';
import { diffContents, diffSnapshots, snapshotTree, type TreeSnapshot } from '@kempt/engine/testing/tree-snapshot';
import { UNCOVERED } from '@kempt/engine/testing/uncovered';
import { faultyKempt, type Faults, type InjectedFault } from './faulty-kempt.ts';
import { errorCodeOf, jsonOf, kempt, temporaryFolder, type Ended, type ProcessOptions } from './kempt-process.ts';
import { fillMessyFolder } from './messy-folder.ts';

/** Trees of people, and how they were before anything happened. */
export interface FaultScene {
  /** The folder that is organized. */
  readonly root: string;
  /** Everything that files may be in: the root, and a destination elsewhere. */
  readonly trees: readonly string[];
  readonly before: readonly TreeSnapshot[];
  readonly options: ProcessOptions;
  /** `organize ROOT --yes --json`, with a destination if there is one. */
  readonly organize: readonly string[];
}

/** Where a scene is. */
export interface ScenePlaces {
  /** Folder for root and state; a new one when absent. */
  readonly base?: string;
  /** State folder. */
  readonly home?: string;
  /** A destination elsewhere. */
  readonly into?: string;
  /** Fills the root; a messy folder when absent. */
  readonly fill?: (root: string) => unknown;
  /** Further arguments of the organize. */
  readonly more?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Makes a messy folder with a state folder of its own.
 *
 * @param places - where
 * @returns the scene
 */
export function makeScene(places: ScenePlaces = {}): FaultScene {
  const { base = temporaryFolder(), into, env, fill = fillMessyFolder, more = [] } = places;
  const root = join(base, 'messy');
  fill(root);
  const trees = into === undefined ? [root] : [root, into];
  return {
    root,
    trees,
    before: trees.map(snapshotTree),
    // Calls are counted by thread: those of Node's own threads are to be made by one.
    options: { home: places.home ?? join(base, 'state'), env: { ...UNCOVERED, UV_THREADPOOL_SIZE: '1', ...env } },
    organize: ['organize', root, ...(into === undefined ? [] : ['--into', into]), ...more, '--yes', '--json'],
  };
}

/** What a command with faults printed. */
export interface FaultyResult {
  readonly code: number | null;
  readonly status: unknown;
  readonly planned: number;
  readonly completed: number;
  readonly failed: number;
  /** Last name of the path and code of each problem. */
  readonly problems: readonly string[];
  readonly injected: readonly InjectedFault[];
}

/**
 * Runs a command with faults and checks what always holds: nothing is lost, nothing is there twice, no temporary name
 * is left, and the counters add up.
 *
 * @param scene - where
 * @param args - the command
 * @param faults - which calls fail
 * @returns what it printed
 */
export async function runFaulty(scene: FaultScene, args: readonly string[], faults: Faults): Promise<FaultyResult> {
  const ended = await faultyKempt(args, faults, scene.options);
  assertNothingLost(scene);
  return { ...readResult(ended), injected: ended.injected };
}

/**
 * Reads what a command that ended with a result printed.
 *
 * @param ended - how it ended
 * @returns the parts faults are seen by
 */
export function readResult(ended: Ended): Omit<FaultyResult, 'injected'> {
  const result = jsonOf(ended);
  const count = (name: string): number => Number(result[`files_${name}`]);
  assert.equal(count('planned'), count('completed') + count('skipped') + count('failed'), ended.stdout);
  assert.ok(Array.isArray(result['problems']));
  return {
    code: ended.code,
    status: result['status'],
    planned: count('planned'),
    completed: count('completed'),
    failed: count('failed'),
    problems: result['problems'].map(({ path, code }: Record<string, unknown>) => {
      const shown = String(path);
      return `${shown.slice(shown.lastIndexOf('/') + 1)} ${String(code)}`;
    }),
  };
}

/**
 * Checks that one file failed, the one the refused call was about, and all others were moved.
 *
 * @param result - what the command printed
 * @param code - what the file failed with
 */
export function assertOneFailed(result: FaultyResult, code: string): void {
  const [fault] = result.injected;
  assert.deepEqual([result.code, result.status, result.injected.length], [1, 'completed_with_errors', 1]);
  assert.deepEqual([result.completed, result.failed], [result.planned - 1, 1]);
  assert.deepEqual(result.problems, [`${fault?.name ?? ''} ${code}`]);
}

/**
 * Checks that every content is there as often as before, and no temporary name beside.
 *
 * @param scene - where
 */
export function assertNothingLost({ trees, before }: FaultScene): void {
  const now = trees.map(snapshotTree);
  assert.deepEqual(diffContents(before, now), []);
  const parts = now.flatMap((tree) => [...tree.keys()]).filter((path) => path.endsWith('.part'));
  assert.deepEqual(parts, []);
}

/**
 * Undoes what was done without faults and checks that every byte, name, mode and time is as it was.
 *
 * @param scene - where
 * @param expected - `nothing` where there must be nothing to undo, `perhaps` where there need not be anything,
 *   `ignoreIdentity` where files were copied
 */
export async function assertTakenBack(
  scene: FaultScene,
  expected: { readonly nothing?: boolean; readonly perhaps?: boolean; readonly ignoreIdentity?: boolean } = {},
): Promise<void> {
  const undone = await kempt(['undo', '--json'], scene.options);
  const isEmpty = expected.nothing ?? (expected.perhaps === true && errorCodeOf(undone) === 'nothing_to_undo');
  assert.equal(undone.code, isEmpty ? 4 : 0, undone.stdout);
  assertAsBefore(scene, expected);
}

/**
 * Checks that every byte, name, mode and time is as it was.
 *
 * @param scene - where
 * @param expected - `ignoreIdentity` where files were copied
 */
export function assertAsBefore(scene: FaultScene, expected: { readonly ignoreIdentity?: boolean } = {}): void {
  scene.trees.forEach((tree, i) => {
    const { ignoreIdentity = false } = expected;
    assert.deepEqual(diffSnapshots(scene.before[i] ?? new Map(), snapshotTree(tree), { ignoreIdentity }), []);
  });
}
