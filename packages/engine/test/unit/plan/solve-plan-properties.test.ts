import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { foldName } from '../../../src/names/fold-name.ts';
import { scenario, type Scenario } from './arbitrary-tree.ts';
import { describeSteps } from './make-table.ts';
import { adoptCopies, planModel, shareName, type ModelRun } from './model-run.ts';
import { aboveOf, lastOf, pathOf, type ModelFile, type TreeModel } from './tree-model.ts';

/** A tree, its plan, and the tree after the plan was carried out. */
interface Carried extends Scenario, ModelRun {
  readonly before: ReadonlyMap<string, ModelFile>;
  readonly foldersBefore: ReadonlySet<string>;
}

/** Plans any tree, carries the plan out step by step, and checks what came of it. */
async function holdsFor(runs: number, check: (carried: Carried) => void | Promise<void>): Promise<void> {
  const property = fc.asyncProperty(scenario, async (make) => {
    const made = make();
    const before = new Map(made.model.files);
    const foldersBefore = new Set(made.model.folders);
    const run = await planModel(made.model, made.options);
    for (let step = 0; step < run.plan.steps.count; step++) made.model.apply(run.plan.steps.step(step));
    await check({ ...made, ...run, before, foldersBefore });
  });
  await fc.assert(property, { numRuns: runs });
}

test('every step finds its file and an empty place, and no file is lost', async () => {
  await holdsFor(400, ({ model, before, plan, options }) => {
    const now = new Set([...model.files.values()].map(({ id }) => id));
    for (const [path, { id }] of before) assert.ok(now.has(id), `${path} is lost`);
    assert.equal(model.files.size, before.size + (options.mode === 'copy' ? plan.filesPlanned : 0));
  });
});

test('a second run over the result plans nothing', async () => {
  await holdsFor(600, async ({ model, options }) => {
    adoptCopies(model, options.wishes.main);
    const second = await planModel(model, options);
    assert.deepEqual(describeSteps(second.plan), []);
    assert.equal(second.plan.filesPlanned, 0);
  });
});

test('planned, in place and left are all files, and every planned file has one step that brings it to its place', async () => {
  await holdsFor(300, ({ plan, rows }) => {
    assert.equal(plan.filesPlanned + plan.filesInPlace + plan.filesLeft, rows.size);
    const last = new Map<bigint, number>();
    for (let index = 0; index < plan.steps.count; index++) {
      const { flags, identity } = plan.steps.step(index);
      if ((flags & (STAGE | FOLDER | UNCOUNTED)) === 0) last.set(identity.inode, (last.get(identity.inode) ?? 0) + 1);
    }
    assert.equal(last.size, plan.filesPlanned);
    assert.ok([...last.values()].every((count) => count === 1));
  });
});

test('a file that gets a step ends in the wanted folder or it stays', async () => {
  await holdsFor(300, ({ plan, model, before }) => {
    const targets = new Map<bigint, string>();
    for (let index = 0; index < plan.steps.count; index++) {
      const { flags, identity, target, action } = plan.steps.step(index);
      if ((flags & FOLDER) === 0 && action !== 'copy') targets.set(identity.inode, pathOf(target));
    }
    for (const [path, { id }] of model.files) {
      const origin = [...before].find(([, file]) => file.id === id)?.[0];
      if (origin !== undefined) assert.equal(path, targets.get(BigInt(id)) ?? origin);
    }
  });
});

test('no two names of one folder fold alike unless both were there before', async () => {
  await holdsFor(300, ({ model, before, foldersBefore }) => {
    const first = new Map<string, string>();
    for (const path of [...model.folders, ...model.files.keys()]) {
      const place = `${aboveOf(path)}/${foldName(lastOf(path))}`;
      const other = first.get(place);
      if (other !== undefined) for (const twin of [path, other]) assert.ok(wasThere(twin), `${path} and ${other}`);
      first.set(place, path);
    }
    function wasThere(path: string): boolean {
      return foldersBefore.has(path) || before.get(path)?.id === model.files.get(path)?.id;
    }
  });
});

test('companions and their main file stay in one folder, under names that go together', async () => {
  await holdsFor(300, ({ model, before, mains, options }) => {
    if (options.mode === 'copy') return;
    for (const pair of mains) {
      const [companion, main] = pair.map((path) => placeNow(model, before, path));
      assert.equal(aboveOf(companion ?? ''), aboveOf(main ?? ''));
      assert.ok(shareName(lastOf(main ?? ''), lastOf(companion ?? '')), `${companion ?? ''} goes with ${main ?? ''}`);
    }
  });
});

test('folders are removed only when nothing is left in them, and never with keepEmptyDirs', async () => {
  await holdsFor(300, ({ model, before, foldersBefore, options }) => {
    for (const folder of foldersBefore) {
      if (model.folders.has(folder)) continue;
      assert.equal(options.mode, 'move');
      assert.equal(options.keepEmptyDirs, false);
      assert.ok(
        [...before.keys()].some((path) => path.startsWith(`${folder}/`)),
        `${folder} was empty before`,
      );
    }
  });
});

const STAGE = 1;
const FOLDER = 16;
const UNCOUNTED = 32;

function placeNow(model: TreeModel, before: ReadonlyMap<string, ModelFile>, path: string): string {
  const id = before.get(path)?.id;
  return [...model.files].find(([, file]) => file.id === id)?.[0] ?? '';
}
