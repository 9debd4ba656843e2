import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { requireMounts } from '@kempt/engine/testing/require-mounts';
import { requireTool } from '@kempt/engine/testing/require-tool';
import { makeWorkplace } from '@kempt/engine/testing/workplace';
import { makeXfsImage } from '@kempt/engine/testing/xfs-image';
import { faultyKempt } from '../support/faulty-kempt.ts';
import { kempt } from '../support/kempt-process.ts';
import { problemCodes } from '../support/reclaimed.ts';
import { assertAllTakenBack, makeReclaimScene, runWithFaults, type ReclaimScene } from '../support/reclaim-scene.ts';

/** What fails, and what is said of the files that it concerns. */
interface Fault {
  readonly what: string;
  readonly inject: readonly string[];
  /** Only calls about these, below the tree. */
  readonly paths?: readonly string[];
  readonly codes: readonly string[];
  /** Something is left that a recovery removes, after the undo has set the times of folders. */
  readonly leavesNames?: boolean;
}

const EXCHANGES: readonly Fault[] = [
  { what: 'the first exchange', inject: ['renameat2:error=EIO:when=1'], codes: ['io_error'] },
  { what: 'the last exchange', inject: ['renameat2:error=ENOSPC:when=3'], codes: ['no_space_left'] },
  { what: 'an exchange', inject: ['renameat2:error=EPERM:when=2'], codes: ['permission_denied'] },
  { what: 'an exchange that is not known', inject: ['renameat2:error=EINVAL:when=1'], codes: ['not_supported'] },
  { what: 'the removal of what came out', inject: ['unlinkat:error=EIO:when=1'], codes: ['io_error'] },
  { what: 'a later removal', inject: ['unlinkat:error=EPERM:when=3'], codes: ['permission_denied'] },
  {
    what: 'the removal, and the way back from it,',
    inject: ['unlinkat:error=EIO:when=1', 'renameat2:error=EIO:when=2'],
    codes: ['io_error'],
    leavesNames: true,
  },
  {
    what: 'the removal of what came out and of what was made',
    inject: ['unlinkat:error=EPERM:when=1..2'],
    codes: ['permission_denied'],
  },
];

const FAULTS: Readonly<Record<'hardlink' | 'symlink', readonly Fault[]>> = {
  hardlink: [
    { what: 'the first link', inject: ['linkat:error=ENOSPC:when=1'], codes: ['no_space_left'] },
    {
      what: 'a link for the reason that there are too many',
      inject: ['linkat:error=EMLINK:when=2'],
      codes: ['too_many_links'],
    },
    { what: 'the last link', inject: ['linkat:error=EPERM:when=4'], codes: ['permission_denied'] },
    ...EXCHANGES,
  ],
  symlink: [
    { what: 'the first link', inject: ['symlinkat:error=ENOSPC:when=1'], codes: ['no_space_left'] },
    { what: 'a link for its length', inject: ['symlinkat:error=ENAMETOOLONG:when=2'], codes: ['name_too_long'] },
    { what: 'the last link', inject: ['symlinkat:error=EIO:when=3'], codes: ['io_error'] },
    ...EXCHANGES,
  ],
};

/** Of what takes the links back. */
const FAULTS_BACK: Readonly<Record<'hardlink' | 'symlink', readonly Fault[]>> = {
  hardlink: [
    { what: 'the link that joins two names', inject: ['linkat:error=EIO:when=1'], codes: ['io_error'] },
    ...EXCHANGES,
  ],
  symlink: EXCHANGES,
};

const SYNCS: readonly Fault[] = ['EIO', 'ENOSPC'].map((error) => ({
  what: 'the sync of the kept files',
  inject: [`syncfs:error=${error}`, `fsync:error=${error}`],
  paths: ['a-kept', 'c/kept'],
  codes: [error === 'EIO' ? 'io_error' : 'no_space_left'],
}));

