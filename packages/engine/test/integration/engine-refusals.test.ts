import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEngineBench, ELSEWHERE, refusal, STICK, TREE, type EngineBench } from '../support/engine-bench.ts';

const OLD = { mtime: 1_600_000_000_000_000_000n };

function benchWith(...paths: readonly string[]): EngineBench {
  const bench = createEngineBench();
  for (const path of paths) bench.disk.writeFile(path, 'x', OLD);
  bench.later();
  return bench;
}

test('refuses a destination that may not be written to', async () => {
  const { engine, disk } = benchWith(`${TREE}/a.txt`);
  disk.mkdir(ELSEWHERE, { mode: 0o555 });
  for (const into of [ELSEWHERE, `${ELSEWHERE}/new`]) {
    assert.equal(await refusal(engine.planOrganize({ root: TREE, into })), 'destination_not_writable');
  }
});

test('refuses a destination, and a source, on a read-only mount', async () => {
  const { engine, disk } = benchWith(`${TREE}/a.txt`, `${STICK}/tree/a.txt`);
  disk.remountReadOnly(STICK);
  assert.equal(await refusal(engine.planOrganize({ root: TREE, into: `${STICK}/new` })), 'read_only_file_system');
  assert.equal(await refusal(engine.planOrganize({ root: `${STICK}/tree` })), 'read_only_file_system');
});

test('organizes what it may where only part of the destination may be written to', async () => {
  const { engine, disk } = benchWith(`${TREE}/sub/a.txt`, `${TREE}/sub/b.png`, `${TREE}/documents/old.txt`);
  disk.chmod(TREE, 0o555);
  const { preview } = await engine.planOrganize({ root: TREE });
  const { files_planned, files_left, problems, skipped } = preview.result;
  assert.deepEqual([files_planned, files_left], [1, 1]);
  assert.deepEqual(
    problems.map(({ path, code }) => [path, code]),
    [[`${TREE}/sub/b.png`, 'permission_denied']],
  );
  assert.deepEqual(skipped, [{ reason: 'permission_denied', count: 1 }]);
});

test('does not blame the destination for a file that cannot be read', async () => {
  const { engine, disk } = benchWith(`${TREE}/documents/a.txt`, `${TREE}/documents/closed.txt`);
  disk.chmod(`${TREE}/documents/closed.txt`, 0o000);
  disk.chmod(TREE, 0o555);
  const { result } = (await engine.planOrganize({ root: TREE })).preview;
  assert.deepEqual([result.files_planned, result.files_in_place, result.files_left], [0, 1, 1]);
});

test("refuses everybody's home, not only one's own", async () => {
  const { engine, disk } = createEngineBench();
  for (const home of ['/home', '/home/me', '/home/you', '/root', '/var/home/you']) {
    disk.mkdir(home);
    assert.equal(await refusal(engine.planOrganize({ root: home })), 'whole_home', home);
  }
  await (await engine.planOrganize({ root: '/home/you', wholeHome: true })).discard();
});

test('a scan names each file that cannot be read once, and counts them all', async () => {
  const { engine, disk } = benchWith(...Array.from({ length: 120 }, (_, i) => `${TREE}/${String(i)}.txt`));
  for (let i = 0; i < 120; i++) disk.chmod(`${TREE}/${String(i)}.txt`, 0o000);
  const { problems, problems_total, files } = await engine.scan({ root: TREE });
  assert.deepEqual([problems.length, problems_total, files], [100, 120, 120]);
  assert.equal(new Set(problems.map(({ path }) => path)).size, 100);
});

test('a category that holds next to nothing still has a share', async () => {
  const { engine, disk } = benchWith(`${TREE}/a.txt`);
  disk.writeFile(`${TREE}/b.bin`, Buffer.alloc(3_000_000, 7), OLD);
  const { categories } = await engine.scan({ root: TREE });
  const [large, small] = categories.map(({ percentage }) => percentage);
  assert.equal(large, 100);
  assert.ok(small !== undefined && small > 0 && small < 0.0001);
});
