import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CustomCategory } from '../../src/operations/engine.ts';
import { createEngineBench, gather, TREE } from '../support/engine-bench.ts';

const PDF = '%PDF-1.7\n';
const OLD = { mtime: 1_600_000_000_000_000_000n };

const categories: readonly CustomCategory[] = [
  { name: 'Invoices', extensions: ['inv', 'tar.gz'], keywords: ['invoice', 'rechnung'] },
  { name: 'Plans', extensions: ['dwg'], keywords: ['inv'] },
];

test('sorts into custom categories by extension, then by a word of the name, and stays there', async () => {
  const bench = createEngineBench();
  const { engine, disk } = bench;
  for (const name of ['a.INV', 'Rechnung 3.txt', 'b.tar.gz', 'house.dwg', 'photo.png', 'winvs.txt']) {
    disk.writeFile(`${TREE}/${name}`, name, OLD);
  }
  bench.later();
  await (await engine.planOrganize({ root: TREE, categories })).apply();
  const files = [...disk.snapshot(TREE)].filter(([, { kind }]) => kind === 'file').map(([path]) => path);
  const expected = ['Invoices/Rechnung 3.txt', 'Invoices/a.INV', 'Invoices/b.tar.gz', 'Plans/house.dwg'];
  const all = [...expected, 'Plans/winvs.txt', 'images/photo.png'].map((path) => `${TREE}/${path}`);
  assert.deepEqual(files.sort(), all.sort());
  bench.later();
  assert.deepEqual(await gather((await engine.planOrganize({ root: TREE, categories })).lines()), []);
});

test('does not believe an extension that the content contradicts', async () => {
  const bench = createEngineBench();
  const { engine, disk } = bench;
  disk.writeFile(`${TREE}/a.png`, PDF, OLD);
  bench.later();
  const own = [{ name: 'Pictures', extensions: ['png'], keywords: [] }];
  const found = await engine.explain(`${TREE}/a.png`, { categories: own });
  assert.deepEqual([found.mismatch, found.fields['category']], [true, 'documents']);
});
