import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { ReadableStep } from '../../../src/testing/step-batch.ts';
import { makeFolder, move, openSite, removeFolder, run, settle, step, type Limits, type Testbed } from './testbed.ts';

/** What settling a batch that was cut short does. */
export function settleContract(the: () => Testbed, limits: Limits): void {
  it('finds which moves were done', async () => {
    const site = await openSite(the());
    for (const name of ['a', 'b', 'c']) site.write(name, name);
    const planned = ['a', 'b', 'c'].map((name) => move(site, name, `new ${name}`));
    await run(the(), planned.slice(0, 2));
    const { codes, created, unsynced } = await settle(the(), planned);
    assert.deepEqual([codes, created.size, unsynced], [['completed', 'completed', 'not_attempted'], 0, []]);
    assert.deepEqual([site.text('new b'), site.text('c')], ['b', 'c']);
  });

  it('leaves rows alone that are to be skipped', async () => {
    const site = await openSite(the());
    site.write('a', 'a');
    const planned = move(site, 'a', 'b');
    await run(the(), [planned]);
    assert.deepEqual((await settle(the(), [{ ...planned, skip: true }])).codes, ['not_attempted']);
  });

  it('finds every step of a swap, however far it came', async () => {
    for (let done = 0; done <= 3; done++) {
      const site = await openSite(the());
      site.write('a', 'first');
      site.write('b', 'second');
      const planned: ReadableStep[] = [
        move(site, 'a', 'aside'),
        { ...move(site, 'b', 'a'), requires: 0 },
        { ...move(site, 'a', 'b'), from: site.file('aside'), requires: 1 },
      ];
      await run(the(), planned.slice(0, done));
      const expected = planned.map((_, row) => (row < done ? 'completed' : 'not_attempted'));
      assert.deepEqual((await settle(the(), planned)).codes, expected, `${String(done)} steps were done`);
    }
  });

  it('takes a file linked twice back to its source name', async () => {
    const site = await openSite(the());
    site.write('a', 'content');
    const planned = move(site, 'a', 'b');
    the().user.link(site.at('a'), site.at('b'));
    assert.deepEqual((await settle(the(), [planned])).codes, ['not_attempted']);
    assert.deepEqual([site.text('a'), site.text('b')], ['content', undefined]);
  });

  it('leaves a file of somebody else at the target', async () => {
    const site = await openSite(the());
    const facts = site.write('a', 'content');
    site.write('b', 'CONTENT');
    the().user.setTimes(site.at('b'), { mtime: facts.mtime });
    assert.deepEqual((await settle(the(), [move(site, 'a', 'b')])).codes, ['not_attempted']);
    assert.deepEqual([site.text('a'), site.text('b')], ['content', 'CONTENT']);
  });

  it('says that a file is gone or changed', async () => {
    const site = await openSite(the());
    for (const name of ['gone', 'changed', 'there']) site.write(name, name);
    const planned = ['gone', 'changed', 'there'].map((name) => move(site, name, `new ${name}`));
    the().user.remove(site.at('gone'));
    site.write('changed', 'something else');
    const { codes } = await settle(the(), planned);
    assert.deepEqual(codes, ['not_found', 'changed_since_plan', 'not_attempted']);
  });

  it('finds a copy that was published', async () => {
    const site = await openSite(the());
    site.write('a', 'content');
    site.write('b', 'content');
    const planned = [step('copy', [site, 'a'], [site, 'copy']), step('copy', [site, 'b'], [site, 'missing'])];
    await run(the(), planned.slice(0, 1));
    const { codes, created } = await settle(the(), planned);
    const { device, inode, mtime } = site.facts('copy');
    assert.deepEqual(codes, ['completed', 'not_attempted']);
    assert.deepEqual([...created.keys()], [0]);
    assert.deepEqual({ ...created.get(0), hash: 0 }, { device, inode, mtime, hash: 0 });
  });

  it('deletes an unpublished copy', async () => {
    const site = await openSite(the());
    for (const name of ['copied', 'moved']) site.write(name, 'content');
    the().user.mkdir(site.at('to'));
    const planned = [step('copy', [site, 'copied'], [site, 'to/1']), step('move', [site, 'moved'], [site, 'to/2'])];
    site.write('to/.kempt-7-40.part', 'cont');
    site.write('to/.kempt-7-41.part', 'content');
    site.write('to/.kempt-7-42.part', 'of another step');
    const { codes } = await settle(the(), planned, { operationId: '7', firstStep: 40 });
    assert.deepEqual(codes, ['not_attempted', 'not_attempted']);
    const left = ['40', '41', '42'].map((step) => site.text(`to/.kempt-7-${step}.part`));
    assert.deepEqual(left, [undefined, undefined, 'of another step']);
  });

  it('takes back a published copy whose source is still there', async () => {
    const site = await openSite(the());
    const facts = site.write('a', 'content');
    the().user.mkdir(site.at('to'));
    const planned = move(site, 'a', 'to/a');
    site.write('to/.kempt-7-0.part', 'content');
    the().user.setTimes(site.at('to/.kempt-7-0.part'), { mtime: facts.mtime });
    the().user.link(site.at('to/.kempt-7-0.part'), site.at('to/a'));
    assert.deepEqual((await settle(the(), [planned], { operationId: '7' })).codes, ['not_attempted']);
    assert.deepEqual([site.text('a'), site.text('to/a')], ['content', undefined]);
    assert.equal(site.text('to/.kempt-7-0.part'), undefined);
  });

  it('finishes a published copy whose source is gone', async () => {
    const site = await openSite(the());
    site.write('a', 'content');
    the().user.mkdir(site.at('to'));
    const planned = move(site, 'a', 'to/a');
    site.write('to/.kempt-7-0.part', 'content');
    the().user.link(site.at('to/.kempt-7-0.part'), site.at('to/a'));
    the().user.remove(site.at('a'));
    const { codes, created } = await settle(the(), [planned], { operationId: '7' });
    assert.deepEqual([codes, site.text('to/a')], [['completed'], 'content']);
    assert.equal(site.text('to/.kempt-7-0.part'), undefined);
    assert.equal(created.get(0)?.inode, site.facts('to/a').inode);
  });

  it('never deletes an unpublished copy whose source is gone', async () => {
    const site = await openSite(the());
    site.write('a', 'content');
    the().user.mkdir(site.at('to'));
    const planned = move(site, 'a', 'to/a');
    site.write('to/.kempt-7-0.part', 'content');
    the().user.remove(site.at('a'));
    assert.deepEqual((await settle(the(), [planned], { operationId: '7' })).codes, ['io_error']);
    assert.equal(site.text('to/.kempt-7-0.part'), 'content');
  });

  it('deletes a temporary name of a file that is back at its source', async () => {
    const site = await openSite(the());
    site.write('a', 'before it was moved and came back as another file');
    const planned = move(site, 'a', 'to/a');
    the().user.mkdir(site.at('to'));
    site.write('a', 'content');
    the().user.link(site.at('a'), site.at('to/.kempt-7-0.part'));
    const { leftovers } = await settle(the(), [planned], { operationId: '7' });
    assert.deepEqual([site.text('a'), site.text('to/.kempt-7-0.part'), leftovers.size], ['content', undefined, 0]);
  });

  it('finds folders made and removed', async () => {
    const site = await openSite(the());
    for (const path of ['removed', 'kept']) the().user.mkdir(site.at(path));
    const planned = [
      makeFolder(site, 'made'),
      makeFolder(site, 'missing'),
      removeFolder(site, 'removed'),
      removeFolder(site, 'kept'),
    ];
    await run(the(), [makeFolder(site, 'made'), removeFolder(site, 'removed')]);
    const { codes, created } = await settle(the(), planned);
    assert.deepEqual(codes, ['completed', 'not_attempted', 'completed', 'not_attempted']);
    assert.equal(created.get(0)?.inode, site.facts('made').inode);
  });

  it('knows a folder for removed though a file has its name by now', async () => {
    const site = await openSite(the());
    site.write('name/file', 'content');
    const planned = [
      move(site, 'name/file', 'aside'),
      { ...removeFolder(site, 'name'), requires: 0 },
      { ...move(site, 'name/file', 'name'), from: site.file('aside'), requires: 1 },
    ];
    await run(the(), planned);
    assert.deepEqual((await settle(the(), planned)).codes, ['completed', 'completed', 'completed']);
    assert.equal(site.text('name'), 'content');
  });

  it('finds a copy removed', async () => {
    const site = await openSite(the());
    for (const name of ['x', 'y', 'z']) site.write(name, 'content');
    const planned = [step('remove_copy', [site, 'x'], [site, 'y']), step('remove_copy', [site, 'x'], [site, 'z'])];
    await run(the(), planned.slice(0, 1));
    assert.deepEqual((await settle(the(), planned)).codes, ['completed', 'not_attempted']);
  });

  it('takes steps for not done whose folders are gone', async () => {
    const site = await openSite(the());
    site.write('x', 'content');
    const planned = [{ ...move(site, 'x', 'missing/x') }, makeFolder(site, 'missing/folder')];
    assert.deepEqual((await settle(the(), planned)).codes, ['not_attempted', 'not_attempted']);
    assert.equal(site.text('x'), 'content');
  });

  it('says the same the second time', async () => {
    const site = await openSite(the());
    for (const name of ['a', 'b']) site.write(name, name);
    const planned = ['a', 'b'].map((name) => move(site, name, `new ${name}`));
    the().user.link(site.at('a'), site.at('new a'));
    const first = await settle(the(), planned);
    const second = await settle(the(), planned);
    assert.deepEqual(first.codes, ['not_attempted', 'not_attempted']);
    assert.deepEqual(second.codes, first.codes);
  });

  if (!limits.renames) return;

  it('brings a file back that was on its way to a new spelling', async () => {
    const site = await openSite(the());
    site.write('photo.jpg', 'content');
    const planned = move(site, 'photo.jpg', 'PHOTO.JPG');
    the().user.rename(site.at('photo.jpg'), site.at('.kempt-7-0.part'));
    assert.deepEqual((await settle(the(), [planned], { operationId: '7' })).codes, ['not_attempted']);
    assert.deepEqual([site.text('photo.jpg'), site.text('.kempt-7-0.part')], ['content', undefined]);
  });
}
