import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { ReadableStep } from '../../../src/testing/step-batch.ts';
import { openSite, run, settle, step, type Limits, type Site, type Testbed } from './testbed.ts';

const PART = '.kempt-test-0.part';
const OLD = 1_500_000_000_000_000_000n;

/** A step that puts a link to the kept file in the place of a duplicate, both as they are now. */
function symlink(site: Site, path: string, kept: string): ReadableStep {
  return { ...step('symlink', [site, path], [site, path]), kept: { file: site.file(kept), facts: site.facts(kept) } };
}

/** What the steps `symlink` and `replace_link` do. */
export function symlinkContract(the: () => Testbed, { exchanges }: Limits): void {
  const pair = async (): Promise<Site> => {
    const site = await openSite(the());
    site.write('kept', 'the same');
    site.write('folder/copy', 'the same');
    the().user.setTimes(site.at('folder/copy'), { mtime: OLD });
    return site;
  };
  /** A step that takes a link back; whoever made it noted its inode, or did not. */
  const replace = (linked: ReadableStep, inode: bigint): ReadableStep => ({
    ...linked,
    action: 'replace_link',
    facts: { device: 0n, inode, size: 8, mtime: OLD, ...(inode === 0n ? {} : { device: linked.facts?.device ?? 0n }) },
  });
  const refuses = async (site: Site, planned: ReadableStep, code: string): Promise<void> => {
    const before = the().user.stat(site.at('folder/copy'))?.inode;
    const { codes, leftovers } = await run(the(), [planned]);
    assert.deepEqual([codes, leftovers.size], [[code], 0]);
    assert.equal(the().user.stat(site.at('folder/copy'))?.inode, before);
    assert.equal(the().user.stat(site.at(`folder/${PART}`)), undefined);
  };
  const linked = async (): Promise<{ readonly site: Site; readonly planned: ReadableStep; readonly inode: bigint }> => {
    const site = await pair();
    const planned = symlink(site, 'folder/copy', 'kept');
    await run(the(), [planned]);
    return { site, planned, inode: site.facts('folder/copy').inode };
  };

  if (!exchanges) {
    it('makes no symbolic links where two names cannot be exchanged', async () => {
      const site = await pair();
      await refuses(site, symlink(site, 'folder/copy', 'kept'), 'not_supported');
      assert.equal(site.text('folder/copy'), 'the same');
    });
    return;
  }

  it('puts a relative link in the place of a duplicate below the same root', async () => {
    const site = await pair();
    const { codes, created, unsynced } = await run(the(), [symlink(site, 'folder/copy', 'kept')]);
    assert.deepEqual([codes, unsynced], [['completed'], []]);
    const { kind, inode, mtime } = site.facts('folder/copy');
    assert.deepEqual([kind, the().user.readLink(site.at('folder/copy'))], ['symlink', '../kept']);
    assert.deepEqual([created.get(0)?.inode, created.get(0)?.mtime], [inode, mtime]);
    assert.equal(the().user.stat(site.at(`folder/${PART}`)), undefined);
  });

  for (const [path, kept, says] of [
    ['copy', 'kept', 'kept'],
    ['copy', 'a/b/kept', 'a/b/kept'],
    ['a/b/copy', 'a/c/kept', '../c/kept'],
    ['a/b/copy', 'kept', '../../kept'],
    ['\udcff\n', 'caf\udce9/ \udcfe', 'caf\udce9/ \udcfe'],
  ] as const) {
    it(`says ${JSON.stringify(says)} in ${JSON.stringify(path)}`, async () => {
      const site = await openSite(the());
      for (const name of [path, kept]) site.write(name, 'the same');
      assert.deepEqual((await run(the(), [symlink(site, path, kept)])).codes, ['completed']);
      assert.equal(the().user.readLink(site.at(path)), says);
    });
  }

  it('puts an absolute link in the place of a duplicate below another root, on whatever device', async () => {
    const near = await pair();
    const sites = [await openSite(the())];
    const elsewhere = the().newFolderElsewhere();
    if (elsewhere !== undefined) sites.push(await openSite(the(), elsewhere));
    for (const far of sites) {
      far.write('deep/copy', 'the same');
      const kept = { file: near.file('kept'), facts: near.facts('kept') };
      const planned = { ...step('symlink', [far, 'deep/copy'], [far, 'deep/copy']), kept };
      assert.deepEqual((await run(the(), [planned])).codes, ['completed']);
      assert.equal(the().user.readLink(far.at('deep/copy')), near.at('kept'));
      assert.deepEqual((await settle(the(), [planned])).codes, ['completed']);
      assert.deepEqual((await run(the(), [replace(planned, 0n)])).codes, ['completed']);
      assert.equal(far.text('deep/copy'), 'the same');
    }
  });

  it('puts a file of its own in the place of the link, with the time it had', async () => {
    const site = await pair();
    const before = site.facts('folder/copy');
    const planned = symlink(site, 'folder/copy', 'kept');
    await run(the(), [planned]);
    const { codes, created } = await run(the(), [replace(planned, site.facts('folder/copy').inode)]);
    assert.deepEqual(codes, ['completed']);
    const { kind, size, mtime, mode, links, inode } = site.facts('folder/copy');
    assert.deepEqual([kind, size, mtime, mode, links], ['file', before.size, before.mtime, before.mode, 1]);
    assert.deepEqual([created.get(0)?.inode, created.get(0)?.mtime], [inode, mtime]);
    assert.equal(site.text('folder/copy'), 'the same');
    assert.equal(the().user.stat(site.at(`folder/${PART}`)), undefined);
  });

  it('refuses other bytes, the kept file itself, other access, and what changed since', async () => {
    const site = await pair();
    site.write('folder/copy', 'the Same');
    await refuses(site, symlink(site, 'folder/copy', 'kept'), 'bytes_differ');
    site.write('folder/copy', 'the same');
    the().user.chmod(site.at('folder/copy'), 0o600);
    await refuses(site, symlink(site, 'folder/copy', 'kept'), 'access_differs');
    the().user.chmod(site.at('folder/copy'), 0o644);
    const planned = symlink(site, 'folder/copy', 'kept');
    the().user.setTimes(site.at('kept'), { mtime: OLD });
    await refuses(site, planned, 'kept_changed');
    the().user.rename(site.at('kept'), site.at('elsewhere'));
    await refuses(site, planned, 'kept_missing');
    the().user.symlink('elsewhere', site.at('kept'));
    await refuses(site, planned, 'kept_missing');
    the().user.remove(site.at('folder/copy'));
    the().user.link(site.at('elsewhere'), site.at('folder/copy'));
    await refuses(site, symlink(site, 'folder/copy', 'elsewhere'), 'same_file');
  });

  it('leaves a link that somebody made, and one that leads elsewhere', async () => {
    const { site, planned, inode } = await linked();
    the().user.rename(site.at('folder/copy'), site.at('aside'));
    await refuses(site, replace(planned, inode), 'not_found');
    the().user.symlink('../kept', site.at('folder/copy'));
    await refuses(site, replace(planned, inode), 'changed_since_plan');
    the().user.remove(site.at('folder/copy'));
    the().user.symlink('../other', site.at('folder/copy'));
    await refuses(site, replace(planned, 0n), 'changed_since_plan');
    the().user.remove(site.at('folder/copy'));
    site.write('folder/copy', 'the same');
    await refuses(site, replace(planned, 0n), 'changed_since_plan');
  });

  it('leaves the link while the kept file is gone or changed', async () => {
    const { site, planned, inode } = await linked();
    the().user.setTimes(site.at('kept'), { mtime: OLD });
    await refuses(site, replace(planned, inode), 'kept_changed');
    the().user.remove(site.at('kept'));
    await refuses(site, replace(planned, inode), 'kept_missing');
    assert.equal(the().user.readLink(site.at('folder/copy')), '../kept');
  });

  it('finds which links were made, and which were replaced', async () => {
    const site = await pair();
    const planned = symlink(site, 'folder/copy', 'kept');
    assert.deepEqual((await settle(the(), [planned])).codes, ['not_attempted']);
    await run(the(), [planned]);
    const { codes, created } = await settle(the(), [planned]);
    const { inode } = site.facts('folder/copy');
    assert.deepEqual([codes, created.get(0)?.inode], [['completed'], inode]);
    assert.deepEqual((await settle(the(), [replace(planned, inode)])).codes, ['not_attempted']);
    await run(the(), [replace(planned, inode)]);
    assert.deepEqual((await settle(the(), [replace(planned, inode)])).codes, ['completed']);
  });

  it('takes a link back that was made under its temporary name only', async () => {
    const site = await pair();
    const planned = symlink(site, 'folder/copy', 'kept');
    the().user.symlink('../kept', site.at(`folder/${PART}`));
    assert.deepEqual((await settle(the(), [planned])).codes, ['not_attempted']);
    assert.equal(the().user.stat(site.at(`folder/${PART}`)), undefined);
    assert.equal(site.text('folder/copy'), 'the same');
  });

  it('puts a duplicate back that was exchanged for a link and not looked at once more', async () => {
    const site = await pair();
    const { inode } = site.facts('folder/copy');
    const planned = symlink(site, 'folder/copy', 'kept');
    the().user.rename(site.at('folder/copy'), site.at(`folder/${PART}`));
    the().user.symlink('../kept', site.at('folder/copy'));
    the().user.writeFile(site.at(`folder/${PART}`), 'somebody wrote this');
    assert.deepEqual((await settle(the(), [planned])).codes, ['not_attempted']);
    assert.deepEqual([site.facts('folder/copy').inode, site.text('folder/copy')], [inode, 'somebody wrote this']);
    assert.equal(the().user.stat(site.at(`folder/${PART}`)), undefined);
  });

  it('leaves a duplicate under its temporary name while its name leads elsewhere', async () => {
    const site = await pair();
    const planned = symlink(site, 'folder/copy', 'kept');
    the().user.rename(site.at('folder/copy'), site.at(`folder/${PART}`));
    the().user.symlink('../theirs', site.at('folder/copy'));
    assert.deepEqual((await settle(the(), [planned])).codes, ['io_error']);
    assert.equal(site.text(`folder/${PART}`), 'the same');
    assert.equal(the().user.readLink(site.at('folder/copy')), '../theirs');
  });

  it('removes a copy that was not in its place yet, and the link whose place one took', async () => {
    const { site, planned, inode } = await linked();
    site.write(`folder/${PART}`, 'the s');
    assert.deepEqual((await settle(the(), [replace(planned, inode)])).codes, ['not_attempted']);
    assert.equal(the().user.stat(site.at(`folder/${PART}`)), undefined);
    the().user.rename(site.at('folder/copy'), site.at(`folder/${PART}`));
    site.write('folder/copy', 'the same');
    the().user.setTimes(site.at('folder/copy'), { mtime: OLD });
    assert.deepEqual((await settle(the(), [replace(planned, inode)])).codes, ['completed']);
    assert.equal(the().user.stat(site.at(`folder/${PART}`)), undefined);
    assert.equal(site.text('folder/copy'), 'the same');
  });
}
