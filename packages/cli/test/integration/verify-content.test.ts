import { requireTool } from '@kempt/engine/testing/require-tool';
import assert from 'node:assert/strict';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { errorCodeOf, jsonOf, kempt, runProcess, temporaryFolder } from '../support/kempt-process.ts';

const base = temporaryFolder();
const home = join(base, 'state');

/** Organizes two files, and has a copy with the same times take the place of the folder, as after a restore. */
async function restored(
  name: string,
  more: readonly string[],
): Promise<{ readonly id: string; readonly root: string }> {
  const root = join(base, name);
  mkdirSync(root);
  for (const file of ['a.txt', 'b.txt']) writeFileSync(join(root, file), file);
  const organized = await kempt(['organize', root, '--yes', '--settle', '0', '--json', ...more], { home });
  assert.equal((await runProcess(['cp', '-a', root, `${root}-copy`])).code, 0);
  rmSync(root, { recursive: true });
  renameSync(`${root}-copy`, root);
  return { id: String(jsonOf(organized)['operation_id']), root };
}

async function verify(id: string): Promise<Record<string, unknown>> {
  return jsonOf(await kempt(['verify', id, '--match', 'content', '--json'], { home }));
}

function isMissingTool(t: TestContext): boolean {
  return !requireTool(t, 'cp') || !requireTool(t, 'touch');
}

test('recognises restored files by their bytes, before and after they were taken back', async (t) => {
  if (isMissingTool(t)) return;
  const { id } = await restored('whole', ['--hash']);
  const refused = await kempt(['verify', id, '--json'], { home });
  assert.deepEqual([refused.code, errorCodeOf(refused)], [3, 'root_changed']);
  assert.match(refused.stdout, /--match content/);
  assert.deepEqual(await verify(id), { operation_id: id, checked: 2, ok: 2, differing: [] });
  const undone = await kempt(['undo', id, '--match', 'content', '--json'], { home });
  assert.equal(undone.code, 0, undone.stdout);
  assert.deepEqual(await verify(id), { operation_id: id, checked: 2, ok: 2, differing: [] });
});

test('finds other bytes behind the same size and time', async (t) => {
  if (isMissingTool(t)) return;
  const { id, root } = await restored('changed', ['--hash']);
  const [file, times] = [join(root, 'documents', 'a.txt'), join(base, 'times')];
  assert.equal((await runProcess(['touch', '-r', file, times])).code, 0);
  writeFileSync(file, 'A.txt');
  assert.equal((await runProcess(['touch', '-r', times, file])).code, 0);
  const differing = [{ path: file, code: 'changed_since_operation' }];
  assert.deepEqual(await verify(id), { operation_id: id, checked: 2, ok: 1, differing });
});

test('vouches for no file whose bytes were not recorded', async (t) => {
  if (isMissingTool(t)) return;
  const { id } = await restored('unhashed', []);
  const { checked, ok } = await verify(id);
  assert.deepEqual([checked, ok], [2, 0]);
});
