import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OrganizeRequest } from '../../src/operations/engine.ts';
import {
  createEngineBench,
  ELSEWHERE,
  gather,
  refusal,
  STICK,
  TREE,
  wholeTree,
  type EngineBench,
} from '../support/engine-bench.ts';

/** Files by path below the home folder, settled. */
function benchWith(files: Readonly<Record<string, string>>): EngineBench {
  const bench = createEngineBench();
  for (const [path, content] of Object.entries(files)) {
    bench.disk.writeFile(`/home/me/${path}`, content, { mtime: 1_600_000_000_000_000_000n });
  }
  bench.later();
  return bench;
}

function text(bench: EngineBench, path: string): string {
  return Buffer.from(bench.disk.readFile(path)).toString();
}

async function moves(bench: EngineBench, request: Partial<OrganizeRequest>): Promise<string[]> {
  const planned = await bench.engine.planOrganize({ root: TREE, ...request });
  const lines = await gather(planned.lines());
  await planned.discard();
  return lines.map(({ original_path, new_path }) => `${original_path} -> ${new_path}`);
}

test('deduplicate leaves a file whose bytes are at a destination elsewhere already', async () => {
  const bench = benchWith({ 'tree/a.txt': 'same', 'sorted/documents/a.txt': 'same', 'tree/b.txt': 'new' });
  const planned = await bench.engine.planOrganize({ root: TREE, into: ELSEWHERE, onConflict: 'deduplicate' });
  assert.equal(planned.preview.result.duplicates_found, 1);
  assert.equal(planned.preview.result.files_planned, 1);
  assert.deepEqual(planned.preview.left, [{ reason: 'duplicate', count: 1 }]);
  assert.equal(planned.preview.conflicts_total, 1);
  assert.deepEqual(planned.preview.conflicts, [
    {
      original_path: `${TREE}/a.txt`,
      new_path: `${ELSEWHERE}/documents/a.txt`,
      category: 'documents',
      size_bytes: 4,
      action: 'leave',
    },
  ]);
});

test('deduplicate gives a file of the same size and other bytes another name', async () => {
  const bench = benchWith({ 'tree/a.txt': 'here', 'sorted/documents/a.txt': 'same' });
  assert.deepEqual(await moves(bench, { into: ELSEWHERE, onConflict: 'deduplicate' }), [
    `${TREE}/a.txt -> ${ELSEWHERE}/documents/a (1).txt`,
  ]);
});

test('copying with deduplicate for a second time plans nothing, whether files have bytes or not', async () => {
  const bench = benchWith({ 'tree/a.txt': 'some', 'tree/empty.txt': '' });
  const request = { root: TREE, into: ELSEWHERE, onConflict: 'deduplicate', mode: 'copy' } as const;
  assert.equal((await (await bench.engine.planOrganize(request)).apply()).files_completed, 2);
  bench.later();
  assert.deepEqual(await moves(bench, request), []);
});

test('rename_existing renames what is at a destination elsewhere, and undo gives it its name back', async () => {
  const bench = benchWith({ 'tree/a.txt': 'new', 'sorted/documents/a.txt': 'old' });
  const before = wholeTree(bench);
  const planned = await bench.engine.planOrganize({ root: TREE, into: ELSEWHERE, onConflict: 'rename_existing' });
  const result = await planned.apply();
  assert.equal(result.files_completed, 1, 'making room adds to no counter');
  assert.equal(text(bench, `${ELSEWHERE}/documents/a.txt`), 'new');
  assert.equal(text(bench, `${ELSEWHERE}/documents/a (1).txt`), 'old');
  bench.later();
  await bench.engine.undo({});
  assert.deepEqual(wholeTree(bench), before);
});

for (const [typed, there] of [
  ['Sorted/new', 'sorted'],
  ['Sorted', 'sorted'],
  ['cafe\u0301', 'caf\u00e9'],
]) {
  test(`takes the folder ${JSON.stringify(there)} for the destination ${JSON.stringify(typed)}`, async () => {
    const bench = benchWith({ 'tree/a.txt': 'a', [`tree/${there ?? ''}/b.txt`]: 'b' });
    const into = `${TREE}/${typed ?? ''}`;
    const planned = await bench.engine.planOrganize({ root: TREE, into, by: 'category', keepFolders: true });
    assert.equal(planned.preview.destination.startsWith(`${TREE}/${there ?? ''}`), true);
    await planned.apply();
    bench.later();
    assert.deepEqual(await moves(bench, { into, by: 'category', keepFolders: true }), []);
  });
}

