import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OrganizeRequest } from '../../src/operations/engine.ts';
import { createEngineBench, gather, TREE } from '../support/engine-bench.ts';

/** Paths below the tree once it was organized, and what a second run would do. */
async function twice(paths: readonly string[], request: Partial<OrganizeRequest>): Promise<[string[], string[]]> {
  const bench = createEngineBench();
  for (const path of paths) bench.disk.writeFile(`${TREE}/${path}`, path, { mtime: 1_600_000_000_000_000_000n });
  bench.later();
  await (await bench.engine.planOrganize({ root: TREE, ...request })).apply();
  const files = [...bench.disk.snapshot(TREE)].filter(([, { kind }]) => kind === 'file');
  bench.later();
  const again = await bench.engine.planOrganize({ root: TREE, ...request });
  const lines = await gather(again.lines());
  return [files.map(([path]) => path.slice(TREE.length + 1)), lines.map(({ new_path }) => new_path)];
}

test('does not count a folder of another spelling below itself again', async () => {
  const request = { by: 'category', keepFolders: true } as const;
  assert.deepEqual(await twice(['Images/deep/a.png', 'b.png'], request), [['Images/b.png', 'Images/deep/a.png'], []]);
});

test('recognises a name it gave in a folder of another spelling', async () => {
  const request = { template: 'Pictures/{year}-{name}' };
  assert.deepEqual(await twice(['pictures/x.txt', 'a.png'], request), [
    ['pictures/2020-a.png', 'pictures/2020-x.txt'],
    [],
  ]);
});

test('copies nothing a second time, and no copy of a copy', async () => {
  const request = { mode: 'copy' } as const;
  assert.deepEqual(await twice(['a.txt', 'deep/a.txt'], request), [
    ['a.txt', 'deep/a.txt', 'documents/a (1).txt', 'documents/a.txt'],
    [],
  ]);
});

test('leaves what cannot be copied into a folder that may not be written to', async () => {
  const bench = createEngineBench();
  bench.disk.writeFile(`${TREE}/a.png`, 'a');
  bench.disk.writeFile(`${TREE}/images/x`, 'x');
  bench.disk.chmod(`${TREE}/images`, 0o555);
  bench.later();
  const planned = await bench.engine.planOrganize({ root: TREE, mode: 'copy', template: 'images/{filename}' });
  assert.deepEqual(await gather(planned.lines()), []);
  assert.deepEqual(planned.preview.left, [{ reason: 'permission_denied', count: 1 }]);
});

test('sorts by the time a file was last read, or came to this disk, and is done with that', async () => {
  const bench = createEngineBench();
  const times = { mtime: 1_400_000_000_000_000_000n, atime: 1_500_000_000_000_000_000n };
  bench.disk.writeFile(`${TREE}/a.txt`, 'a', times);
  bench.later();
  const template = '{accessed:%Y-%m}/{added:%Y}/{filename}';
  const explained = await bench.engine.explain(`${TREE}/a.txt`, { template });
  const goal = `${TREE}/2017-07/2024/a.txt`;
  assert.deepEqual(
    [explained.new_path, explained.fields],
    [goal, { accessed: '2017-07', added: '2024', filename: 'a.txt' }],
  );
  await (await bench.engine.planOrganize({ root: TREE, template })).apply();
  assert.equal(bench.disk.stat(goal)?.kind, 'file');
  bench.later();
  const again = await bench.engine.planOrganize({ root: TREE, template });
  assert.equal(again.preview.result.files_in_place, 1);
});
