import { diffContents, diffSnapshots, snapshotTree } from '@kempt/engine/testing/tree-snapshot';
import assert from 'node:assert/strict';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { makeCrowd } from '../support/crowd.ts';
import { jsonOf, kempt, temporaryFolder, type Ended, type ProcessOptions } from '../support/kempt-process.ts';
import { PORTABLE_CALLS } from '../support/portable-calls.ts';
import { startRacer } from '../support/racer.ts';

const FOLDERS = Array.from({ length: 250 }, (_, i) => `d${String(i).padStart(3, '0')}`);
const PATHS = FOLDERS.flatMap((folder) => Array.from({ length: 8 }, (_, i) => `inbox/${folder}/${folder}-${i}.txt`));
const TRIES = 10;
/** A folder is a link, or has no name at all, in the moment in which it is opened. */
const CODES = new Set(['folder_is_symlink', 'folder_missing', 'dependency_skipped']);

interface Scene {
  readonly root: string;
  readonly outside: string;
  readonly plan: string;
  readonly options: ProcessOptions;
}

/** Files in many folders that move into as many, and outside of the tree a decoy for each of both. */
function makeScene(env: Readonly<Record<string, string>>): Scene {
  const base = temporaryFolder();
  const root = makeCrowd(join(base, 'root'), PATHS);
  const outside = makeCrowd(join(base, 'outside'), PATHS);
  for (const folder of FOLDERS) {
    for (const place of [root, outside]) mkdirSync(join(place, 'sorted', folder), { recursive: true });
  }
  return { root, outside, plan: join(base, 'plan'), options: { home: join(base, 'state'), env } };
}

const TEMPLATE = ['--template', 'sorted/{parent}/{filename}', '--keep-empty-dirs'];

/** Runs a command while all folders are swapped for links to the decoys and back; answers how many files it left. */
async function underSwaps(scene: Scene, run: () => Promise<Ended>): Promise<number> {
  const { root, outside } = scene;
  const [before, decoys] = [snapshotTree(root), snapshotTree(outside)];
  const places = ['inbox', 'sorted'].flatMap((place) => FOLDERS.map((folder) => join(place, folder)));
  const folders = places.map((place) => ({
    path: join(root, place),
    aside: join(root, `${place}.aside`),
    outside: join(outside, place),
  }));
  const racer = await startRacer({ kind: 'swap', folders });
  const result = jsonOf(await run());
  await racer.stop();
  assert.deepEqual(diffSnapshots(decoys, snapshotTree(outside)), []);
  assert.deepEqual(diffContents([before], [snapshotTree(root)]), []);
  const { problems, files_skipped: skipped } = result;
  assert.ok(Array.isArray(problems));
  for (const { code } of problems as readonly { readonly code: string }[]) assert.ok(CODES.has(code), code);
  assert.equal(Number(result['files_completed']) + Number(skipped), PATHS.length);
  return Number(skipped);
}

for (const [calls, env] of [
  ['native', {}],
  ['portable', PORTABLE_CALLS],
] as const) {
  describe(
    `with ${calls} calls, while folders are swapped for links out of the tree and back`,
    { concurrency: 2 },
    () => {
      test('organize neither brings anything out nor takes anything in, and undo gives everything back', async () => {
        for (let tries = 0; tries < TRIES; tries++) {
          const scene = makeScene(env);
          const { root, plan, options } = scene;
          await kempt(['organize', root, ...TEMPLATE, '--plan-out', plan], options);
          const left = await underSwaps(scene, () => kempt(['apply', plan, '--json'], options));
          assert.equal((await kempt(['undo'], options)).code, 0);
          for (const path of PATHS) assert.ok(existsSync(join(root, path)), path);
          if (left > 0) return;
        }
        assert.fail('no folder was ever a link when it was needed');
      });

      test('undo neither brings anything out nor takes anything in, and a second one gives back the rest', async () => {
        for (let tries = 0; tries < TRIES; tries++) {
          const scene = makeScene(env);
          const { root, options } = scene;
          await kempt(['organize', root, ...TEMPLATE, '--yes'], options);
          const left = await underSwaps(scene, () => kempt(['undo', '--json'], options));
          if (left === 0) continue;
          assert.equal(jsonOf(await kempt(['undo', '--json'], options))['files_completed'], left);
          for (const path of PATHS) assert.ok(existsSync(join(root, path)), path);
          return;
        }
        assert.fail('no folder was ever a link when it was needed');
      });
    },
  );
}
