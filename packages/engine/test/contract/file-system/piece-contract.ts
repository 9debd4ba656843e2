import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { FilePiece, PieceOutcome } from '../../../src/ports/file-system.ts';
import { openSite, type Site, type Testbed } from './testbed.ts';

/** What reading and writing files piece by piece does. */
export function pieceContract(the: () => Testbed): void {
  const write = (
    site: Site,
    path: string,
    { text = 'x', ...more }: Partial<FilePiece> & { readonly text?: string } = {},
  ): Promise<PieceOutcome> =>
    the().fileSystem.writePiece({ ...site.file(path), offset: 0, bytes: Buffer.from(text), sync: true, ...more });

  it('reads a range of a file that still is the one that was seen', async () => {
    const site = await openSite(the());
    const facts = site.write('file', '0123456789');
    const piece = await the().fileSystem.readPiece({ ...site.file('file'), ...facts }, { offset: 3, length: 4 });
    assert.equal(piece.code, 'completed');
    assert.equal(Buffer.from(piece.bytes).toString(), '3456');
    site.write('file', '0123456789!');
    const late = await the().fileSystem.readPiece({ ...site.file('file'), ...facts }, { offset: 3, length: 4 });
    assert.deepEqual([late.code, late.bytes.length], ['changed_since_scan', 0]);
  });

  it('writes a new file piece by piece', async () => {
    const site = await openSite(the());
    const made = await write(site, 'new', { text: 'first ' });
    assert.equal(made.code, 'completed');
    assert.ok(made.facts !== undefined);
    const { device, inode } = site.facts('new');
    assert.deepEqual([made.facts.device, made.facts.inode, made.facts.size], [device, inode, 6]);
    const grown = await write(site, 'new', { text: 'second', identity: made.facts, offset: 6, sync: false });
    assert.deepEqual([grown.code, grown.facts?.size], ['completed', 12]);
    assert.equal(site.text('new'), 'first second');
  });

  it('gives up what lies behind the place where it goes on, and leaves no gap', async () => {
    const site = await openSite(the());
    const { facts: identity } = await write(site, 'new', { text: '0123456789' });
    assert.ok(identity !== undefined);
    assert.equal((await write(site, 'new', { text: 'x', identity, offset: 4 })).code, 'completed');
    assert.equal(site.text('new'), '0123x');
    assert.equal((await write(site, 'new', { text: 'x', identity, offset: 6 })).code, 'changed_since_scan');
    assert.equal(site.text('new'), '0123x');
  });

  it('makes no file where anything is', async () => {
    const site = await openSite(the());
    site.write('taken', 'theirs');
    site.write('target', 'theirs');
    the().user.symlink('target', site.at('link'));
    the().user.symlink('nowhere', site.at('dangling'));
    for (const path of ['taken', 'link', 'dangling']) {
      assert.equal((await write(site, path, { text: 'mine' })).code, 'destination_exists', path);
    }
    assert.deepEqual([site.text('taken'), site.text('target')], ['theirs', 'theirs']);
    assert.equal(the().user.stat(site.at('nowhere')), undefined);
  });

  it('writes to no other file than the one it made', async () => {
    const site = await openSite(the());
    const { facts: identity } = await write(site, 'new', { text: 'mine' });
    assert.ok(identity !== undefined);
    site.write('theirs', 'theirs');
    the().user.rename(site.at('new'), site.at('away'));
    assert.equal((await write(site, 'new', { text: 'x', identity, offset: 4 })).code, 'not_found');
    the().user.link(site.at('theirs'), site.at('new'));
    assert.equal((await write(site, 'new', { text: 'x', identity, offset: 4 })).code, 'changed_since_scan');
    the().user.remove(site.at('new'));
    the().user.symlink('theirs', site.at('new'));
    assert.equal((await write(site, 'new', { text: 'x', identity, offset: 4 })).code, 'folder_is_symlink');
    assert.equal(site.text('theirs'), 'theirs');
  });

  it('writes neither through a linked folder nor under what is no name', async () => {
    const site = await openSite(the());
    the().user.mkdir(site.at('real'));
    the().user.symlink('real', site.at('way'));
    assert.equal((await write(site, 'way/new', { text: 'x' })).code, 'folder_is_symlink');
    assert.equal((await write(site, 'gone/new', { text: 'x' })).code, 'not_found');
    for (const name of ['..', '.', '', 'a/b', 'a\0b']) {
      const { code } = await write(site, 'x', { text: 'x', name });
      assert.equal(code, 'not_supported', JSON.stringify(name));
    }
    assert.equal((await write(site, 'n'.repeat(256), { text: 'x' })).code, 'name_too_long');
  });

  it('does not know a root any more that was closed', async () => {
    const site = await openSite(the());
    const other = await openSite(the());
    site.write('file', 'x');
    other.write('file', 'x');
    await the().fileSystem.closeRoot(site.id);
    const read = the().fileSystem.hashFiles([site.file('file')]);
    assert.ok((await read.catch(() => [undefined]))[0] === undefined);
    assert.ok((await the().fileSystem.hashFiles([other.file('file')]))[0] !== undefined);
    await assert.rejects(the().fileSystem.closeRoot(site.id));
  });
}
