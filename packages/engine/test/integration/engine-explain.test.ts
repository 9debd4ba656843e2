import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEngineBench, refusal, TREE, type EngineBench } from '../support/engine-bench.ts';

function benchWith(files: Readonly<Record<string, string>>): EngineBench {
  const bench = createEngineBench();
  for (const [name, day] of Object.entries(files)) {
    bench.disk.writeFile(`${TREE}/${name}`, 'x', { mtime: BigInt(Date.parse(day)) * 1_000_000n });
  }
  bench.later();
  return bench;
}

test('says of a file that organize leaves that it stays, and why', async () => {
  const { engine } = benchWith({ '.note.txt': '2020-01-01', 'film.mkv.part': '2020-01-01' });
  const hidden = await engine.explain(`${TREE}/.note.txt`, {});
  assert.deepEqual([hidden.new_path, hidden.reason, hidden.category], [null, 'hidden', 'documents']);
  assert.ok(hidden.because.some((sentence) => sentence.includes('--hidden')));
  const partial = await engine.explain(`${TREE}/film.mkv.part`, {});
  assert.deepEqual([partial.new_path, partial.reason], [null, 'in_progress']);
});

test('shows the values that decide about a companion: those of its main file', async () => {
  const { engine } = benchWith({ 'a.cr2': '2019-06-01', 'a.xmp': '2024-06-01' });
  const found = await engine.explain(`${TREE}/a.xmp`, { by: 'year' });
  assert.deepEqual([found.companion_of, found.new_path], ['a.cr2', `${TREE}/2019/a.xmp`]);
  assert.deepEqual(found.fields, { year: '2019', filename: 'a.cr2' });
});

test('counts from one, whatever else is in the folder', async () => {
  const { engine } = benchWith({ 'a1.txt': '2020-01-01', 'a10.txt': '2020-01-01', 'a100.txt': '2020-01-01' });
  const found = await engine.explain(`${TREE}/a1.txt`, { template: '{counter|pad:2}-{name}' });
  assert.deepEqual([found.new_path, found.fields['counter']], [`${TREE}/01-a1.txt`, '01']);
  assert.ok(found.because.some((sentence) => sentence.includes('{counter}')));
});

test('tells a file that is not there from what is no file', async () => {
  const { engine, disk } = benchWith({ 'a.txt': '2020-01-01' });
  disk.symlink('a.txt', `${TREE}/link`);
  for (const [name, sentence] of [
    ['gone', /gone does not exist\./],
    ['link', /link is not a regular file\./],
  ] as const) {
    await assert.rejects(engine.explain(`${TREE}/${name}`, {}), sentence);
    assert.equal(await refusal(engine.explain(`${TREE}/${name}`, {})), 'file_not_found');
  }
});
