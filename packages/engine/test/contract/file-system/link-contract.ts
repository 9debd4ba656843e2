import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { ReadableStep } from '../../../src/testing/step-batch.ts';
import { move, openSite, run, settle, step, type Limits, type Site, type Testbed } from './testbed.ts';

const PART = '.kempt-test-0.part';

/** A step that makes a duplicate another name of the kept file, both as they are now. */
function hardlink(site: Site, path: string, kept: string): ReadableStep {
  return { ...step('hardlink', [site, path], [site, path]), kept: { file: site.file(kept), facts: site.facts(kept) } };
}

/** A step that makes a name a file of its own, as it was before it became a name of the kept file. */
function separate(linked: ReadableStep): ReadableStep {
  return { ...linked, action: 'separate' };
}

/** What the steps `hardlink` and `separate` do. */
export function linkContract(the: () => Testbed, { exchanges }: Limits): void {
  const pair = async (): Promise<Site> => {
    const site = await openSite(the());
    site.write('kept', 'the same');
    site.write('folder/copy', 'the same');
    the().user.setTimes(site.at('folder/copy'), { mtime: 1_500_000_000_000_001_000n });
    return site;
  };
  const refuses = async (site: Site, planned: ReadableStep, code: string): Promise<void> => {
    const before = the().user.stat(site.at('folder/copy'))?.inode;
    const { codes, leftovers } = await run(the(), [planned]);
    assert.deepEqual([codes, leftovers.size], [[code], 0]);
    assert.equal(the().user.stat(site.at('folder/copy'))?.inode, before);
    assert.equal(the().user.stat(site.at(`folder/${PART}`)), undefined);
  };

  it('moves a name that may be a link of the kept file, whichever file it leads to, and no third one', async () => {
    for (const [leadsTo, code] of [
      ['its own', 'completed'],
      ['the kept one', 'completed'],
      ['another', 'changed_since_plan'],
    ] as const) {
      const site = await pair();
      const kept = { file: site.file('kept'), facts: site.facts('kept') };
      const planned = { ...move(site, 'folder/copy', 'moved'), kept };
      assert.deepEqual((await settle(the(), [planned])).codes, ['not_attempted']);
      if (leadsTo !== 'its own') the().user.remove(site.at('folder/copy'));
      if (leadsTo === 'the kept one') the().user.link(site.at('kept'), site.at('folder/copy'));
      if (leadsTo === 'another') site.write('folder/copy', 'the same');
      assert.deepEqual((await run(the(), [planned])).codes, [code], leadsTo);
      const settled = code === 'completed' ? code : 'changed_since_plan';
      assert.deepEqual((await settle(the(), [planned])).codes, [settled], leadsTo);
    }
  });

  it('finds that none of a ring has moved in which two names lead to one file', async () => {
    const site = await pair();
    site.write('other', 'of its own');
    const kept = { file: site.file('kept'), facts: site.facts('kept') };
    const [away, third] = [move(site, 'kept', 'aside'), move(site, 'other', 'kept')];
    const copy = { ...move(site, 'folder/copy', 'other'), kept };
    const back = { ...move(site, 'kept', 'folder/copy'), from: site.file('aside'), requires: 0 };
    the().user.remove(site.at('folder/copy'));
    the().user.link(site.at('kept'), site.at('folder/copy'));
    const { codes } = await settle(the(), [away, third, copy, back]);
    assert.deepEqual(codes, ['not_attempted', 'not_attempted', 'not_attempted', 'not_attempted']);
    assert.deepEqual([site.text('kept'), site.text('folder/copy')], ['the same', 'the same']);
  });

  if (!exchanges) {
    it('makes no links where two names cannot be exchanged', async () => {
      const site = await pair();
      await refuses(site, hardlink(site, 'folder/copy', 'kept'), 'not_supported');
      assert.deepEqual([site.text('folder/copy'), site.facts('kept').links], ['the same', 1]);
    });
    return;
  }

  it('makes a duplicate another name of the kept file', async () => {
    const site = await pair();
    const { codes, created, unsynced } = await run(the(), [hardlink(site, 'folder/copy', 'kept')]);
    assert.deepEqual([codes, unsynced], [['completed'], []]);
    const { inode, links, mtime } = site.facts('kept');
    assert.deepEqual([site.facts('folder/copy').inode, links], [inode, 2]);
    assert.deepEqual([created.get(0)?.inode, created.get(0)?.mtime], [inode, mtime]);
    assert.equal(the().user.stat(site.at(`folder/${PART}`)), undefined);
  });

  it('makes it a file of its own again, with the time it had', async () => {
    const site = await pair();
    const before = site.facts('folder/copy');
    const planned = hardlink(site, 'folder/copy', 'kept');
    await run(the(), [planned]);
    const { codes, created } = await run(the(), [separate(planned)]);
    assert.deepEqual(codes, ['completed']);
    const { size, mtime, mode, links, inode } = site.facts('folder/copy');
    assert.deepEqual([size, mtime, mode, links], [before.size, before.mtime, before.mode, 1]);
    assert.deepEqual([created.get(0)?.inode, created.get(0)?.mtime], [inode, mtime]);
    assert.deepEqual([site.text('folder/copy'), site.facts('kept').links], ['the same', 1]);
    assert.equal(the().user.stat(site.at(`folder/${PART}`)), undefined);
  });

  it('links every name of a duplicate, and many duplicates of one file', async () => {
    const site = await pair();
    the().user.link(site.at('folder/copy'), site.at('second'));
    site.write('third', 'the same');
    const planned = ['folder/copy', 'second', 'third'].map((path) => hardlink(site, path, 'kept'));
    assert.deepEqual((await run(the(), planned)).codes, Array(3).fill('completed'));
    assert.equal(site.facts('kept').links, 4);
  });

  it('takes names that are not UTF-8', async () => {
    const site = await pair();
    site.write('\udcff\n', 'the same');
    assert.deepEqual((await run(the(), [hardlink(site, '\udcff\n', 'kept')])).codes, ['completed']);
    assert.equal(site.facts('\udcff\n').inode, site.facts('kept').inode);
  });

  it('refuses other bytes of the same length, and another name of the kept file', async () => {
    const site = await pair();
    site.write('folder/copy', 'the Same');
    await refuses(site, hardlink(site, 'folder/copy', 'kept'), 'bytes_differ');
    the().user.remove(site.at('folder/copy'));
    the().user.link(site.at('kept'), site.at('folder/copy'));
    await refuses(site, hardlink(site, 'folder/copy', 'kept'), 'same_file');
  });

  it('refuses two files that not everybody may read alike', async () => {
    const site = await pair();
    the().user.chmod(site.at('folder/copy'), 0o600);
    await refuses(site, hardlink(site, 'folder/copy', 'kept'), 'access_differs');
  });

  it('refuses what changed since it was planned, on either side', async () => {
    const site = await pair();
    const planned = hardlink(site, 'folder/copy', 'kept');
    the().user.setTimes(site.at('folder/copy'), { mtime: 1_600_000_000_000_000_000n });
    await refuses(site, planned, 'changed_since_plan');
    const again = hardlink(site, 'folder/copy', 'kept');
    the().user.setTimes(site.at('kept'), { mtime: 1_600_000_000_000_000_000n });
    await refuses(site, again, 'kept_changed');
    the().user.rename(site.at('kept'), site.at('elsewhere'));
    await refuses(site, again, 'kept_missing');
  });

  it('never links across devices', async (context) => {
    const elsewhere = the().newFolderElsewhere();
    if (elsewhere === undefined) {
      context.skip('there is no other device');
      return;
    }
    const [site, far] = [await pair(), await openSite(the(), elsewhere)];
    far.write('kept', 'the same');
    const kept = { file: far.file('kept'), facts: far.facts('kept') };
    await refuses(site, { ...hardlink(site, 'folder/copy', 'kept'), kept }, 'cross_device');
  });

  it('separates nothing when the kept file changed, or the name leads elsewhere', async () => {
    const site = await pair();
    const planned = hardlink(site, 'folder/copy', 'kept');
    await refuses(site, separate(planned), 'changed_since_plan');
    await run(the(), [planned]);
    the().user.setTimes(site.at('kept'), { mtime: 1_600_000_000_000_000_000n });
    await refuses(site, separate(planned), 'changed_since_plan');
    assert.equal(site.facts('kept').links, 2);
  });

  it('separates a name whose kept file has no other name any more', async () => {
    const site = await pair();
    const planned = hardlink(site, 'folder/copy', 'kept');
    await run(the(), [planned]);
    the().user.remove(site.at('kept'));
    assert.deepEqual((await run(the(), [separate(planned)])).codes, ['completed']);
    assert.equal(site.text('folder/copy'), 'the same');
  });

  it('finds which duplicates were linked, and which names were separated', async () => {
    const site = await pair();
    const planned = hardlink(site, 'folder/copy', 'kept');
    assert.deepEqual((await settle(the(), [planned])).codes, ['not_attempted']);
    await run(the(), [planned]);
    const linked = await settle(the(), [planned]);
    assert.deepEqual([linked.codes, linked.created.get(0)?.inode], [['completed'], site.facts('kept').inode]);
    assert.deepEqual((await settle(the(), [separate(planned)])).codes, ['not_attempted']);
    await run(the(), [separate(planned)]);
    assert.deepEqual((await settle(the(), [separate(planned)])).codes, ['completed']);
  });

  it('takes a link back that was made under its temporary name only', async () => {
    const site = await pair();
    const planned = hardlink(site, 'folder/copy', 'kept');
    the().user.link(site.at('kept'), site.at(`folder/${PART}`));
    assert.deepEqual((await settle(the(), [planned])).codes, ['not_attempted']);
    assert.deepEqual([site.facts('kept').links, the().user.stat(site.at(`folder/${PART}`))], [1, undefined]);
  });

  it('puts a duplicate back that was exchanged and not looked at once more', async () => {
    const site = await pair();
    const { inode } = site.facts('folder/copy');
    const planned = hardlink(site, 'folder/copy', 'kept');
    the().user.rename(site.at('folder/copy'), site.at(`folder/${PART}`));
    the().user.link(site.at('kept'), site.at('folder/copy'));
    the().user.writeFile(site.at(`folder/${PART}`), 'somebody wrote this');
    assert.deepEqual((await settle(the(), [planned])).codes, ['not_attempted']);
    assert.deepEqual([site.facts('folder/copy').inode, site.text('folder/copy')], [inode, 'somebody wrote this']);
    assert.equal(the().user.stat(site.at(`folder/${PART}`)), undefined);
  });

  it('leaves a file alone that lies under the temporary name for a reason it does not know', async () => {
    const site = await pair();
    const planned = hardlink(site, 'folder/copy', 'kept');
    the().user.rename(site.at('folder/copy'), site.at(`folder/${PART}`));
    assert.deepEqual((await settle(the(), [planned])).codes, ['io_error']);
    assert.equal(site.text(`folder/${PART}`), 'the same');
  });

  it('removes a copy that was not in its place yet, and the old name of one that was', async () => {
    const site = await pair();
    const planned = hardlink(site, 'folder/copy', 'kept');
    await run(the(), [planned]);
    site.write(`folder/${PART}`, 'the s');
    assert.deepEqual((await settle(the(), [separate(planned)])).codes, ['not_attempted']);
    assert.equal(the().user.stat(site.at(`folder/${PART}`)), undefined);
    the().user.rename(site.at('folder/copy'), site.at(`folder/${PART}`));
    site.write('folder/copy', 'the same');
    the().user.setTimes(site.at('folder/copy'), { mtime: 1_500_000_000_000_001_000n });
    assert.deepEqual((await settle(the(), [separate(planned)])).codes, ['completed']);
    assert.deepEqual([site.text('folder/copy'), site.facts('kept').links], ['the same', 1]);
  });
}