for (const action of ['hardlink', 'symlink'] as const) {
  describe(`a fault while duplicates become links (${action})`, { concurrency: 2 }, () => {
    const argv = ({ root }: ReclaimScene): readonly string[] => [
      'deduplicate',
      root,
      ...['--keep', 'first_seen', '--action', action, '--yes', '--json'],
    ];
    const inTree = ({ root }: ReclaimScene, { inject, paths = ['b', 'd'] }: Fault) => ({
      inject,
      paths: paths.map((path) => join(root, path)),
    });

    for (const fault of [...FAULTS[action], ...SYNCS]) {
      it(`of ${fault.what} (${fault.inject.join(', ')}) leaves that file and loses nothing`, async (t) => {
        if (!requireTool(t, 'strace')) return;
        const scene = makeReclaimScene(action);
        const codes = await runWithFaults(scene, argv(scene), inTree(scene, fault));
        assert.deepEqual([...new Set(codes)], fault.codes);
        await assertAllTakenBack(scene);
      });
    }

    it('of the sync of the whole disk is made up for by those of the files', async (t) => {
      if (!requireTool(t, 'strace')) return;
      const scene = makeReclaimScene(action);
      const ended = await faultyKempt(argv(scene), { inject: ['syncfs:error=EIO'] }, scene.options);
      assert.deepEqual([ended.code, problemCodes(ended)], [0, []]);
      await assertAllTakenBack(scene);
    });

    it('of the sync of a folder is reported, and everything can be taken back', async (t) => {
      if (!requireTool(t, 'strace')) return;
      const scene = makeReclaimScene(action);
      const faults = { inject: ['fsync:error=EIO'], paths: [join(scene.root, 'b')] };
      assert.deepEqual(await runWithFaults(scene, argv(scene), faults), ['io_error']);
      await assertAllTakenBack(scene);
    });

    for (const fault of FAULTS_BACK[action]) {
      it(`of ${fault.what} (${fault.inject.join(', ')}) while they are taken back loses nothing`, async (t) => {
        if (!requireTool(t, 'strace')) return;
        const scene = makeReclaimScene(action);
        assert.equal((await kempt(argv(scene), scene.options)).code, 0);
        await runWithFaults(scene, ['undo', '--json'], inTree(scene, fault));
        await assertAllTakenBack(scene, { otherFolderTimes: fault.leavesNames ?? false });
      });
    }

    for (const error of ['ENOSPC', 'EIO', 'EPERM']) {
      it(`of everything (${error}) leaves all as it is`, async (t) => {
        if (!requireTool(t, 'strace')) return;
        const scene = makeReclaimScene(action);
        const inject = ['linkat', 'symlinkat', 'renameat2', 'unlinkat'].map((call) => `${call}:error=${error}`);
        await runWithFaults(scene, argv(scene), inTree(scene, { what: '', inject, codes: [] }));
        await assertAllTakenBack(scene);
      });
    }
  });
}

describe('a fault while duplicates share their bytes', { concurrency: 2 }, () => {
  for (const [error, code] of [
    ['EIO', 'io_error'],
    ['ENOSPC', 'no_space_left'],
    ['EPERM', 'permission_denied'],
    ['EOPNOTSUPP', 'not_supported'],
  ] as const) {
    it(`(${error}) leaves the file as it is`, async (t) => {
      if (!requireTool(t, 'strace') || !requireMounts(t) || !requireTool(t, 'mkfs.xfs')) return;
      await using place = makeWorkplace();
      const scene = makeReclaimScene('reflink', makeXfsImage(place, 'disk'));
      const argv = ['deduplicate', scene.root, '--keep', 'first_seen', '--action', 'reflink', '--yes', '--json'];
      const faults = { inject: [`ioctl:error=${error}`], paths: [join(scene.root, 'c/kept')] };
      assert.deepEqual(await runWithFaults(scene, argv, faults), [code]);
      await assertAllTakenBack(scene);
    });
  }
});
