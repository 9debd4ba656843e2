import assert from 'node:assert/strict';
import { it } from 'node:test';
import { makeFolder, move, openSite, run, step, type Testbed } from './testbed.ts';

/** What holds for batches as a whole. */
export function batchContract(the: () => Testbed): void {
  it('carries out an empty batch', async () => {
    const { codes, messages, created, unsynced } = await run(the(), []);
    assert.deepEqual([codes, messages.size, created.size, unsynced], [[], 0, 0, []]);
  });

  it('swaps two files through a third name', async () => {
    const site = await openSite(the());
    site.write('a', 'first');
    site.write('b', 'second');
    const { codes } = await run(the(), [
      move(site, 'a', 'aside'),
      { ...move(site, 'b', 'a'), requires: 0 },
      { ...move(site, 'a', 'b'), from: site.file('aside'), requires: 1 },
    ]);
    assert.deepEqual(codes, ['completed', 'completed', 'completed']);
    assert.deepEqual([site.text('a'), site.text('b'), site.text('aside')], ['second', 'first', undefined]);
  });

  it('gives the name of a file that goes to another device to the one behind it', async (context) => {
    const elsewhere = the().newFolderElsewhere();
    if (elsewhere === undefined) {
      context.skip('there is no other device');
      return;
    }
    const [site, far] = [await openSite(the()), await openSite(the(), elsewhere)];
    site.write('name', 'goes');
    site.write('name (1)', 'comes');
    const { codes, messages } = await run(the(), [
      step('move', [site, 'name'], [far, 'name']),
      move(site, 'name (1)', 'name'),
    ]);
    assert.deepEqual([codes, messages.size], [['completed', 'completed'], 0]);
    assert.deepEqual([site.text('name'), site.text('name (1)'), far.text('name')], ['comes', undefined, 'goes']);
  });

  it('skips a step whose requirement failed, and what requires that one', async () => {
    const site = await openSite(the());
    site.write('a', 'first');
    site.write('b', 'second');
    site.write('taken', 'theirs');
    const { codes } = await run(the(), [
      move(site, 'a', 'taken'),
      { ...move(site, 'b', 'c'), requires: 0 },
      { ...makeFolder(site, 'folder'), requires: 1 },
      makeFolder(site, 'free'),
    ]);
    assert.deepEqual(codes, ['destination_exists', 'dependency_skipped', 'dependency_skipped', 'completed']);
    assert.deepEqual([site.text('b'), the().user.stat(site.at('folder'))], ['second', undefined]);
  });

  it('goes on after a step that failed', async () => {
    const site = await openSite(the());
    site.write('a', 'first');
    site.write('b', 'second');
    const { codes, messages } = await run(the(), [move(site, 'a', 'missing/a'), move(site, 'b', 'c')]);
    assert.deepEqual([codes, [...messages.keys()]], [['folder_missing', 'completed'], [0]]);
  });

  it('leaves rows alone that are to be skipped, and takes them for done', async () => {
    const site = await openSite(the());
    site.write('a', 'first');
    site.write('b', 'second');
    const { codes } = await run(the(), [
      { ...move(site, 'a', 'x'), skip: true },
      { ...move(site, 'b', 'y'), requires: 0 },
    ]);
    assert.deepEqual([codes, site.text('a'), site.text('y')], [['not_attempted', 'completed'], 'first', 'second']);
  });

  it('leaves everything not attempted when it was stopped before', async () => {
    const site = await openSite(the());
    site.write('a', 'first');
    const signal = new Int32Array(new SharedArrayBuffer(4));
    signal[0] = 1;
    const { codes } = await run(the(), [move(site, 'a', 'b'), { ...makeFolder(site, 'c'), requires: 0 }], { signal });
    assert.deepEqual([codes, site.text('a')], [['not_attempted', 'not_attempted'], 'first']);
  });

  it('is not stopped by a signal that was not given', async () => {
    const site = await openSite(the());
    site.write('a', 'first');
    const signal = new Int32Array(new SharedArrayBuffer(4));
    assert.deepEqual((await run(the(), [move(site, 'a', 'b')], { signal })).codes, ['completed']);
  });

  it('changes the mtime of both folders of a move, and of no other', async () => {
    const site = await openSite(the());
    site.write('from/a', 'first');
    for (const path of ['to', 'other']) the().user.mkdir(site.at(path));
    for (const path of ['from', 'to', 'other']) the().user.setTimes(site.at(path), { mtime: 1_000_000_000n });
    await run(the(), [move(site, 'from/a', 'to/a')]);
    const changed = ['from', 'to', 'other'].map((path) => site.facts(path).mtime !== 1_000_000_000n);
    assert.deepEqual(changed, [true, true, false]);
  });
}
