import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { test, type TestContext } from 'node:test';
import { createEngine } from '../../src/operations/create-engine.ts';
import type { Engine } from '../../src/operations/engine.ts';
import { makeExt4Image } from '../../src/testing/ext4-image.ts';
import { requireMounts } from '../../src/testing/require-mounts.ts';
import { requireTool } from '../../src/testing/require-tool.ts';
import { diffSnapshots, snapshotTree } from '../../src/testing/tree-snapshot.ts';
import { makeWorkplace, type Workplace } from '../../src/testing/workplace.ts';
import { KNOTTY_TEMPLATE, SMALL_TREE } from './support/knotty-tree.ts';
import { writeTree } from './support/write-tree.ts';

/** More disks than a machine has free numbers for below the one that is wanted. */
const MOST_DISKS = 20;

function canMountImages(t: TestContext): boolean {
  return requireMounts(t) && requireTool(t, 'mkfs.ext4');
}

/** Does something with an engine that holds no folder open afterwards. */
async function withEngine<T>(place: Workplace, act: (engine: Engine) => Promise<T>): Promise<T> {
  const engine = createEngine({ stateFolder: place.at('state'), homeFolder: place.at('home') });
  try {
    return await act(engine);
  } finally {
    await engine.close();
  }
}

async function organize(engine: Engine, root: string): Promise<void> {
  const plan = await engine.planOrganize({ root, template: KNOTTY_TEMPLATE, settleSeconds: 0 });
  assert.equal((await plan.apply()).status, 'completed');
}

/** Mounts a disk again while others have taken its device number. */
function mountElsewhere(place: Workplace, folder: string): void {
  const { dev } = statSync(folder);
  for (let i = 0; i < MOST_DISKS; i++) {
    place.unmount(folder);
    makeExt4Image(place, `other-${String(i)}`);
    place.mount('disk', '-o', 'loop', place.at('disk.img'));
    if (statSync(folder).dev !== dev) return;
  }
  assert.fail('the disk has its number each time');
}

test('takes back what was done before a disk was mounted again under another device number', async (t) => {
  if (!canMountImages(t)) return;
  await using place = makeWorkplace();
  const { folder } = makeExt4Image(place, 'disk');
  const root = `${folder}/tree`;
  writeTree(root, SMALL_TREE);
  const before = snapshotTree(root);
  await withEngine(place, (engine) => organize(engine, root));
  assert.notDeepEqual(diffSnapshots(before, snapshotTree(root)), []);

  mountElsewhere(place, folder);
  const undone = await withEngine(place, (engine) => engine.undo({}));
  assert.equal(undone.status, 'completed', JSON.stringify(undone.problems));
  assert.deepEqual(diffSnapshots(before, snapshotTree(root), { ignoreIdentity: true }), []);
});

test('moves nothing on another disk that is mounted in the place of the one it was done on', async (t) => {
  if (!canMountImages(t)) return;
  await using place = makeWorkplace();
  const { folder } = makeExt4Image(place, 'disk');
  const root = `${folder}/tree`;
  writeTree(root, SMALL_TREE);
  await withEngine(place, (engine) => organize(engine, root));

  makeExt4Image(place, 'another');
  place.unmount(place.at('another'));
  place.unmount(folder);
  place.mount('disk', '-o', 'loop', place.at('another.img'));
  writeTree(root, SMALL_TREE);
  const before = snapshotTree(root);
  const undone = await withEngine(place, (engine) => engine.undo({}));
  assert.equal(undone.files_completed, 0);
  assert.deepEqual(diffSnapshots(before, snapshotTree(root)), []);
});
