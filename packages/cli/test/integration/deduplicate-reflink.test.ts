import assert from 'node:assert/strict';
import { appendFileSync, lstatSync, mkdirSync, readFileSync, statfsSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { requireMounts } from '@kempt/engine/testing/require-mounts';
import { requireTool } from '@kempt/engine/testing/require-tool';
import { makeWorkplace } from '@kempt/engine/testing/workplace';
import { makeXfsImage } from '@kempt/engine/testing/xfs-image';
import { errorCodeOf, jsonOf, kempt } from '../support/kempt-process.ts';
import { problemCodes } from '../support/reclaimed.ts';

const BYTES = 24 * 1024 * 1024 + 5;
const OLD = new Date('2020-02-02T02:02:02Z');
const ACTION = ['--keep', 'first_seen', '--action', 'reflink', '--yes', '--json'];

function isPossible(t: TestContext): boolean {
  return requireMounts(t) && requireTool(t, 'mkfs.xfs');
}

function plant(root: string, bytes: Uint8Array): void {
  mkdirSync(root, { recursive: true });
  for (const name of ['a', 'b', 'c']) writeFileSync(join(root, name), bytes);
  utimesSync(join(root, 'b'), OLD, OLD);
}

function usedBytes(folder: string): number {
  const { blocks, bfree, bsize } = statfsSync(folder);
  return (blocks - bfree) * bsize;
}

test('duplicates share their bytes with the kept file and stay files of their own', async (t) => {
  if (!isPossible(t)) return;
  await using place = makeWorkplace();
  const root = join(makeXfsImage(place, 'disk'), 'in');
  const home = place.at('home');
  plant(root, Buffer.alloc(BYTES, 'some content'));
  const facts = (name: string): readonly bigint[] => {
    const { ino, mtimeNs, mode, nlink } = lstatSync(join(root, name), { bigint: true });
    return [ino, mtimeNs, mode, nlink];
  };
  const before = ['a', 'b', 'c'].map(facts);
  const used = usedBytes(root);
  const ended = await kempt(['deduplicate', root, ...ACTION], { home });
  const { files_completed: done, space_reclaimed_bytes: gained, space_quarantined_bytes: moved } = jsonOf(ended);
  assert.deepEqual([ended.code, done, moved], [0, 2, 0], ended.stdout);
  assert.ok(Number(gained) >= 2 * BYTES, `gained ${String(gained)}`);
  assert.ok(used - usedBytes(root) > 1.9 * BYTES);
  assert.deepEqual(['a', 'b', 'c'].map(facts), before);

  const again = jsonOf(await kempt(['deduplicate', root, ...ACTION], { home }));
  assert.deepEqual([again['files_completed'], again['space_reclaimed_bytes']], [2, 0]);

  appendFileSync(join(root, 'a'), ' and more');
  assert.equal(readFileSync(join(root, 'b')).length, BYTES);
  const undo = await kempt(['undo', '--json'], { home });
  assert.deepEqual([undo.code, errorCodeOf(undo)], [4, 'nothing_to_undo']);
});

test('nothing is shared, and nothing else done, where the file system cannot', async () => {
  await using place = makeWorkplace();
  const [root, home] = [place.at('tree'), place.at('home')];
  plant(root, Buffer.from('content'));
  const ended = await kempt(['deduplicate', root, ...ACTION], { home });
  if (ended.code === 0) return;
  assert.deepEqual([ended.code, problemCodes(ended)], [1, ['not_supported', 'not_supported']]);
  assert.deepEqual(
    ['a', 'b', 'c'].map((name) => [lstatSync(join(root, name)).nlink, readFileSync(join(root, name), 'utf8')]),
    Array(3).fill([1, 'content']),
  );
});
