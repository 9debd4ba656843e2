import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import type { NewStep } from '../../src/journal/plan-batch.ts';
import type { PlanHeader } from '../../src/journal/plan-header.ts';
import type { FolderRef } from '../../src/ports/file-system.ts';
import { createMemoryJournalStore } from '../../src/testing/memory-journal-store.ts';
import { createEngineBench, ELSEWHERE, refusal, TREE, wholeTree, type EngineBench } from '../support/engine-bench.ts';
import { HEADER, ID, stepOf, writePlan } from '../unit/journal/plan-samples.ts';

const folder = mkdtempSync(join(tmpdir(), 'kempt-foreign-'));
after(() => {
  rmSync(folder, { recursive: true, force: true });
});

const TOP: FolderRef = { root: 0, path: '' };
const REFERENCE: FolderRef = { root: 1, path: '' };
const QUARANTINE: FolderRef = { root: 0, path: `.kempt-quarantine/${ID}` };

const ANOTHERS: FolderRef = { root: 0, path: '.kempt-quarantine/other' };

/** Two files with the same bytes below the tree, and two below another folder, which a plan may call a reference. */
function bench(): EngineBench {
  const made = createEngineBench();
  for (const path of [`${TREE}/a`, `${TREE}/b`, `${ELSEWHERE}/a`, `${ELSEWHERE}/b`]) made.disk.writeFile(path, 'same');
  made.disk.mkdir(`${TREE}/.kempt-quarantine`);
  made.disk.mkdir(`${TREE}/.kempt-quarantine/${ID}`);
  made.later();
  return made;
}

async function headerOf({ disk }: EngineBench, header: Partial<PlanHeader>): Promise<PlanHeader> {
  const roots = await Promise.all([TREE, ELSEWHERE].map((path) => disk.openRoot(path)));
  return {
    ...HEADER,
    roots: roots.map(({ path, device, inode, fileSystemId }, i) => ({
      path,
      device,
      inode,
      file_system_id: fileSystemId,
      ...(i === 1 ? { reference: true } : {}),
    })),
    ...header,
  };
}

function fileOf({ disk }: EngineBench, path: string): NewStep['identity'] {
  const { device = 0n, inode = 0n, size = 0, mtime = 0n } = disk.stat(path) ?? {};
  return { device, inode, size, mtime };
}

/** The step that somebody wrote, as a plan file that is whole. */
async function written(
  made: EngineBench,
  header: Partial<PlanHeader>,
  step: Parameters<typeof stepOf>[0],
): Promise<string> {
  const store = createMemoryJournalStore();
  const whole = stepOf({
    source: TOP,
    sourceName: 'a',
    target: TOP,
    targetName: 'moved',
    identity: fileOf(made, `${TREE}/a`),
    kept: { folder: TOP, name: Buffer.from('b'), rule: 'first_seen', ...fileOf(made, `${TREE}/b`) },
    ...step,
  });
  await writePlan(store, [whole], await headerOf(made, header));
  const file = join(folder, 'plan');
  writeFileSync(file, store.bytes(ID, 'plan'));
  return file;
}

const DEDUPLICATE = { type: 'deduplicate' } as const;
const PLACE = { target: QUARANTINE, targetName: '0-a' };

