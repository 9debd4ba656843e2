import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { requireMounts } from '../../src/testing/require-mounts.ts';
import { makeWorkplace } from '../../src/testing/workplace.ts';
import type { AppendMoment, CrashWork } from './fixtures/crash-run.ts';
import { killAtEvery } from './support/crash-bench.ts';
import { atAppend, atStep, deduplicated, linked, organized, planned, request, undone } from './support/crash-works.ts';
import {
  KNOTTY_TREE,
  LINKED_TEMPLATE,
  LINKED_TREE,
  OVERWRITING_TREE,
  RING_TEMPLATE,
  SMALL_TREE,
  TAKEN_NAMES,
  TAKEN_TREE,
  TWINS_TREE,
  writeRing,
} from './support/knotty-tree.ts';
import { writeTree } from './support/write-tree.ts';

const WORDS: Readonly<Record<AppendMoment, string>> = { torn: 'in the middle of', after: 'right behind' };

// The smallest trees that need each kind of step; `npm run torture:steps` kills at the steps of all trees with all works.
describe('killed with SIGKILL at every step', { concurrency: 2 }, () => {
  it('loses nothing of an organize and gives everything back', async () => {
    await using place = makeWorkplace();
    const root = place.at('tree');
    writeTree(root, KNOTTY_TREE);
    const begin = planned({ root });
    assert.ok((await killAtEvery(place, { trees: [root], begin }, atStep)) > 20);
  });

  it('loses nothing of an organize that links and unlinks', async () => {
    await using place = makeWorkplace();
    const root = place.at('tree');
    writeTree(root, SMALL_TREE);
    const scenario = { trees: [root], begin: planned({ root }), native: false };
    assert.ok((await killAtEvery(place, scenario, atStep)) > 10);
  });

  for (const native of [true, false]) {
    it(`tells names of one file apart by their places (${native ? 'renamed' : 'linked and unlinked'})`, async () => {
      await using place = makeWorkplace();
      const root = place.at('tree');
      writeTree(root, LINKED_TREE);
      const begin = planned({ root, template: LINKED_TEMPLATE });
      assert.ok((await killAtEvery(place, { trees: [root], begin, native }, atStep)) > 5);
    });
  }

  it('loses nothing of a copy and removes what it made', async () => {
    await using place = makeWorkplace();
    const [root, into] = [place.at('tree'), place.at('copies')];
    writeTree(root, TAKEN_TREE);
    const begin = planned({ root, into, mode: 'copy' });
    assert.ok((await killAtEvery(place, { trees: [root, into], begin, copies: true }, atStep)) > 10);
  });

  it('loses nothing of a move to another device', async (t) => {
    if (!requireMounts(t)) return;
    await using place = makeWorkplace();
    const [root, into] = [place.mountMemory('one') + '/tree', place.mountMemory('two') + '/sorted'];
    writeTree(root, TAKEN_TREE);
    const begin = planned({ root, into });
    assert.ok((await killAtEvery(place, { trees: [root, into], begin, renewsFiles: true }, atStep)) > 15);
  });

  it('loses nothing of an undo', async () => {
    await using place = makeWorkplace();
    const root = place.at('tree');
    writeTree(root, KNOTTY_TREE);
    assert.ok((await killAtEvery(place, { trees: [root], begin: organized({ root }) }, atStep)) > 20);
  });

  it('loses nothing of the undo of a copy', async () => {
    await using place = makeWorkplace();
    const [root, into] = [place.at('tree'), place.at('copies')];
    writeTree(root, SMALL_TREE);
    const begin = organized({ root, into, mode: 'copy' });
    assert.ok((await killAtEvery(place, { trees: [root, into], begin, copies: true }, atStep)) > 4);
  });

  for (const native of [true, false]) {
    it(`keeps a copy of every content while duplicates go (${native ? 'renamed' : 'linked and unlinked'})`, async () => {
      await using place = makeWorkplace();
      const root = place.at('tree');
      writeTree(root, TWINS_TREE);
      const scenario = { trees: [root], begin: deduplicated({ roots: [root] }), native };
      assert.ok((await killAtEvery(place, scenario, atStep)) > 8);
    });
  }

  for (const action of ['hardlink', 'symlink'] as const) {
    const facts = { renewsFiles: true, keepsNames: true, pointsToFiles: action === 'symlink' };

    it(`keeps a copy of every content while duplicates become links (${action})`, async () => {
      await using place = makeWorkplace();
      const root = place.at('tree');
      writeTree(root, TWINS_TREE);
      const begin = deduplicated({ roots: [root], action });
      assert.ok((await killAtEvery(place, { trees: [root], begin, ...facts }, atStep)) > 8);
    });

    it(`keeps a copy of every content while links become files again (${action})`, async () => {
      await using place = makeWorkplace();
      const root = place.at('tree');
      writeTree(root, TWINS_TREE);
      const begin = linked({ roots: [root], action });
      assert.ok((await killAtEvery(place, { trees: [root], begin, ...facts }, atStep)) > 8);
    });
  }

  it('loses nothing of the undo of a deduplicate', async () => {
    await using place = makeWorkplace();
    const root = place.at('tree');
    writeTree(root, TWINS_TREE);
    const begin = linked({ roots: [root] });
    assert.ok((await killAtEvery(place, { trees: [root], begin }, atStep)) > 6);
  });

  for (const native of [true, false]) {
    it(`loses no old file where new ones take their places (${native ? 'renamed' : 'linked and unlinked'})`, async () => {
      await using place = makeWorkplace();
      const root = place.at('tree');
      writeTree(root, OVERWRITING_TREE);
      const begin = planned({ root, onConflict: 'overwrite' });
      assert.ok((await killAtEvery(place, { trees: [root], begin, native }, atStep)) > 15);
    });
  }

  it('loses no old file where copies take their places', async () => {
    await using place = makeWorkplace();
    const [root, into] = [place.at('tree'), place.at('copies')];
    writeTree(root, TAKEN_TREE);
    writeTree(into, TAKEN_NAMES);
    const begin = planned({ root, into, mode: 'copy', onConflict: 'overwrite' });
    assert.ok((await killAtEvery(place, { trees: [root, into], begin, copies: true }, atStep)) > 15);
  });

  it('loses no old file where files of another device take their places', async (t) => {
    if (!requireMounts(t)) return;
    await using place = makeWorkplace();
    const [root, into] = [place.mountMemory('one') + '/tree', place.mountMemory('two') + '/sorted'];
    writeTree(root, TAKEN_TREE);
    writeTree(into, TAKEN_NAMES);
    const begin = planned({ root, into, onConflict: 'overwrite' });
    assert.ok((await killAtEvery(place, { trees: [root, into], begin, renewsFiles: true }, atStep)) > 15);
  });

  it('keeps a copy of every content while an organize takes duplicates away', async () => {
    await using place = makeWorkplace();
    const root = place.at('tree');
    writeTree(root, TWINS_TREE);
    const begin = planned({ root, duplicates: 'quarantine' });
    assert.ok((await killAtEvery(place, { trees: [root], begin }, atStep)) > 12);
  });

  it('loses nothing of the undo of an organize that took duplicates away', async () => {
    await using place = makeWorkplace();
    const root = place.at('tree');
    writeTree(root, TWINS_TREE);
    const begin = organized({ root, duplicates: 'quarantine' });
    assert.ok((await killAtEvery(place, { trees: [root], begin }, atStep)) > 8);
  });

  it('loses nothing of the undo of an overwriting organize', async () => {
    await using place = makeWorkplace();
    const root = place.at('tree');
    writeTree(root, OVERWRITING_TREE);
    const begin = organized({ root, onConflict: 'overwrite' });
    assert.ok((await killAtEvery(place, { trees: [root], begin }, atStep)) > 8);
  });

  it('gives old files their names back where copies took them, and takes the copies for gone', async () => {
    await using place = makeWorkplace();
    const [root, into] = [place.at('tree'), place.at('copies')];
    writeTree(root, TAKEN_TREE);
    writeTree(into, TAKEN_NAMES);
    const begin = organized({ root, into, mode: 'copy', onConflict: 'overwrite' });
    assert.ok((await killAtEvery(place, { trees: [root, into], begin, copies: true }, atStep)) > 4);
  });

  it('gives old files their names back where files of another device took them', async (t) => {
    if (!requireMounts(t)) return;
    await using place = makeWorkplace();
    const [root, into] = [place.mountMemory('one') + '/tree', place.mountMemory('two') + '/sorted'];
    writeTree(root, TAKEN_TREE);
    writeTree(into, TAKEN_NAMES);
    const begin = organized({ root, into, onConflict: 'overwrite' });
    assert.ok((await killAtEvery(place, { trees: [root, into], begin, renewsFiles: true }, atStep)) > 10);
  });

  for (const [what, work] of [
    ['an organize links duplicates', planned],
    ['that is undone', organized],
  ] as const) {
    it(`keeps every name and a copy of every content while ${what}`, async () => {
      await using place = makeWorkplace();
      const root = place.at('tree');
      writeRing(root);
      const begin = work({ root, duplicates: 'hardlink', template: RING_TEMPLATE });
      const facts = { renewsFiles: true, keepsNames: true };
      assert.ok((await killAtEvery(place, { trees: [root], begin, ...facts }, atStep)) > 12);
    });
  }

  it('organizes what cannot be linked, without a call that exchanges names', async () => {
    await using place = makeWorkplace();
    const root = place.at('tree');
    writeRing(root);
    const begin = planned({ root, duplicates: 'hardlink', template: RING_TEMPLATE });
    const scenario = { trees: [root], begin, native: false, mayRefuse: true };
    assert.ok((await killAtEvery(place, scenario, atStep)) > 12);
  });

  it('loses nothing of a redo', async () => {
    await using place = makeWorkplace();
    const root = place.at('tree');
    writeTree(root, SMALL_TREE);
    assert.ok((await killAtEvery(place, { trees: [root], begin: undone({ root }) }, atStep)) > 8);
  });
});

describe('killed with SIGKILL around every append to plan and journal', { concurrency: 2 }, () => {
  for (const moment of ['torn', 'after'] as const) {
    it(`loses nothing of an organize, ${WORDS[moment]} an append`, async () => {
      await using place = makeWorkplace();
      const root = place.at('tree');
      writeTree(root, SMALL_TREE);
      const begin = (): Promise<CrashWork> => Promise.resolve({ kind: 'organize', request: request({ root }) });
      assert.ok((await killAtEvery(place, { trees: [root], begin }, atAppend(moment))) > 5);
    });

    it(`loses nothing of an undo, ${WORDS[moment]} an append`, async () => {
      await using place = makeWorkplace();
      const root = place.at('tree');
      writeTree(root, SMALL_TREE);
      assert.ok((await killAtEvery(place, { trees: [root], begin: organized({ root }) }, atAppend(moment))) > 5);
    });
  }
});
