import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { FileFacts } from '../../../src/ports/file-system.ts';
import { openSite, type Site, type Testbed } from './testbed.ts';

/** What reading files whole does. */
export function wholeContract(the: () => Testbed): void {
  const read = async (site: Site, path: string, facts: FileFacts): Promise<readonly [string, string]> => {
    const { code, bytes } = await the().fileSystem.readWhole({ ...site.file(path), ...facts });
    return [code, Buffer.from(bytes).toString('latin1')];
  };

  it('reads a file whole', async () => {
    const site = await openSite(the());
    const content = 'abcdefg'.repeat(100_000);
    assert.deepEqual(await read(site, 'a/\udcff', site.write('a/\udcff', content)), ['completed', content]);
    assert.deepEqual(await read(site, 'empty', site.write('empty', '')), ['completed', '']);
  });

  it('reads no file that is another one than the scan saw', async () => {
    const site = await openSite(the());
    const [grown, replaced, touched] = ['grown', 'replaced', 'touched'].map((name) => site.write(name, 'content'));
    assert.ok(grown !== undefined && replaced !== undefined && touched !== undefined);
    site.write('grown', 'content and more');
    site.write('new', 'content');
    the().user.rename(site.at('new'), site.at('replaced'));
    the().user.setTimes(site.at('touched'), { mtime: 1_600_000_000_000_000_000n });
    for (const [path, facts] of Object.entries({ grown, replaced, touched })) {
      assert.deepEqual(await read(site, path, facts), ['changed_since_scan', '']);
    }
  });

  it('says why a file cannot be read whole, never follows a link and never blocks', async () => {
    const site = await openSite(the());
    const facts = site.write('real/file', 'content');
    the().user.symlink('real/file', site.at('link'));
    the().user.symlink('real', site.at('way'));
    the().user.special(site.at('fifo'), 'fifo');
    the().user.mkdir(site.at('folder'));
    for (const [path, code] of [
      ['link', 'not_a_regular_file'],
      ['way/file', 'folder_is_symlink'],
      ['fifo', 'not_a_regular_file'],
      ['folder', 'not_a_regular_file'],
      ['gone', 'not_found'],
      ['nowhere/file', 'not_found'],
    ] as const) {
      assert.deepEqual(await read(site, path, facts), [code, ''], path);
    }
  });
}