describe('a plan file that is whole is refused when it', () => {
  for (const [what, header, step] of [
    ['removes a file for good', {}, { action: 'purge' }],
    ['removes a copy', {}, { action: 'remove_copy', targetName: 'b' }],
    ['organizes and quarantines where nobody looks', {}, { action: 'quarantine', target: TOP }],
    ['organizes and links symbolically', {}, { action: 'symlink', targetName: 'a' }],
    ['organizes and links a file to another place', {}, { action: 'hardlink', targetName: 'moved' }],
    [
      'organizes and links in a quarantine',
      {},
      { action: 'hardlink', source: ANOTHERS, target: ANOTHERS, targetName: 'a' },
    ],
    ['displaces where nobody looks', {}, { action: 'displace', target: TOP }],
    ['displaces to the quarantine of another plan', {}, { action: 'displace', target: ANOTHERS, targetName: '0-a' }],
    ['displaces what is in a quarantine', {}, { action: 'displace', source: ANOTHERS, ...PLACE }],
    ['deduplicates and displaces', DEDUPLICATE, { action: 'displace', ...PLACE }],
    ['moves out of a reference', {}, { source: REFERENCE }],
    ['moves into a reference', {}, { target: REFERENCE }],
    ['gives folders other times', { restore_times: [{ folder: TOP, expected_mtime: 0n, atime: 0n, mtime: 0n }] }, {}],
    ['is an undo', { type: 'undo' }, {}],
    ['is a purge', { type: 'purge' }, { action: 'purge' }],
    ['deduplicates and removes for good', DEDUPLICATE, { action: 'purge', ...PLACE }],
    ['deduplicates and moves', DEDUPLICATE, { action: 'move', ...PLACE }],
    ['takes a duplicate out of a reference', DEDUPLICATE, { action: 'quarantine', source: REFERENCE, ...PLACE }],
    ['quarantines where nobody looks', DEDUPLICATE, { action: 'quarantine', target: TOP }],
    ['quarantines what is in a quarantine', DEDUPLICATE, { action: 'quarantine', source: ANOTHERS, ...PLACE }],
    ['puts a symbolic link at another place', DEDUPLICATE, { action: 'symlink', target: TOP, targetName: 'moved' }],
    ['links a file to another place', DEDUPLICATE, { action: 'hardlink', target: TOP, targetName: 'moved' }],
    ['makes folders where it likes', DEDUPLICATE, { action: 'make_folder', sourceName: '', targetName: 'new' }],
  ] as const) {
    test(what, async () => {
      const made = bench();
      const before = wholeTree(made);
      const file = await written(made, header, step);
      assert.equal(await refusal(made.engine.openPlanFile(file)), 'plan_corrupt');
      assert.deepEqual(wholeTree(made), before);
      assert.deepEqual(await made.engine.history(), []);
    });
  }
});

describe('a plan file that is whole is carried out when it', () => {
  for (const [what, header, step, gone] of [
    ['moves', {}, {}, 'a'],
    ['organizes and quarantines', {}, { action: 'quarantine', ...PLACE }, 'a'],
    ['organizes and links', {}, { action: 'hardlink', targetName: 'a' }, undefined],
    ['quarantines', DEDUPLICATE, { action: 'quarantine', ...PLACE }, 'a'],
    ['links symbolically', DEDUPLICATE, { action: 'symlink', targetName: 'a' }, undefined],
    ['links', DEDUPLICATE, { action: 'hardlink', targetName: 'a' }, undefined],
  ] as const) {
    test(what, async () => {
      const made = bench();
      const planned = await made.engine.openPlanFile(await written(made, header, step));
      const { status, files_completed: completed } = await planned.apply();
      assert.deepEqual([status, completed], ['completed', 1]);
      if (gone !== undefined) assert.equal(made.disk.stat(`${TREE}/${gone}`), undefined);
    });
  }
});

test('a deduplicate whose reference is another folder by now leaves what needs a copy in it', async () => {
  const made = bench();
  const elsewhere = { folder: REFERENCE, name: Buffer.from('a'), rule: 'reference_root' } as const;
  const kept = { ...elsewhere, ...fileOf(made, `${ELSEWHERE}/a`) };
  const file = await written(made, DEDUPLICATE, { action: 'quarantine', ...PLACE, kept });
  made.disk.rename(ELSEWHERE, `${ELSEWHERE}-old`);
  const { problems, files_skipped: skipped } = await (await made.engine.openPlanFile(file)).apply();
  assert.deepEqual([skipped, problems.map(({ code }) => code)], [1, ['kept_missing']]);
  assert.ok(made.disk.stat(`${TREE}/a`) !== undefined);
});
