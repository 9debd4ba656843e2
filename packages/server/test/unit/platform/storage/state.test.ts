import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { measureState } from '../../../../src/platform/storage/measure-state.ts';
import { readStateRoom, tryStateFolder } from '../../../../src/platform/storage/state-room.ts';

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kempt-state-'));
});
after(() => rm(folder, { recursive: true }));

test('adds up state without what people uploaded, and follows no links', async () => {
  await mkdir(join(folder, 'a', 'inboxes'), { recursive: true });
  await mkdir(join(folder, 'inboxes'));
  for (const path of ['one', 'a/two', 'a/inboxes/three']) await writeFile(join(folder, path), '12345');
  await writeFile(join(folder, 'inboxes', 'photo'), '1'.repeat(1000));
  const before = await measureState(folder);
  assert.equal(before, 15);
  await symlink(join(folder, 'inboxes'), join(folder, 'link'));
  assert.equal(await measureState(folder), 15 + join(folder, 'inboxes').length);
  await rm(join(folder, 'link'));
});

test('counts a folder that is not there as nothing', async () => {
  assert.equal(await measureState(join(folder, 'nowhere')), 0);
});

test('finds a folder that takes what is written, and leaves nothing in it', async () => {
  const before = await readdir(folder);
  await Promise.all([tryStateFolder(folder), tryStateFolder(folder)]);
  assert.deepEqual(await readdir(folder), before);
  const { freeBytes, sizeBytes } = await readStateRoom(folder);
  assert.ok(freeBytes > 0 && sizeBytes >= freeBytes);
});

test('notices a folder that is gone', async () => {
  await assert.rejects(tryStateFolder(join(folder, 'nowhere')), { code: 'ENOENT' });
  await assert.rejects(readStateRoom(join(folder, 'nowhere')), { code: 'ENOENT' });
});
