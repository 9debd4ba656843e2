import assert from 'node:assert/strict';
import { it } from 'node:test';
import { outcomeOf } from '@kempt/contracts';
import { fileBatch } from '../../../src/testing/step-batch.ts';
import { openSite, type Site, type Testbed } from './testbed.ts';

const HELLO = 'ea8f163db38682925e4491c5e58d4bb3506ef8c14eb78a86e908c5624a67200f';

/** What reading files does. */
export function readingContract(the: () => Testbed): void {
  const heads = async (site: Site, paths: readonly string[], length = 4): Promise<readonly [string, string][]> => {
    const batch = await the().fileSystem.readHeads(fileBatch(paths.map((path) => site.file(path))), length);
    return paths.map((_, row) => {
      const bytes = batch.bytes.subarray(row === 0 ? 0 : batch.end[row - 1], batch.end[row]);
      return [outcomeOf(batch.code[row] ?? 0), Buffer.from(bytes).toString('latin1')];
    });
  };

  it('reads the first bytes of files in many folders', async () => {
    const site = await openSite(the());
    site.write('a/long', 'abcdefgh');
    site.write('b/short', 'xy');
    site.write('b/empty', '');
    assert.deepEqual(await heads(site, ['a/long', 'b/short', 'b/empty']), [
      ['completed', 'abcd'],
      ['completed', 'xy'],
      ['completed', ''],
    ]);
  });

  it('reads a file whose name is not UTF-8', async () => {
    const site = await openSite(the());
    site.write('\udcff', 'bytes');
    assert.deepEqual(await heads(site, ['\udcff']), [['completed', 'byte']]);
  });

  it('never follows a symlink while opening a head', async () => {
    const site = await openSite(the());
    site.write('secret', 'secret');
    the().user.symlink('secret', site.at('link'));
    assert.deepEqual(await heads(site, ['link']), [['not_a_regular_file', '']]);
  });

  it('never follows a symlinked folder while opening a head', async () => {
    const site = await openSite(the());
    site.write('real/secret', 'secret');
    the().user.symlink('real', site.at('link'));
    assert.deepEqual(await heads(site, ['link/secret']), [['folder_is_symlink', '']]);
  });

  it('does not block on a FIFO', async () => {
    const site = await openSite(the());
    the().user.special(site.at('fifo'), 'fifo');
    assert.deepEqual(await heads(site, ['fifo']), [['not_a_regular_file', '']]);
  });

  it('reads no head of a folder', async () => {
    const site = await openSite(the());
    the().user.mkdir(site.at('folder'));
    assert.deepEqual(await heads(site, ['folder']), [['not_a_regular_file', '']]);
  });

  it('says which heads are missing and reads the others', async () => {
    const site = await openSite(the());
    site.write('there', 'there');
    assert.deepEqual(await heads(site, ['gone', 'there', 'nowhere/x']), [
      ['not_found', ''],
      ['completed', 'ther'],
      ['not_found', ''],
    ]);
  });

  it('reports a file that may not be read', async () => {
    const site = await openSite(the());
    site.write('closed', 'secret');
    the().user.chmod(site.at('closed'), 0o000);
    const read = await the().unprivileged(() => heads(site, ['closed']));
    assert.deepEqual(read, [['permission_denied', '']]);
  });

  it('reads a range from the middle of a file', async () => {
    const site = await openSite(the());
    site.write('file', '0123456789');
    const range = await the().fileSystem.readRange(site.file('file'), 3, 4);
    assert.equal(Buffer.from(range).toString(), '3456');
  });

  it('reads a shorter range at the end of a file, and nothing behind it', async () => {
    const site = await openSite(the());
    site.write('file', '0123456789');
    assert.equal((await the().fileSystem.readRange(site.file('file'), 8, 4)).length, 2);
    assert.equal((await the().fileSystem.readRange(site.file('file'), 20, 4)).length, 0);
  });

  it('reads no range of what is missing, a symlink or a FIFO', async () => {
    const site = await openSite(the());
    site.write('file', 'x');
    the().user.symlink('file', site.at('link'));
    the().user.special(site.at('fifo'), 'fifo');
    for (const path of ['missing', 'link', 'fifo']) {
      assert.equal((await the().fileSystem.readRange(site.file(path), 0, 4)).length, 0, path);
    }
  });

  it('compares whole files', async () => {
    const site = await openSite(the());
    site.write('one', 'same length A');
    site.write('twin', 'same length A');
    site.write('other', 'same length B');
    site.write('longer', 'same length A and more');
    const pair = (a: string, b: string) => [site.file(a), site.file(b)] as const;
    const answer = await the().fileSystem.compareFiles([
      pair('one', 'twin'),
      pair('one', 'other'),
      pair('one', 'longer'),
      pair('one', 'one'),
      pair('one', 'missing'),
    ]);
    assert.deepEqual([...answer], [1, 0, 0, 1, 2]);
  });

  it('compares files larger than a read block', async () => {
    const site = await openSite(the());
    const large = 'x'.repeat(1024 * 1024 + 1);
    site.write('one', `${large}a`);
    site.write('twin', `${large}a`);
    site.write('other', `${large}b`);
    const answer = await the().fileSystem.compareFiles([
      [site.file('one'), site.file('twin')],
      [site.file('one'), site.file('other')],
    ]);
    assert.deepEqual([...answer], [1, 0]);
  });

  it('hashes whole files with BLAKE3', async () => {
    const site = await openSite(the());
    site.write('hello', 'hello');
    the().user.symlink('hello', site.at('link'));
    const [hash, missing, link] = await the().fileSystem.hashFiles([
      site.file('hello'),
      site.file('missing'),
      site.file('link'),
    ]);
    assert.equal(Buffer.from(hash ?? []).toString('hex'), HELLO);
    assert.equal(missing, undefined);
    assert.equal(link, undefined);
  });
}
