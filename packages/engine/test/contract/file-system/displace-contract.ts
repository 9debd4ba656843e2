import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { ReadableStep } from '../../../src/testing/step-batch.ts';
import { move, openSite, run, settle, step, type Site, type Testbed } from './testbed.ts';

/** What the step `displace` does. */
export function displaceContract(the: () => Testbed): void {
  const made = async (): Promise<{ readonly site: Site; readonly planned: readonly ReadableStep[] }> => {
    const site = await openSite(the());
    the().user.mkdir(site.at('quarantine'));
    site.write('place', 'old');
    site.write('fresh', 'new one');
    const old = step('displace', [site, 'place'], [site, 'quarantine/0-place']);
    return { site, planned: [old, { ...move(site, 'fresh', 'place'), requires: 0 }] };
  };

  it('takes a file away with everything of it, and lets another one come', async () => {
    const { site, planned } = await made();
    const before = site.facts('place');
    const { codes, created, leftovers } = await run(the(), planned);
    assert.deepEqual([codes, created.size, leftovers.size], [['completed', 'completed'], 0, 0]);
    assert.deepEqual([site.text('place'), site.text('fresh')], ['new one', undefined]);
    assert.deepEqual({ ...site.facts('quarantine/0-place'), ctime: before.ctime }, before);
  });

  it('leaves both where the old file changed or is no file any more', async () => {
    const { site, planned } = await made();
    the().user.setTimes(site.at('place'), { mtime: site.facts('place').mtime + 1_000_000_000n });
    assert.deepEqual((await run(the(), planned)).codes, ['changed_since_plan', 'dependency_skipped']);
    the().user.remove(site.at('place'));
    the().user.symlink('fresh', site.at('place'));
    assert.deepEqual((await run(the(), planned)).codes, ['not_a_regular_file', 'dependency_skipped']);
    assert.equal(site.text('fresh'), 'new one');
  });

  it('never replaces what is in the quarantine', async () => {
    const { site, planned } = await made();
    site.write('quarantine/0-place', 'earlier');
    assert.deepEqual((await run(the(), planned)).codes, ['destination_exists', 'dependency_skipped']);
    assert.deepEqual([site.text('place'), site.text('quarantine/0-place')], ['old', 'earlier']);
  });

  it('never copies to a quarantine on another device', async (context) => {
    const elsewhere = the().newFolderElsewhere();
    if (elsewhere === undefined) {
      context.skip('there is no other device');
      return;
    }
    const [{ site, planned }, far] = [await made(), await openSite(the(), elsewhere)];
    const [old, fresh] = planned;
    assert.ok(old !== undefined && fresh !== undefined);
    const steps = [{ ...old, to: far.file('place') }, fresh];
    assert.deepEqual((await run(the(), steps)).codes, ['cross_device', 'dependency_skipped']);
    assert.deepEqual([site.text('place'), site.text('fresh'), far.text('place')], ['old', 'new one', undefined]);
  });

  it('is found out however far it came', async () => {
    for (let done = 0; done <= 2; done++) {
      const { planned } = await made();
      await run(the(), planned.slice(0, done));
      const expected = planned.map((_, row) => (row < done ? 'completed' : 'not_attempted'));
      assert.deepEqual((await settle(the(), planned)).codes, expected, `${String(done)} steps were done`);
    }
  });

  it('takes a file that is linked twice back to where it was', async () => {
    const { site, planned } = await made();
    the().user.link(site.at('place'), site.at('quarantine/0-place'));
    assert.deepEqual((await settle(the(), planned)).codes, ['not_attempted', 'not_attempted']);
    assert.deepEqual([site.text('place'), site.text('quarantine/0-place')], ['old', undefined]);
  });

  it('an old file that looks like the copy of the new one is not taken for it', async () => {
    const { site } = await made();
    const { mtime } = site.facts('fresh');
    site.write('place', 'old one');
    the().user.setTimes(site.at('place'), { mtime });
    const old = step('displace', [site, 'place'], [site, 'quarantine/0-place']);
    const copy = { ...step('copy', [site, 'fresh'], [site, 'place']), requires: 0 };
    const { codes, created } = await settle(the(), [old, copy]);
    assert.deepEqual([codes, created.size], [['not_attempted', 'not_attempted'], 0]);
    await run(the(), [old, copy]);
    assert.deepEqual((await settle(the(), [old, copy])).codes, ['completed', 'completed']);
  });
}