test('makes a destination that is missing with everything above it, and undo removes it again', async () => {
  const bench = benchWith({ 'tree/a.txt': 'a' });
  bench.disk.mkdir(`${STICK}/Big`);
  const before = wholeTree(bench, false);
  const planned = await bench.engine.planOrganize({ root: TREE, into: `${STICK}/x/y/z` });
  assert.equal(planned.preview.destination, `${STICK}/x/y/z`);
  assert.deepEqual(planned.preview.folders, [{ path: 'documents', file_count: 1, total_size_bytes: 1 }]);
  assert.equal(planned.preview.copied_bytes, 1);
  assert.equal(planned.preview.folders_made, 4);
  await planned.apply();
  assert.equal(text(bench, `${STICK}/x/y/z/documents/a.txt`), 'a');
  bench.later();
  await bench.engine.undo({});
  assert.deepEqual(wholeTree(bench, false), before);
});

test('takes a destination that is the source under another name for the source', async () => {
  const bench = benchWith({ 'tree/a.txt': 'a' });
  bench.disk.symlink(TREE, '/home/me/link');
  assert.deepEqual(await moves(bench, { into: '/home/me/link' }), [`${TREE}/a.txt -> ${TREE}/documents/a.txt`]);
});

test('puts files of a folder into the folder above it without calling them moved when they are there', async () => {
  const bench = benchWith({ 'tree/documents/a.txt': 'a', 'tree/b.txt': 'b' });
  const planned = await bench.engine.planOrganize({ root: `${TREE}/documents`, into: TREE });
  assert.equal(planned.preview.result.files_in_place, 1);
  assert.equal(planned.preview.result.files_planned, 0);
});

test('refuses a destination that is, or lies below, something else than a folder', async () => {
  const bench = benchWith({ 'tree/a.txt': 'a', file: 'f' });
  for (const into of ['/home/me/file', '/home/me/file/below/it']) {
    assert.equal(await refusal(bench.engine.planOrganize({ root: TREE, into })), 'destination_not_folder');
  }
});

test("refuses a destination in Kempt's own state, whether it is there or not", async () => {
  const bench = benchWith({ 'tree/a.txt': 'a' });
  const state = '/home/me/.local/state/kempt';
  assert.equal(await refusal(bench.engine.planOrganize({ root: TREE, into: state })), 'path_in_state_folder');
  bench.disk.mkdir(state);
  for (const into of [state, `${state}/deep/down`, '/home/me/.local/state/KEMPT/x']) {
    assert.equal(await refusal(bench.engine.planOrganize({ root: TREE, into })), 'path_in_state_folder', into);
  }
});

test('refuses a destination in a folder of the operating system', async () => {
  const bench = benchWith({ 'tree/a.txt': 'a' });
  bench.disk.mkdir('/etc');
  for (const into of ['/etc', '/etc/new', '/new', '/']) {
    assert.equal(await refusal(bench.engine.planOrganize({ root: TREE, into })), 'system_folder', into);
  }
});

test('refuses a destination that may not be entered', async () => {
  const bench = benchWith({ 'tree/a.txt': 'a', 'closed/x/a.txt': 'a' });
  bench.disk.chmod('/home/me/closed', 0);
  assert.equal(await refusal(bench.engine.planOrganize({ root: TREE, into: '/home/me/closed' })), 'source_unreadable');
});

test('does not scan a destination within the source again', async () => {
  const bench = benchWith({ 'tree/a.txt': 'a', 'tree/out/mine/b.txt': 'b' });
  const planned = await bench.engine.planOrganize({ root: TREE, into: `${TREE}/out` });
  assert.equal(planned.preview.result.files_scanned, 1);
  assert.deepEqual(planned.preview.result.skipped, [{ reason: 'destination_folder', count: 1 }]);
});

test('leaves files whose new folder cannot be listed or written to, and names them', async () => {
  const bench = benchWith({ 'tree/a.txt': 'a', 'tree/b.jpg': 'b', 'sorted/documents/x': 'x', 'sorted/images/x': 'x' });
  bench.disk.chmod(`${ELSEWHERE}/documents`, 0);
  bench.disk.chmod(`${ELSEWHERE}/images`, 0o555);
  const planned = await bench.engine.planOrganize({ root: TREE, into: ELSEWHERE });
  assert.equal(planned.preview.result.files_planned, 0);
  assert.deepEqual(
    planned.preview.result.problems.map(({ path, code }) => `${path} ${code}`),
    [`${TREE}/a.txt destination_blocked`, `${TREE}/b.jpg permission_denied`],
  );
});
