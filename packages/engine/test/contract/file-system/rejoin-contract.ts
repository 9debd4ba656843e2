import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { ReadableStep } from '../../../src/testing/step-batch.ts';
import { openSite, run, settle, type Limits, type Site, type Testbed } from './testbed.ts';

const PART = '.kempt-test-0.part';
const OLD = 1_500_000_000_000_000_000n;

/** What the step `rejoin` does. */
export function rejoinContract(the: () => Testbed, { exchanges }: Limits): void {
  if (!exchanges) return;

  /** `first` was made a file of its own again, `folder/second` is a name of the kept file still. */
  const names = async (): Promise<Site> => {
    const site = await openSite(the());
    site.write('kept', 'the same');
    site.write('first', 'the same');
    the().user.setTimes(site.at('first'), { mtime: OLD });
    site.write('folder/other', '');
    the().user.link(site.at('kept'), site.at('folder/second'));
    return site;
  };
  const rejoin = (site: Site, inode = 0n): ReadableStep => ({
    action: 'rejoin',
    from: site.file('first'),
    to: site.file('folder/second'),
    facts: { device: site.facts('kept').device, inode, size: 8, mtime: OLD },
    kept: { file: site.file('kept'), facts: site.facts('kept') },
  });
  const refuses = async (site: Site, planned: ReadableStep, code: string): Promise<void> => {
    const before = the().user.stat(site.at('folder/second'))?.inode;
    const { codes, leftovers } = await run(the(), [planned]);
    assert.deepEqual([codes, leftovers.size], [[code], 0]);
    assert.equal(the().user.stat(site.at('folder/second'))?.inode, before);
    assert.equal(the().user.stat(site.at(`folder/${PART}`)), undefined);
  };

  it('makes a name of the kept file another name of the file it belonged to', async () => {
    for (const isKnown of [true, false]) {
      const site = await names();
      const { inode, mtime } = site.facts('first');
      const { codes, created } = await run(the(), [rejoin(site, isKnown ? inode : 0n)]);
      assert.deepEqual(codes, ['completed']);
      assert.deepEqual([site.facts('folder/second').inode, site.facts('kept').links], [inode, 1]);
      assert.deepEqual([created.get(0)?.inode, created.get(0)?.mtime], [inode, mtime]);
      assert.equal(the().user.stat(site.at(`folder/${PART}`)), undefined);
    }
  });

  it('refuses a name that is none of the kept file, and a kept file that changed', async () => {
    const site = await names();
    const planned = rejoin(site);
    the().user.remove(site.at('folder/second'));
    await refuses(site, planned, 'not_found');
    site.write('folder/second', 'the same');
    await refuses(site, planned, 'changed_since_plan');
    the().user.remove(site.at('folder/second'));
    the().user.link(site.at('kept'), site.at('folder/second'));
    the().user.setTimes(site.at('kept'), { mtime: OLD });
    await refuses(site, planned, 'changed_since_plan');
  });

  it('refuses a file that is another one, holds other bytes, or is the kept one', async () => {
    const site = await names();
    await refuses(site, rejoin(site, site.facts('folder/other').inode), 'source_differs');
    site.write('first', 'the Same');
    await refuses(site, rejoin(site), 'source_differs');
    the().user.setTimes(site.at('first'), { mtime: OLD });
    await refuses(site, rejoin(site), 'bytes_differ');
    the().user.remove(site.at('first'));
    await refuses(site, rejoin(site), 'not_found');
    the().user.link(site.at('kept'), site.at('first'));
    the().user.setTimes(site.at('kept'), { mtime: OLD });
    await refuses(site, rejoin(site), 'same_file');
  });

  it('waits for the step that makes the file', async () => {
    const site = await names();
    the().user.remove(site.at('first'));
    the().user.link(site.at('kept'), site.at('first'));
    const separate: ReadableStep = {
      action: 'separate',
      from: site.file('first'),
      to: site.file('first'),
      facts: { device: 0n, inode: 0n, size: 8, mtime: OLD },
      kept: { file: site.file('kept'), facts: site.facts('kept') },
    };
    const steps = [separate, { ...rejoin(site), requires: 0 }];
    assert.deepEqual((await settle(the(), steps)).codes, ['not_attempted', 'not_attempted']);
    assert.deepEqual((await run(the(), steps)).codes, ['completed', 'completed']);
    assert.equal(site.facts('folder/second').inode, site.facts('first').inode);
    assert.deepEqual((await settle(the(), steps)).codes, ['completed', 'completed']);
    const missing = { ...separate, from: site.file('gone'), to: site.file('gone') };
    assert.deepEqual((await run(the(), [missing, { ...rejoin(site), requires: 0 }])).codes, [
      'not_found',
      'dependency_skipped',
    ]);
  });

  it('finds out whether it was done', async () => {
    const site = await names();
    const planned = rejoin(site);
    assert.deepEqual((await settle(the(), [planned])).codes, ['not_attempted']);
    await run(the(), [planned]);
    const { codes, created } = await settle(the(), [planned]);
    assert.deepEqual([codes, created.get(0)?.inode], [['completed'], site.facts('first').inode]);
  });

  it('takes a name back that was made under its temporary name only', async () => {
    const site = await names();
    the().user.link(site.at('first'), site.at(`folder/${PART}`));
    assert.deepEqual((await settle(the(), [rejoin(site)])).codes, ['not_attempted']);
    assert.deepEqual([site.facts('first').links, site.facts('kept').links], [1, 2]);
  });

  it('puts the kept file back that was exchanged and not looked at once more', async () => {
    const site = await names();
    const planned = rejoin(site);
    the().user.rename(site.at('folder/second'), site.at(`folder/${PART}`));
    the().user.link(site.at('first'), site.at('folder/second'));
    assert.deepEqual((await settle(the(), [planned])).codes, ['not_attempted']);
    assert.equal(site.facts('folder/second').inode, site.facts('kept').inode);
    assert.equal(the().user.stat(site.at(`folder/${PART}`)), undefined);
  });

  it('leaves the kept file under a temporary name while somebody else has its name', async () => {
    const site = await names();
    const planned = rejoin(site);
    the().user.rename(site.at('folder/second'), site.at(`folder/${PART}`));
    site.write('folder/second', 'theirs');
    assert.deepEqual((await settle(the(), [planned])).codes, ['io_error']);
    assert.deepEqual([site.text('folder/second'), site.text(`folder/${PART}`)], ['theirs', 'the same']);
  });
}
