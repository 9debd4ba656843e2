import assert from 'node:assert/strict';
import { it } from 'node:test';
import { hashBytes } from '../../../src/testing/hash-bytes.ts';
import { assertTime } from './facts-contract.ts';
import { listedRows, openSite, run, step, type Limits, type Site, type Testbed } from './testbed.ts';

/** What `copy`, `remove_copy` and moves to another device do. */
export function copyContract(the: () => Testbed, limits: Limits): void {
  it('copies content, mode and times', async () => {
    const site = await openSite(the());
    site.write('x', 'content');
    the().user.chmod(site.at('x'), 0o640);
    const before = site.facts('x');
    const { codes, created } = await run(the(), [step('copy', [site, 'x'], [site, 'y'])]);
    const copy = site.facts('y');
    assert.deepEqual([codes, site.text('x'), site.text('y')], [['completed'], 'content', 'content']);
    assert.equal(copy.mode, before.mode);
    assert.notEqual(copy.inode, before.inode);
    assertTime(copy.mtime, before.mtime, limits);
    assert.deepEqual(site.facts('x'), before);
    const { device, inode, mtime } = copy;
    assert.deepEqual(created.get(0), { device, inode, mtime, hash: hashBytes(Buffer.from('content')) });
  });

  it('copies empty files and files larger than a block', async () => {
    const site = await openSite(the());
    const large = 'abcdefg'.repeat(400_000);
    site.write('empty', '');
    site.write('large', large);
    const { codes, created } = await run(the(), [
      step('copy', [site, 'empty'], [site, 'empty copy']),
      step('copy', [site, 'large'], [site, 'large copy']),
    ]);
    assert.deepEqual(codes, ['completed', 'completed']);
    assert.equal(site.text('empty copy'), '');
    assert.ok(site.text('large copy') === large);
    assert.deepEqual(created.get(1)?.hash, hashBytes(Buffer.from(large)));
  });

  it('never replaces a file with a copy, and leaves nothing behind', async () => {
    const site = await openSite(the());
    site.write('x', 'mine');
    site.write('taken', 'theirs');
    const { codes, created } = await run(the(), [step('copy', [site, 'x'], [site, 'taken'])]);
    assert.deepEqual([codes, created.size, site.text('taken')], [['destination_exists'], 0, 'theirs']);
    assert.deepEqual(await names(site), ['taken', 'x']);
  });

  it('copies no file that changed since the plan', async () => {
    const site = await openSite(the());
    site.write('x', 'mine');
    const planned = step('copy', [site, 'x'], [site, 'y']);
    site.write('x', 'changed');
    assert.deepEqual((await run(the(), [planned])).codes, ['changed_since_plan']);
    assert.deepEqual(await names(site), ['x']);
  });

  it('copies neither symlinks nor folders', async () => {
    const site = await openSite(the());
    the().user.mkdir(site.at('folder'));
    the().user.symlink('folder', site.at('link'));
    for (const path of ['folder', 'link']) {
      assert.deepEqual((await run(the(), [step('copy', [site, path], [site, 'y'])])).codes, ['not_a_regular_file']);
    }
  });

  it('refuses a copy with a name of 256 bytes, and leaves nothing behind', async () => {
    const site = await openSite(the());
    site.write('x', 'mine');
    const { codes } = await run(the(), [step('copy', [site, 'x'], [site, 'n'.repeat(256)])]);
    assert.deepEqual([codes, await names(site)], [['name_too_long'], ['x']]);
  });

  it('refuses a copy that may not be read', async () => {
    const site = await openSite(the());
    site.write('x', 'mine');
    the().user.chmod(site.at('x'), 0o000);
    the().user.mkdir(site.at('open'), { mode: 0o777 });
    const planned = step('copy', [site, 'x'], [site, 'open/x']);
    const { codes } = await the().unprivileged(() => run(the(), [planned]));
    assert.deepEqual([codes, site.text('open/x')], [['permission_denied'], undefined]);
  });

  it('removes a copy while its source holds the same bytes', async () => {
    const site = await openSite(the());
    site.write('x', 'content');
    site.write('y', 'content');
    const { codes } = await run(the(), [step('remove_copy', [site, 'x'], [site, 'y'])]);
    assert.deepEqual([codes, site.text('x'), site.text('y')], [['completed'], 'content', undefined]);
  });

  it('keeps a copy whose source differs, is gone, or is a link to the copy', async () => {
    const site = await openSite(the());
    site.write('copy', 'content');
    site.write('differs', 'CONTENT');
    site.write('longer', 'content and more');
    the().user.symlink('copy', site.at('link'));
    for (const source of ['differs', 'longer', 'missing', 'link']) {
      const { codes } = await run(the(), [step('remove_copy', [site, source], [site, 'copy'])]);
      assert.deepEqual(codes, ['source_differs'], source);
    }
    assert.equal(site.text('copy'), 'content');
  });

  it('never takes another name of the copy for its source', async () => {
    const site = await openSite(the());
    site.write('copy', 'content');
    the().user.link(site.at('copy'), site.at('second'));
    for (const source of ['second', 'copy']) {
      const { codes } = await run(the(), [step('remove_copy', [site, source], [site, 'copy'])]);
      assert.deepEqual(codes, ['source_differs'], source);
    }
    assert.equal(site.text('copy'), 'content');
  });

  it('keeps a copy that changed, and knows one that is gone', async () => {
    const site = await openSite(the());
    site.write('x', 'content');
    site.write('y', 'content');
    const planned = step('remove_copy', [site, 'x'], [site, 'y']);
    const changed = { ...planned, facts: { ...site.facts('y'), mtime: 1n } };
    assert.deepEqual((await run(the(), [changed])).codes, ['changed_since_plan']);
    the().user.remove(site.at('y'));
    assert.deepEqual((await run(the(), [planned])).codes, ['not_found']);
    assert.equal(site.text('x'), 'content');
  });

  it('moves a file to another device with all that belongs to it', async (t) => {
    const pair = await twoDevices(the(), t);
    if (pair === undefined) return;
    const [site, elsewhere] = pair;
    site.write('x', 'content');
    the().user.chmod(site.at('x'), 0o604);
    const before = site.facts('x');
    const { codes, created } = await run(the(), [step('move', [site, 'x'], [elsewhere, 'y'])]);
    const after = elsewhere.facts('y');
    assert.deepEqual([codes, await names(site), await names(elsewhere)], [['completed'], [], ['y']]);
    assert.equal(elsewhere.text('y'), 'content');
    assert.equal(after.mode, before.mode);
    assertTime(after.mtime, before.mtime, limits);
    const { device, inode, mtime } = after;
    assert.deepEqual(created.get(0), { device, inode, mtime, hash: hashBytes(Buffer.from('content')) });
  });

  it('moves every name of one file to another device', async (t) => {
    const pair = await twoDevices(the(), t);
    if (pair === undefined) return;
    const [site, elsewhere] = pair;
    site.write('x', 'content');
    for (const name of ['y', 'z']) the().user.link(site.at('x'), site.at(name));
    const steps = ['x', 'y', 'z'].map((name) => step('move', [site, name], [elsewhere, name]));
    assert.deepEqual((await run(the(), steps)).codes, ['completed', 'completed', 'completed']);
    assert.deepEqual([await names(site), await names(elsewhere)], [[], ['x', 'y', 'z']]);
  });

  it('never replaces a file on another device, and leaves nothing behind', async (t) => {
    const pair = await twoDevices(the(), t);
    if (pair === undefined) return;
    const [site, elsewhere] = pair;
    site.write('x', 'mine');
    elsewhere.write('x', 'theirs');
    const { codes } = await run(the(), [step('move', [site, 'x'], [elsewhere, 'x'])]);
    assert.deepEqual(codes, ['destination_exists']);
    assert.deepEqual([await names(site), await names(elsewhere)], [['x'], ['x']]);
    assert.deepEqual([site.text('x'), elsewhere.text('x')], ['mine', 'theirs']);
  });

  it('lets a row take the name that a row it requires moved to another device', async (t) => {
    const pair = await twoDevices(the(), t);
    if (pair === undefined) return;
    const [site, elsewhere] = pair;
    site.write('a', 'first');
    site.write('b', 'second');
    const { codes } = await run(the(), [
      step('move', [site, 'a'], [elsewhere, 'a']),
      { ...step('move', [site, 'b'], [site, 'a']), requires: 0 },
    ]);
    assert.deepEqual(codes, ['completed', 'completed']);
    assert.deepEqual([site.text('a'), elsewhere.text('a')], ['second', 'first']);
  });

  const names = async (site: Site): Promise<string[]> =>
    listedRows(await the().fileSystem.listFolders([site.folder('')])).map(({ name }) => name);
}

async function twoDevices(
  bed: Testbed,
  t: { skip(message: string): void },
): Promise<readonly [Site, Site] | undefined> {
  const path = bed.newFolderElsewhere();
  if (path !== undefined) return [await openSite(bed), await openSite(bed, path)];
  t.skip('SKIPPED: there is no second device to write to; this test needs it');
  return undefined;
}
