import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { ReadableStep } from '../../../src/testing/step-batch.ts';
import { openSite, run, settle, step, type Site, type Testbed } from './testbed.ts';

/** A step that takes a duplicate away while another file is kept, both as they are now. */
function quarantine(site: Site, from: string, kept: string): ReadableStep {
  const to = `quarantine/${from.replaceAll('/', '-')}`;
  return { ...step('quarantine', [site, from], [site, to]), kept: { file: site.file(kept), facts: site.facts(kept) } };
}

/** What the steps `quarantine` and `purge` do. */
export function quarantineContract(the: () => Testbed): void {
  const pair = async (): Promise<Site> => {
    const site = await openSite(the());
    the().user.mkdir(site.at('quarantine'));
    site.write('kept', 'the same');
    site.write('copy', 'the same');
    return site;
  };
  const refuses = async (site: Site, planned: ReadableStep, code: string): Promise<void> => {
    const { codes } = await run(the(), [planned]);
    assert.deepEqual(codes, [code]);
    assert.equal(the().user.stat(site.at('quarantine/copy')), undefined);
  };

  it('moves a duplicate away with everything of it and leaves the file that is kept', async () => {
    const site = await pair();
    const before = site.facts('copy');
    const { codes, unsynced, leftovers } = await run(the(), [quarantine(site, 'copy', 'kept')]);
    assert.deepEqual([codes, unsynced, leftovers.size], [['completed'], [], 0]);
    assert.deepEqual([site.text('copy'), site.text('kept')], [undefined, 'the same']);
    assert.deepEqual({ ...site.facts('quarantine/copy'), ctime: before.ctime }, before);
  });

  it('takes names that are not UTF-8', async () => {
    const site = await pair();
    site.write('\udcff\n', 'the same');
    assert.deepEqual((await run(the(), [quarantine(site, '\udcff\n', 'kept')])).codes, ['completed']);
    assert.equal(site.text('quarantine/\udcff\n'), 'the same');
  });

  it('takes many duplicates of one file', async () => {
    const site = await pair();
    for (const name of ['b', 'c']) site.write(name, 'the same');
    const { codes } = await run(
      the(),
      ['copy', 'b', 'c'].map((name) => quarantine(site, name, 'kept')),
    );
    assert.deepEqual([codes, site.text('kept')], [Array(3).fill('completed'), 'the same']);
  });

  it('takes every name of a duplicate', async () => {
    const site = await pair();
    the().user.link(site.at('copy'), site.at('link'));
    const planned = [quarantine(site, 'copy', 'kept'), quarantine(site, 'link', 'kept')];
    assert.deepEqual((await run(the(), planned)).codes, ['completed', 'completed']);
    assert.equal(site.facts('quarantine/copy').inode, site.facts('quarantine/link').inode);
  });

  it('never takes both of two files that are planned for each other', async () => {
    const site = await pair();
    const planned = [quarantine(site, 'copy', 'kept'), quarantine(site, 'kept', 'copy')];
    assert.deepEqual((await run(the(), planned)).codes, ['completed', 'kept_missing']);
    assert.equal(site.text('kept'), 'the same');
  });

  it('refuses a file with other bytes of the same length', async () => {
    const site = await pair();
    site.write('copy', 'the Same');
    await refuses(site, quarantine(site, 'copy', 'kept'), 'bytes_differ');
    assert.equal(site.text('copy'), 'the Same');
  });

  it('refuses another name of the file that is kept', async () => {
    const site = await pair();
    the().user.link(site.at('kept'), site.at('link'));
    const { codes } = await run(the(), [quarantine(site, 'link', 'kept')]);
    assert.deepEqual([codes, site.text('link')], [['same_file'], 'the same']);
  });

  it('refuses the very name that is kept', async () => {
    const site = await pair();
    assert.deepEqual((await run(the(), [quarantine(site, 'kept', 'kept')])).codes, ['same_file']);
    assert.equal(site.text('kept'), 'the same');
  });

  it('refuses a duplicate whose kept file is gone, is no file any more or lies behind a link', async () => {
    const site = await pair();
    site.write('folder/kept', 'the same');
    const behind = quarantine(site, 'copy', 'folder/kept');
    const planned = quarantine(site, 'copy', 'kept');
    the().user.rename(site.at('kept'), site.at('elsewhere'));
    await refuses(site, planned, 'kept_missing');
    the().user.symlink('elsewhere', site.at('kept'));
    await refuses(site, planned, 'kept_missing');
    the().user.remove(site.at('kept'));
    the().user.special(site.at('kept'), 'fifo');
    await refuses(site, planned, 'kept_missing');
    the().user.rename(site.at('folder'), site.at('other'));
    the().user.symlink('other', site.at('folder'));
    await refuses(site, behind, 'kept_missing');
  });

  it('refuses a duplicate whose kept file changed or was replaced', async () => {
    const site = await pair();
    const planned = quarantine(site, 'copy', 'kept');
    const { mtime } = site.facts('kept');
    the().user.setTimes(site.at('kept'), { mtime: mtime + 1_000_000_000n });
    await refuses(site, planned, 'kept_changed');
    the().user.rename(site.at('kept'), site.at('old'));
    site.write('kept', 'the same');
    the().user.setTimes(site.at('kept'), { mtime });
    await refuses(site, planned, 'kept_changed');
  });

  it('refuses a duplicate that changed, vanished or is no file any more', async () => {
    const site = await pair();
    const planned = quarantine(site, 'copy', 'kept');
    const { mtime } = site.facts('copy');
    the().user.setTimes(site.at('copy'), { mtime: mtime + 1_000_000_000n });
    await refuses(site, planned, 'changed_since_plan');
    the().user.rename(site.at('copy'), site.at('old'));
    await refuses(site, planned, 'not_found');
    the().user.symlink('kept', site.at('copy'));
    await refuses(site, planned, 'not_a_regular_file');
    the().user.remove(site.at('copy'));
    the().user.special(site.at('copy'), 'fifo');
    await refuses(site, planned, 'not_a_regular_file');
  });

  it('goes by device and inode even where content is what counts', async () => {
    const site = await pair();
    const planned = quarantine(site, 'copy', 'kept');
    const other = { ...planned, facts: { ...site.facts('copy'), inode: 1n } };
    const { codes } = await run(the(), [other], { match: 'content' });
    assert.deepEqual([codes, site.text('copy')], [['changed_since_plan'], 'the same']);
  });

  it('never replaces what is in the quarantine', async () => {
    const site = await pair();
    site.write('quarantine/copy', 'earlier');
    const { codes } = await run(the(), [quarantine(site, 'copy', 'kept')]);
    assert.deepEqual([codes, site.text('copy')], [['destination_exists'], 'the same']);
    assert.equal(site.text('quarantine/copy'), 'earlier');
  });

  it('never copies to a quarantine on another device', async (context) => {
    const elsewhere = the().newFolderElsewhere();
    if (elsewhere === undefined) {
      context.skip('there is no other device');
      return;
    }
    const [site, far] = [await pair(), await openSite(the(), elsewhere)];
    const planned = { ...quarantine(site, 'copy', 'kept'), to: far.file('copy') };
    assert.deepEqual((await run(the(), [planned])).codes, ['cross_device']);
    assert.deepEqual([site.text('copy'), far.text('copy')], ['the same', undefined]);
  });

  it('refuses a step without a file that is kept', async () => {
    const site = await pair();
    await refuses(site, step('quarantine', [site, 'copy'], [site, 'quarantine/copy']), 'kept_missing');
  });

  it('reports a duplicate that may not be read as permission_denied', async () => {
    const site = await pair();
    the().user.chmod(site.at('copy'), 0o000);
    const planned = quarantine(site, 'copy', 'kept');
    const { codes } = await the().unprivileged(() => run(the(), [planned]));
    assert.deepEqual(codes, ['permission_denied']);
    assert.ok(the().user.stat(site.at('copy')));
  });

  it('finds which duplicates were taken away', async () => {
    const site = await pair();
    site.write('b', 'the same');
    const planned = ['copy', 'b'].map((name) => quarantine(site, name, 'kept'));
    await run(the(), planned.slice(0, 1));
    assert.deepEqual((await settle(the(), planned)).codes, ['completed', 'not_attempted']);
  });

  it('takes a duplicate that is linked twice back to where it was', async () => {
    const site = await pair();
    const planned = quarantine(site, 'copy', 'kept');
    the().user.link(site.at('copy'), site.at('quarantine/copy'));
    assert.deepEqual((await settle(the(), [planned])).codes, ['not_attempted']);
    assert.deepEqual([site.text('copy'), site.text('quarantine/copy')], ['the same', undefined]);
  });

  it('purges the planned file and no other', async () => {
    const site = await pair();
    const purge = (path: string): ReadableStep => ({
      action: 'purge',
      from: site.file(path),
      facts: site.facts(path),
    });
    const planned = purge('copy');
    assert.deepEqual((await run(the(), [{ ...planned, facts: site.facts('kept') }])).codes, ['changed_since_plan']);
    assert.deepEqual((await settle(the(), [planned])).codes, ['not_attempted']);
    assert.deepEqual((await run(the(), [planned])).codes, ['completed']);
    assert.deepEqual((await settle(the(), [planned])).codes, ['completed']);
    assert.deepEqual([site.text('copy'), site.text('kept')], [undefined, 'the same']);
  });
}
