import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { ReadableStep } from '../../../src/testing/step-batch.ts';
import { openSite, run, settle, step, type Site, type Testbed } from './testbed.ts';

function share(site: Site, path: string, kept: string): ReadableStep {
  return { ...step('reflink', [site, path], [site, path]), kept: { file: site.file(kept), facts: site.facts(kept) } };
}

/** What the step `reflink` does where a file system cannot share bytes, as those that tests usually run on. */
export function shareContract(the: () => Testbed): void {
  it('says that bytes cannot be shared here, and changes nothing', async () => {
    const site = await openSite(the());
    site.write('kept', 'the same');
    const before = site.write('copy', 'the same');
    const { codes } = await run(the(), [share(site, 'copy', 'kept')]);
    if (codes[0] !== 'completed') assert.deepEqual(codes, ['not_supported']);
    assert.deepEqual([site.facts('copy'), site.text('copy')], [before, 'the same']);
  });

  it('cannot tell whether bytes are shared, and would do so once more', async () => {
    const site = await openSite(the());
    site.write('kept', 'the same');
    site.write('copy', 'the same');
    assert.deepEqual((await settle(the(), [share(site, 'copy', 'kept')])).codes, ['not_attempted']);
  });
}
