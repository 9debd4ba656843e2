import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { makeExt4Image, type Ext4Image } from '@kempt/engine/testing/ext4-image';
import { requireMounts } from '@kempt/engine/testing/require-mounts';
import { requireTool } from '@kempt/engine/testing/require-tool';
import { makeWorkplace, type Workplace } from '@kempt/engine/testing/workplace';
import { assertNothingLost, assertTakenBack, makeScene, type FaultScene } from '../support/fault-scene.ts';
import { errorCodeOf, kempt } from '../support/kempt-process.ts';
import { pauseKempt, type Pause } from '../support/paused-kempt.ts';

function isPossible(t: TestContext): boolean {
  return requireMounts(t) && ['strace', 'mkfs.ext4', 'xfs_io'].every((tool) => requireTool(t, tool));
}

/** What is on the disk that loses its power. */
type Layout = (place: Workplace, disk: string) => FaultScene;

const TREE_AND_STATE: Layout = (_, disk) => makeScene({ base: join(disk, 'in') });
const TREE: Layout = (place, disk) => makeScene({ base: join(disk, 'in'), home: place.at('state') });
const STATE: Layout = (place, disk) => makeScene({ base: place.folder('here'), home: join(disk, 'state') });
const DESTINATION: Layout = (place, disk) => {
  const into = join(disk, 'into');
  mkdirSync(into);
  return makeScene({ base: place.folder('here'), into });
};

/** Cuts the power right behind a call, and goes on over the dead disk or not at all. */
async function cut(
  scene: FaultScene,
  image: Ext4Image,
  { pause, dies }: { pause: Pause; dies: boolean },
): Promise<void> {
  execFileSync('sync', ['-f', image.folder]);
  const paused = await pauseKempt(scene.organize, pause, scene.options);
  image.cutPower();
  if (dies) paused.signal('SIGKILL');
  paused.resume();
  const ended = await paused.ended;
  if (!dies)
    assert.ok(ended.code === 1 || (ended.code === 3 && errorCodeOf(ended) === 'state_unwritable'), ended.stdout);
  image.mountAgain();
}

interface Case {
  readonly what: string;
  readonly layout: Layout;
  readonly moments: readonly (readonly [call: string, when: string, dies: boolean])[];
}

const CASES: readonly Case[] = [
  {
    what: 'of the disk with tree and journal',
    layout: TREE_AND_STATE,
    moments: [
      ['fdatasync', '3', true],
      ['renameat2', '4', false],
      ['fsync', '4', true],
    ],
  },
  { what: 'of the disk with the tree alone', layout: TREE, moments: [['renameat2', '3', false]] },
  { what: 'of the disk with the journal alone', layout: STATE, moments: [['renameat2', '6', true]] },
  {
    what: 'of the disk that files are copied to',
    layout: DESTINATION,
    moments: [
      ['fsync', '4', true],
      ['linkat', '3', false],
      ['unlinkat', '8', true],
    ],
  },
];

for (const { what, layout, moments } of CASES) {
  describe(`a power cut ${what}`, { concurrency: 2 }, () => {
    for (const [call, when, dies] of moments) {
      const how = dies ? 'the machine stops' : 'Kempt goes on over the dead disk';
      it(`loses nothing, and everything goes back: behind ${call} ${when}, ${how}`, async (t) => {
        if (!isPossible(t)) return;
        await using place = makeWorkplace();
        const image = makeExt4Image(place, 'disk');
        const scene = layout(place, image.folder);
        await cut(scene, image, { pause: { call, when }, dies });
        const recovered = await kempt(['recover', '--json'], scene.options);
        assert.ok(recovered.code === 0 || recovered.code === 1, recovered.stdout);
        assertNothingLost(scene);
        // The disk may have got another number when it was mounted again.
        await assertTakenBack(scene, { ignoreIdentity: true, perhaps: true });
      });
    }
  });
}
