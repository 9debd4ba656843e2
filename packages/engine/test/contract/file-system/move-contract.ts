import assert from 'node:assert/strict';
import { it } from 'node:test';
import { hashBytes } from '../../../src/testing/hash-bytes.ts';
import { move, openSite, run, step, type Limits, type Site, type Testbed } from './testbed.ts';

/** What a `move` step does on one device. */
export function moveContract(the: () => Testbed, limits: Limits): void {
  const code = async (site: Site, from: string, to: string): Promise<string | undefined> =>
    (await run(the(), [move(site, from, to)])).codes[0];

  it('moves a file and keeps everything of it', async () => {
    const site = await openSite(the());
    const before = site.write('a/x.txt', 'content');
    the().user.mkdir(site.at('b'));
    const { codes, created, messages, unsynced } = await run(the(), [move(site, 'a/x.txt', 'b/y.txt')]);
    assert.deepEqual([codes, created.size, messages.size, unsynced], [['completed'], 0, 0, []]);
    assert.equal(site.text('a/x.txt'), undefined);
    assert.equal(site.text('b/y.txt'), 'content');
    assert.deepEqual({ ...site.facts('b/y.txt'), ctime: before.ctime }, before);
  });

  it('tells of watched files, and of no others, when they changed last before and after', async () => {
    const site = await openSite(the());
    const before = site.write('a', 'watched').ctime;
    site.write('b', 'not watched');
    site.write('c', 'changed since');
    const steps = [
      { ...move(site, 'c', 'c2'), watch: true },
      { ...move(site, 'a', 'a2'), watch: true },
      move(site, 'b', 'b2'),
    ];
    site.write('c', 'changed since, to more');
    const { codes, moved } = await run(the(), steps);
    assert.deepEqual(codes, ['changed_since_plan', 'completed', 'completed']);
    if (!limits.watches) assert.equal(moved, undefined);
    else {
      assert.deepEqual([...(moved?.row ?? [])], [1]);
      assert.deepEqual([moved?.before[0], moved?.after[0]], [before, site.facts('a2').ctime]);
    }
  });

  if (limits.watches) {
    it('tells of a watched file that is moved twice in one batch', async () => {
      const site = await openSite(the());
      const before = site.write('a', 'watched').ctime;
      const { moved } = await run(the(), [
        { ...move(site, 'a', 'aside'), watch: true },
        { ...move(site, 'a', 'b'), from: site.file('aside'), requires: 0, watch: true },
      ]);
      assert.deepEqual([...(moved?.row ?? [])], [0, 1]);
      assert.deepEqual([moved?.before[0], moved?.before[1]], [before, moved?.after[0]]);
      assert.equal(moved?.after[1], site.facts('b').ctime);
    });
  }

  it('does not tell of a watched file that came to another device', async (context) => {
    const elsewhere = the().newFolderElsewhere();
    if (elsewhere === undefined) {
      context.skip('there is no other device');
      return;
    }
    const [site, far] = [await openSite(the()), await openSite(the(), elsewhere)];
    site.write('a', 'goes');
    const { codes, moved } = await run(the(), [{ ...step('move', [site, 'a'], [far, 'a']), watch: true }]);
    assert.deepEqual([codes, [...(moved?.row ?? [])]], [['completed'], []]);
  });

  it('renames within a folder', async () => {
    const site = await openSite(the());
    site.write('old', 'content');
    assert.equal(await code(site, 'old', 'new'), 'completed');
    assert.deepEqual([site.text('old'), site.text('new')], [undefined, 'content']);
  });

  it('moves names that are not UTF-8', async () => {
    const site = await openSite(the());
    site.write('\udcff/caf\udce9', 'bytes');
    the().user.mkdir(site.at('\udcfe'));
    assert.equal(await code(site, '\udcff/caf\udce9', '\udcfe/\udce9\n'), 'completed');
    assert.equal(site.text('\udcfe/\udce9\n'), 'bytes');
  });

  it('moves between two roots', async () => {
    const [one, other] = [await openSite(the()), await openSite(the())];
    one.write('x', 'content');
    const { codes } = await run(the(), [step('move', [one, 'x'], [other, 'x'])]);
    assert.deepEqual([codes, one.text('x'), other.text('x')], [['completed'], undefined, 'content']);
  });

  it('never replaces an existing file', async () => {
    const site = await openSite(the());
    site.write('x', 'mine');
    site.write('taken', 'theirs');
    assert.equal(await code(site, 'x', 'taken'), 'destination_exists');
    assert.deepEqual([site.text('x'), site.text('taken')], ['mine', 'theirs']);
  });

  it('never replaces a dangling symlink or a folder', async () => {
    const site = await openSite(the());
    site.write('x', 'mine');
    the().user.symlink('nowhere', site.at('link'));
    the().user.mkdir(site.at('folder'));
    for (const target of ['link', 'folder']) assert.equal(await code(site, 'x', target), 'destination_exists');
    assert.equal(site.text('x'), 'mine');
    assert.equal(site.facts('link').kind, 'symlink');
  });

  it('leaves a file that is moved onto itself', async () => {
    const site = await openSite(the());
    const { inode } = site.write('x', 'mine');
    await code(site, 'x', 'x');
    assert.deepEqual([site.text('x'), site.facts('x').inode], ['mine', inode]);
  });

  it('never replaces another name of the same file', async () => {
    const site = await openSite(the());
    site.write('x', 'mine');
    the().user.link(site.at('x'), site.at('y'));
    assert.equal(await code(site, 'x', 'y'), 'destination_exists');
    assert.deepEqual([site.text('x'), site.text('y')], ['mine', 'mine']);
  });

  it('refuses a file that is gone', async () => {
    const site = await openSite(the());
    site.write('x', 'mine');
    const planned = move(site, 'x', 'y');
    the().user.remove(site.at('x'));
    assert.deepEqual((await run(the(), [planned])).codes, ['not_found']);
  });

  it('refuses a file whose size, mtime or inode changed', async () => {
    const site = await openSite(the());
    const facts = site.write('x', 'mine');
    const planned = move(site, 'x', 'y');
    const changes = [
      { size: facts.size + 1 },
      { mtime: facts.mtime + 1n },
      { inode: facts.inode + 1n },
      { device: facts.device + 1n },
    ];
    for (const change of changes) {
      const { codes } = await run(the(), [{ ...planned, facts: { ...facts, ...change } }]);
      assert.deepEqual(codes, ['changed_since_plan']);
    }
    assert.deepEqual([site.text('x'), site.text('y')], ['mine', undefined]);
  });

  it('recognises a file by content after a restore', async () => {
    const site = await openSite(the());
    const facts = site.write('x', 'mine');
    const restored = { ...move(site, 'x', 'y'), facts: { ...facts, inode: 1n, device: 1n } };
    const hash = hashBytes(Buffer.from('mine'));
    const by = { match: 'content' } as const;
    const wrong = await run(the(), [{ ...restored, hash: hashBytes(Buffer.from('other')) }], by);
    const unknown = await run(the(), [restored], by);
    const resized = await run(the(), [{ ...restored, hash, facts: { ...facts, size: 1 } }], by);
    assert.deepEqual(
      [wrong, unknown, resized].flatMap(({ codes }) => codes),
      Array(3).fill('changed_since_plan'),
    );
    assert.deepEqual((await run(the(), [{ ...restored, hash }], by)).codes, ['completed']);
    assert.equal(site.text('y'), 'mine');
  });

  it('moves neither symlinks nor FIFOs nor folders', async () => {
    const site = await openSite(the());
    site.write('file', 'x');
    the().user.symlink('file', site.at('link'));
    the().user.special(site.at('fifo'), 'fifo');
    the().user.mkdir(site.at('folder'));
    for (const path of ['link', 'fifo', 'folder']) assert.equal(await code(site, path, 'y'), 'not_a_regular_file');
    assert.equal(the().user.stat(site.at('y')), undefined);
  });

  it('reports a missing source or target folder as folder_missing', async () => {
    const site = await openSite(the());
    site.write('x', 'mine');
    site.write('gone/x', 'mine');
    const planned = move(site, 'gone/x', 'y');
    the().user.remove(site.at('gone'));
    assert.equal(await code(site, 'x', 'missing/x'), 'folder_missing');
    assert.deepEqual((await run(the(), [planned])).codes, ['folder_missing']);
  });

  it('reports a folder swapped for a symlink as folder_is_symlink', async () => {
    const [site, outside] = [await openSite(the()), await openSite(the())];
    site.write('in/x', 'mine');
    site.write('y', 'mine');
    the().user.mkdir(site.at('out'));
    const planned = [move(site, 'in/x', 'x'), move(site, 'y', 'out/y')];
    the().user.rename(site.at('in'), outside.at('in'));
    the().user.symlink(outside.at('in'), site.at('in'));
    the().user.remove(site.at('out'));
    the().user.symlink(outside.path, site.at('out'));
    assert.deepEqual((await run(the(), planned)).codes, ['folder_is_symlink', 'folder_is_symlink']);
    assert.deepEqual([outside.text('in/x'), outside.text('y'), site.text('y')], ['mine', undefined, 'mine']);
  });

  it('takes a name of 255 bytes', async () => {
    const site = await openSite(the());
    site.write('x', 'mine');
    assert.equal(await code(site, 'x', 'ä'.repeat(127) + 'b'), 'completed');
  });

  it('refuses a name of 256 bytes as name_too_long', async () => {
    const site = await openSite(the());
    site.write('x', 'mine');
    assert.equal(await code(site, 'x', 'ä'.repeat(128)), 'name_too_long');
    assert.equal(site.text('x'), 'mine');
  });

  it('never takes dots, slashes or nothing for a name', async () => {
    const site = await openSite(the());
    site.write('x', 'mine');
    site.write('inner/y', 'mine');
    the().user.mkdir(site.at('inner/a'));
    const inner = await openSite(the(), site.at('inner'));
    for (const name of ['..', '.', '', '../z', '/z', 'a/z', 'a\0b']) {
      const planned = { ...move(inner, 'y', 'y'), to: { folder: inner.folder(''), name } };
      const { codes } = await run(the(), [planned]);
      assert.notEqual(codes[0], 'completed', `to ${JSON.stringify(name)}`);
    }
    for (const name of ['../x', site.at('x')]) {
      const planned = { ...move(inner, 'y', 'z'), from: { folder: inner.folder(''), name }, facts: site.facts('x') };
      const { codes } = await run(the(), [planned]);
      assert.notEqual(codes[0], 'completed', `from ${JSON.stringify(name)}`);
    }
    assert.deepEqual([site.text('x'), inner.text('y'), site.text('z')], ['mine', 'mine', undefined]);
  });

  it('reports a folder it may not write to as permission_denied', async () => {
    const site = await openSite(the());
    the().user.mkdir(site.at('open'), { mode: 0o777 });
    site.write('open/x', 'mine');
    the().user.chmod(site.at('open/x'), 0o666);
    the().user.mkdir(site.at('closed'), { mode: 0o555 });
    const into = await the().unprivileged(() => code(site, 'open/x', 'closed/x'));
    site.write('closed/y', 'mine');
    the().user.chmod(site.at('closed/y'), 0o666);
    the().user.chmod(site.at('closed'), 0o555);
    const outOf = await the().unprivileged(() => code(site, 'closed/y', 'open/y'));
    assert.deepEqual([into, outOf], ['permission_denied', 'permission_denied']);
    assert.deepEqual([site.text('open/x'), site.text('closed/y')], ['mine', 'mine']);
    assert.deepEqual([site.text('closed/x'), site.text('open/y')], [undefined, undefined]);
  });
}
