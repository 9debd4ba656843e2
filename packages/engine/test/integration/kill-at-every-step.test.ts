import assert from 'node:assert/strict';
import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { createEngine } from '../../src/operations/create-engine.ts';
import type { DeduplicateRequest, OrganizeRequest } from '../../src/operations/engine.ts';
import type { EngineParts } from '../../src/operations/engine-parts.ts';
import { requireMounts } from '../../src/testing/require-mounts.ts';
import type { AppendMoment, CrashWork } from './fixtures/crash-run.ts';
import { killAtEvery, leaveDeduplicate, leavePlan, type KillChoice } from './support/crash-bench.ts';
import {
  KNOTTY_TEMPLATE,
  KNOTTY_TREE,
  LINKED_TEMPLATE,
  LINKED_TREE,
  OVERWRITING_TREE,
  SMALL_TREE,
  TWINS_TREE,
} from './support/knotty-tree.ts';
import { makeWorkplace } from '../../src/testing/workplace.ts';
import { writeTree } from './support/write-tree.ts';

const KEEP = { action: 'quarantine', keep: ['first_seen'] } as const;
const WORDS: Readonly<Record<AppendMoment, string>> = { torn: 'in the middle of', after: 'right behind' };
const atStep: KillChoice = (n) => ({ killAtStep: n });
const atAppend =
  (moment: AppendMoment): KillChoice =>
  (n) => ({ killAtAppend: { append: n, moment } });

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
    writeTree(root, SMALL_TREE);
    const begin = planned({ root, into, mode: 'copy' });
    assert.ok((await killAtEvery(place, { trees: [root, into], begin, copies: true }, atStep)) > 15);
  });

  it('loses nothing of a move to another device', async (t) => {
    if (!requireMounts(t)) return;
    await using place = makeWorkplace();
    const [root, into] = [place.mountMemory('one') + '/tree', place.mountMemory('two') + '/sorted'];
    writeTree(root, SMALL_TREE);
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
    writeTree(root, SMALL_TREE);
    writeTree(into, { 'documents/1.txt': 'c', 'documents/2.txt': 'dd' });
    const begin = planned({ root, into, mode: 'copy', onConflict: 'overwrite' });
    assert.ok((await killAtEvery(place, { trees: [root, into], begin, copies: true }, atStep)) > 15);
  });

  it('loses no old file where files of another device take their places', async (t) => {
    if (!requireMounts(t)) return;
    await using place = makeWorkplace();
    const [root, into] = [place.mountMemory('one') + '/tree', place.mountMemory('two') + '/sorted'];
    writeTree(root, SMALL_TREE);
    writeTree(into, { 'documents/1.txt': 'c', 'documents/2.txt': 'dd' });
    const begin = planned({ root, into, onConflict: 'overwrite' });
    assert.ok((await killAtEvery(place, { trees: [root, into], begin, renewsFiles: true }, atStep)) > 15);
  });

  for (const native of [true, false]) {
    const how = native ? 'renamed' : 'linked and unlinked';
    it(`keeps a copy of every content while an organize takes duplicates away (${how})`, async () => {
      await using place = makeWorkplace();
      const root = place.at('tree');
      writeTree(root, TWINS_TREE);
      const begin = planned({ root, duplicates: 'quarantine' });
      assert.ok((await killAtEvery(place, { trees: [root], begin, native }, atStep)) > 12);
    });
  }

  it('loses nothing of an organize that overwrites and takes duplicates away at once', async () => {
    await using place = makeWorkplace();
    const root = place.at('tree');
    writeTree(root, { ...OVERWRITING_TREE, 'inbox/three (copy).txt': 'new', 'inbox/again.txt': 'aa' });
    const begin = planned({ root, onConflict: 'overwrite', duplicates: 'quarantine' });
    assert.ok((await killAtEvery(place, { trees: [root], begin }, atStep)) > 20);
  });

  it('loses nothing of the undo and the redo of an organize that took duplicates away', async () => {
    for (const work of [organized, undone]) {
      await using place = makeWorkplace();
      const root = place.at('tree');
      writeTree(root, TWINS_TREE);
      const begin = work({ root, duplicates: 'quarantine' });
      assert.ok((await killAtEvery(place, { trees: [root], begin }, atStep)) > 8);
    }
  });

  it('loses nothing of the undo and the redo of an overwriting organize', async () => {
    for (const work of [organized, undone]) {
      await using place = makeWorkplace();
      const root = place.at('tree');
      writeTree(root, OVERWRITING_TREE);
      const begin = work({ root, onConflict: 'overwrite' });
      assert.ok((await killAtEvery(place, { trees: [root], begin }, atStep)) > 8);
    }
  });

  for (const tree of ['twins', 'ring'] as const) {
    const linking = {
      duplicates: 'hardlink',
      template: tree === 'ring' ? '{year}/{filename}' : LINKED_TEMPLATE,
    } as const;
    const facts = { renewsFiles: true, keepsNames: true };

    it(`keeps every name and a copy of every content while an organize links duplicates (${tree})`, async () => {
      for (const work of tree === 'ring' ? [planned, organized] : [undone]) {
        await using place = makeWorkplace();
        const root = place.at('tree');
        if (tree === 'twins') writeTree(root, TWINS_TREE);
        else writeRing(root);
        const begin = work({ root, ...linking });
        assert.ok((await killAtEvery(place, { trees: [root], begin, ...facts }, atStep)) > 12);
      }
    });
  }

  it('organizes what cannot be linked, without a call that exchanges names', async () => {
    await using place = makeWorkplace();
    const root = place.at('tree');
    writeRing(root);
    const begin = planned({ root, duplicates: 'hardlink', template: '{year}/{filename}' });
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

/** Duplicates and a file of its own that trade places in one ring: each goes to the year of its time. */
function writeRing(root: string): void {
  const contents = ['same', 'same', 'another', 'twin', 'twin'];
  writeTree(root, Object.fromEntries(contents.map((content, i) => [`${String(2000 + i)}/f`, content])));
  contents.forEach((_, i) => {
    const time = new Date(Date.UTC(2000 + ((i + 1) % contents.length), 5));
    utimesSync(join(root, String(2000 + i), 'f'), time, time);
  });
}

function request(wanted: Partial<OrganizeRequest> & { readonly root: string }): OrganizeRequest {
  return { template: KNOTTY_TEMPLATE, settleSeconds: 0, ...wanted };
}

/** The killed work is the organize. */
function planned(wanted: Parameters<typeof request>[0]): (parts: EngineParts) => Promise<CrashWork> {
  return async (parts) => ({ kind: 'carry_out', operationId: await leavePlan(parts, request(wanted)) });
}

/** The killed work takes duplicates away. */
function deduplicated(
  wanted: Pick<DeduplicateRequest, 'roots'> & Partial<DeduplicateRequest>,
): (parts: EngineParts) => Promise<CrashWork> {
  return async (parts) => ({
    kind: 'carry_out',
    operationId: await leaveDeduplicate(parts, { ...KEEP, ...wanted }),
  });
}

/** The killed work is the undo of a deduplicate. */
function linked(
  wanted: Pick<DeduplicateRequest, 'roots'> & Partial<DeduplicateRequest>,
): (parts: EngineParts) => Promise<CrashWork> {
  return async (parts) => {
    const plan = await createEngine(parts).planDeduplicate({ ...KEEP, ...wanted });
    assert.equal((await plan.apply()).status, 'completed');
    return { kind: 'undo', operationId: plan.operationId };
  };
}

/** The killed work is the undo of an organize. */
function organized(wanted: Parameters<typeof request>[0]): (parts: EngineParts) => Promise<CrashWork> {
  return async (parts) => {
    const plan = await createEngine(parts).planOrganize(request(wanted));
    assert.equal((await plan.apply()).status, 'completed');
    return { kind: 'undo', operationId: plan.operationId };
  };
}

/** The killed work is the undo of an undo. */
function undone(wanted: Parameters<typeof request>[0]): (parts: EngineParts) => Promise<CrashWork> {
  return async (parts) => {
    const engine = createEngine(parts);
    const plan = await engine.planOrganize(request(wanted));
    assert.equal((await plan.apply()).status, 'completed');
    return { kind: 'undo', operationId: (await engine.undo({})).operation_id };
  };
}
