import assert from 'node:assert/strict';
import { linkSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { diffSnapshots, snapshotTree, type TreeSnapshot } from '@kempt/engine/testing/tree-snapshot';
import { UNCOVERED } from '@kempt/engine/testing/uncovered';
import { faultyKempt, type Faults } from './faulty-kempt.ts';
import { errorCodeOf, jsonOf, kempt, temporaryFolder, type Ended, type ProcessOptions } from './kempt-process.ts';
import { problemCodes } from './reclaimed.ts';

/** A tree with duplicates, and how it was. */
export interface ReclaimScene {
  readonly root: string;
  readonly before: TreeSnapshot;
  /** Names as bytes, and what they must lead to at any time. */
  readonly files: readonly (readonly [name: Buffer, content: string])[];
  readonly options: ProcessOptions;
}

/**
 * Makes a tree with two groups of duplicates, one of which has two names where hard links are asked for.
 *
 * @param action - what becomes of the duplicates
 * @param base - folder for tree and state; a new one when absent
 * @returns the scene
 */
export function makeReclaimScene(action: string, base = temporaryFolder()): ReclaimScene {
  const root = join(base, 'tree');
  const files = [
    file('a-kept', 'first content'),
    file('b/copy', 'first content'),
    file('b/caf\xe9', 'first content'),
    file('c/kept', 'second content'),
    file('d/copy', 'second content'),
  ];
  for (const folder of ['b', 'c', 'd']) mkdirSync(join(root, folder), { recursive: true });
  files.forEach(([path, content], i) => {
    const whole = Buffer.concat([Buffer.from(`${root}/`), path]);
    writeFileSync(whole, content);
    utimesSync(whole, 1_500_000_000 + i, 1_500_000_000 + i);
  });
  if (action === 'hardlink') linkSync(join(root, 'b/copy'), join(root, 'd/again'));
  const options = { home: join(base, 'state'), env: { ...UNCOVERED, UV_THREADPOOL_SIZE: '1' } };
  const again = action === 'hardlink' ? [file('d/again', 'first content')] : [];
  return { root, before: snapshotTree(root), files: [...files, ...again], options };
}

function file(name: string, content: string): readonly [name: Buffer, content: string] {
  return [Buffer.from(name, 'latin1'), content];
}

/**
 * Runs a command with faults and checks what always holds: every name leads to its bytes, the fault is reported, and a
 * recovery leaves no temporary name.
 *
 * @param scene - where
 * @param args - the command
 * @param faults - which calls fail
 * @returns codes of the problems it printed
 */
export async function runWithFaults(
  scene: ReclaimScene,
  args: readonly string[],
  faults: Faults,
): Promise<readonly unknown[]> {
  const ended = await faultyKempt(args, faults, scene.options);
  assertEveryByte(scene, ended.stdout);
  assert.equal(ended.code, 1, ended.stdout);
  await kempt(['recover', '--json'], scene.options);
  assertEveryByte(scene, ended.stdout);
  const parts = [...snapshotTree(scene.root).keys()].filter(
    (path) => path.includes('.kempt-') && path.endsWith('.part'),
  );
  assert.deepEqual(parts, [], ended.stdout);
  return problemCodes(ended);
}

/** Each name must lead to the bytes it led to, by whatever links, or lie in the quarantine. */
function assertEveryByte({ root, files }: ReclaimScene, message: string): void {
  for (const [name, content] of files) {
    const path = Buffer.concat([Buffer.from(`${root}/`), name]);
    assert.equal(readFileSync(path, 'utf8'), content, `${name.toString('latin1')}: ${message}`);
  }
}

/**
 * Takes everything back without faults, and checks that every byte, name, mode and time is as it was, and that names of
 * one file are that again.
 *
 * @param scene - where
 * @param expected - `otherFolderTimes` where a recovery removed something after the undo had set the times of folders
 */
export async function assertAllTakenBack(
  scene: ReclaimScene,
  expected: { readonly otherFolderTimes?: boolean } = {},
): Promise<void> {
  for (let again = true; again;) {
    const ended: Ended = await kempt(['undo', '--json'], scene.options);
    again = ended.code === 0 && Number(jsonOf(ended)['files_completed']) > 0;
    if (ended.code !== 0) assert.equal(errorCodeOf(ended), 'nothing_to_undo', ended.stdout);
  }
  const now = snapshotTree(scene.root);
  const differences = diffSnapshots(scene.before, now, { ignoreIdentity: true });
  const isFolderTime = (line: string): boolean => /^mtime of [a-d]:/.test(line);
  assert.deepEqual(
    differences.filter((line) => expected.otherFolderTimes !== true || !isFolderTime(line)),
    [],
  );
  assert.deepEqual(namesTogether(now), namesTogether(scene.before));
}

function namesTogether(tree: TreeSnapshot): readonly string[] {
  const names = new Map<string, string[]>();
  for (const [path, { kind, identity }] of tree) {
    if (kind === 'file') names.set(identity, [...(names.get(identity) ?? []), path]);
  }
  return Array.from(names.values(), (some) => some.join(' ')).sort();
}
