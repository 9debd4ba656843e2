import { diffSnapshots, snapshotTree } from '@kempt/engine/testing/tree-snapshot';
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { makeCrowd } from '../support/crowd.ts';
import { jsonOf, kempt, temporaryFolder, type ProcessOptions } from '../support/kempt-process.ts';
import { fillMessyFolder, MOVABLE } from '../support/messy-folder.ts';

function scene(): { readonly base: string; readonly root: string; readonly options: ProcessOptions } {
  const base = temporaryFolder();
  return { base, root: fillMessyFolder(join(base, 'messy')), options: { home: join(base, 'state') } };
}

async function organize(argv: readonly string[], options: ProcessOptions): Promise<Record<string, unknown>> {
  const ended = await kempt(['organize', ...argv, '--yes', '--json'], options);
  assert.equal(ended.code, 0, ended.stdout);
  return jsonOf(ended);
}

test('a destination inside the source is allowed, and what is in it is not looked at again', async () => {
  const { root, options } = scene();
  const before = snapshotTree(root);
  const argv = [root, '--into', join(root, 'new', 'sorted')];
  assert.equal((await organize(argv, options))['files_completed'], MOVABLE);
  assert.ok(existsSync(join(root, 'new', 'sorted', 'images', 'holiday.jpg')));
  const again = await organize(argv, options);
  assert.deepEqual([again['files_planned'], again['files_in_place']], [0, 0]);
  assert.match(JSON.stringify(again['skipped']), /"destination_folder","count":1/);
  assert.equal((await kempt(['undo'], options)).code, 0);
  assert.deepEqual(diffSnapshots(before, snapshotTree(root)), []);
});

test('the source itself as a destination is no other one, under whatever name', async () => {
  const { base, root, options } = scene();
  symlinkSync(root, join(base, 'link'));
  assert.equal((await organize([root, '--into', root], options))['files_completed'], MOVABLE);
  for (const into of [`${root}/.`, join(base, 'link'), `${root}/images/..`]) {
    const again = await organize([root, '--into', into], options);
    assert.deepEqual([again['files_planned'], again['files_in_place']], [0, MOVABLE], into);
  }
});

test('a folder without any file is nothing to do, and nothing of it is kept', async () => {
  const { base, options } = scene();
  for (const name of ['empty', 'only-folders/below', 'only-hidden']) mkdirSync(join(base, name), { recursive: true });
  makeCrowd(join(base, 'only-hidden'), ['.hidden']);
  for (const name of ['empty', 'only-folders', 'only-hidden']) {
    const result = await organize([join(base, name)], options);
    assert.deepEqual([result['files_planned'], result['status']], [0, 'completed'], name);
  }
  assert.deepEqual(jsonOf(await kempt(['history', '--json'], options)), { operations: [] });
});

test('no value of a field leads out of the destination', async () => {
  const base = temporaryFolder();
  const options = { home: join(base, 'state') };
  const names = ['...txt', '....txt', '..txt', 'x.txt', ' ..txt', '.. .txt'];
  for (const [i, template] of [
    '{name}/{filename}',
    '{name|replace:x:..}/{filename}',
    '{name|replace:x:/etc}/{filename}',
    '{name|replace:x:../../..}/{filename}',
    '{extension|replace:txt:..}/{filename}',
    '{parent|replace:deep:..}/{filename}',
  ].entries()) {
    const around = join(base, `around-${String(i)}`);
    const root = makeCrowd(
      join(around, 'root'),
      names.map((name) => `deep/${name}`),
    );
    const result = await organize([root, '--hidden', '--template', template], options);
    assert.equal(result['files_completed'], names.length, template);
    assert.deepEqual(readdirSync(around), ['root'], template);
    const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    assert.equal(files.length, names.length, template);
  }
});
