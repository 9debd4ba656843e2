import assert from 'node:assert/strict';
import { it } from 'node:test';
import { blake3 } from '@napi-rs/blake-hash';
import { outcomeOf } from '@kempt/contracts';
import { END_BYTES, type FileFacts, type HashBatch } from '../../../src/ports/file-system.ts';
import { hashBatchOf } from '../../../src/testing/step-batch.ts';
import { openSite, type Site, type Testbed } from './testbed.ts';

const NONE = '0'.repeat(64);

/** What hashing many files does. */
export function hashingContract(the: () => Testbed): void {
  const hashed = async (
    site: Site,
    seen: Readonly<Record<string, FileFacts>>,
    part: HashBatch['part'] = 'whole',
  ): Promise<{ readonly rows: readonly (readonly [string, string])[]; readonly readBytes: number }> => {
    const files = Object.entries(seen).map(([path, facts]) => ({ file: site.file(path), facts }));
    const { hash, code, readBytes } = await the().fileSystem.hashBatch(hashBatchOf(files, part));
    const rows = files.map((_, row) => {
      const text = Buffer.from(hash.subarray(row * 32, row * 32 + 32)).toString('hex');
      return [outcomeOf(code[row] ?? 0), text] as const;
    });
    return { rows, readBytes };
  };
  const hex = (content: string | Uint8Array): string => blake3(Buffer.from(content)).toString('hex');

  it('hashes whole files in many folders and says how much it read', async () => {
    const site = await openSite(the());
    const seen = {
      'a/one': site.write('a/one', 'hello'),
      'b/two': site.write('b/two', ''),
      'b/\udcff': site.write('b/\udcff', 'x'.repeat(3000)),
    };
    assert.deepEqual(await hashed(site, seen), {
      rows: [
        ['completed', hex('hello')],
        ['completed', hex('')],
        ['completed', hex('x'.repeat(3000))],
      ],
      readBytes: 3005,
    });
  });

  it('hashes a file larger than what is read in one go', async () => {
    const site = await openSite(the());
    const content = 'abcdefg'.repeat(100_000);
    const { rows, readBytes } = await hashed(site, { large: site.write('large', content) });
    assert.deepEqual(rows, [['completed', hex(content)]]);
    assert.equal(readBytes, content.length);
  });

  it('hashes the two ends of a file and reads no more', async () => {
    const site = await openSite(the());
    const [head, tail] = ['h'.repeat(END_BYTES), 't'.repeat(END_BYTES)];
    const seen = { one: site.write('one', `${head}middle${tail}`), other: site.write('other', `${head}centre${tail}`) };
    assert.deepEqual(await hashed(site, seen, 'ends'), {
      rows: [
        ['completed', hex(head + tail)],
        ['completed', hex(head + tail)],
      ],
      readBytes: 4 * END_BYTES,
    });
  });

  it('hashes no file that is another one than the scan saw', async () => {
    const site = await openSite(the());
    const [grown, replaced, touched, kept] = ['grown', 'replaced', 'touched', 'kept'].map((name) =>
      site.write(name, 'content'),
    );
    assert.ok(grown !== undefined && replaced !== undefined && touched !== undefined && kept !== undefined);
    site.write('grown', 'content and more');
    site.write('new', 'content');
    the().user.rename(site.at('new'), site.at('replaced'));
    the().user.setTimes(site.at('touched'), { mtime: 1_600_000_000_000_000_000n });
    assert.deepEqual((await hashed(site, { grown, replaced, touched, kept })).rows, [
      ['changed_since_scan', NONE],
      ['changed_since_scan', NONE],
      ['changed_since_scan', NONE],
      ['completed', hex('content')],
    ]);
  });

  it('says why a file cannot be hashed, never follows a link and never blocks', async () => {
    const site = await openSite(the());
    const facts = site.write('real/file', 'content');
    the().user.symlink('real/file', site.at('link'));
    the().user.symlink('real', site.at('way'));
    the().user.special(site.at('fifo'), 'fifo');
    the().user.mkdir(site.at('folder'));
    const seen = { link: facts, 'way/file': facts, fifo: facts, folder: facts, gone: facts, 'nowhere/file': facts };
    assert.deepEqual((await hashed(site, seen)).rows, [
      ['not_a_regular_file', NONE],
      ['folder_is_symlink', NONE],
      ['not_a_regular_file', NONE],
      ['not_a_regular_file', NONE],
      ['not_found', NONE],
      ['not_found', NONE],
    ]);
  });

  it('reports a file that may not be read and hashes the others', async () => {
    const site = await openSite(the());
    const seen = { closed: site.write('closed', 'secret'), open: site.write('open', 'open') };
    the().user.chmod(site.at('closed'), 0o000);
    const now = { closed: site.facts('closed'), open: seen.open };
    assert.deepEqual((await the().unprivileged(() => hashed(site, now))).rows, [
      ['permission_denied', NONE],
      ['completed', hex('open')],
    ]);
  });
}
