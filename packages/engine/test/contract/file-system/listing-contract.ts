import assert from 'node:assert/strict';
import { it } from 'node:test';
import { listedRows, openSite, type Testbed } from './testbed.ts';

/** What listing folders does. */
export function listingContract(the: () => Testbed): void {
  it('lists files with all their facts', async () => {
    const bed = the();
    const site = await openSite(bed);
    const facts = site.write('photo.jpg', 'four');
    const [row] = listedRows(await bed.fileSystem.listFolders([site.folder('')]));
    const { kind, size, mtime, ctime, device, inode, mode, links } = facts;
    const root = await bed.fileSystem.openRoot(site.path);
    assert.deepEqual(row, {
      ...{ folder: 0, name: 'photo.jpg', kind, size, mtime, ctime, device, inode, mode, links },
      mountId: root.mountId,
    });
  });

  it('lists folders with their identity', async () => {
    const bed = the();
    const site = await openSite(bed);
    bed.user.mkdir(site.at('inner'));
    const [row] = listedRows(await bed.fileSystem.listFolders([site.folder('')]));
    assert.equal(row?.kind, 'folder');
    assert.equal(row.inode, site.facts('inner').inode);
    assert.equal(row.mtime, site.facts('inner').mtime);
  });

  it('tells symlinks and FIFOs apart from files', async () => {
    const bed = the();
    const site = await openSite(bed);
    site.write('a file', 'x');
    bed.user.symlink('a file', site.at('b link'));
    bed.user.symlink('nowhere', site.at('c dangling'));
    bed.user.special(site.at('d fifo'), 'fifo');
    const rows = listedRows(await bed.fileSystem.listFolders([site.folder('')]));
    assert.deepEqual(
      rows.map(({ kind }) => kind),
      ['file', 'symlink', 'symlink', 'fifo'],
    );
  });

  it('lists names that are not UTF-8 byte for byte', async () => {
    const bed = the();
    const site = await openSite(bed);
    const names = ['\udcff\udcfe', 'caf\udce9.txt', 'line\nbreak', 'Ärger 木', 'e\u0301', '\u00e9'];
    for (const name of names) site.write(name, name);
    const rows = listedRows(await bed.fileSystem.listFolders([site.folder('')]));
    assert.deepEqual(new Set(rows.map(({ name }) => name)), new Set(names));
  });

  it('sorts the entries of a folder by the bytes of their names', async () => {
    const bed = the();
    const site = await openSite(bed);
    for (const name of ['b', 'B', 'a', '10', '9', 'ä', '\udcff', '\u{1f600}']) site.write(name, '');
    const rows = listedRows(await bed.fileSystem.listFolders([site.folder('')]));
    assert.deepEqual(
      rows.map(({ name }) => name),
      ['10', '9', 'B', 'a', 'b', 'ä', '\u{1f600}', '\udcff'],
    );
  });

  it('says which folder of the request a row belongs to', async () => {
    const bed = the();
    const site = await openSite(bed);
    site.write('one/a', '');
    site.write('two/b', '');
    site.write('two/c', '');
    bed.user.mkdir(site.at('empty'));
    const folders = ['two', 'empty', 'one'].map((path) => site.folder(path));
    const rows = listedRows(await bed.fileSystem.listFolders(folders));
    assert.deepEqual(rows.map(({ folder, name }) => [folder, name]).sort(), [
      [0, 'b'],
      [0, 'c'],
      [2, 'a'],
    ]);
  });

  it('lists a folder whose names do not fit any buffer', async () => {
    const bed = the();
    const site = await openSite(bed);
    const names = Array.from({ length: 500 }, (_, i) => String(i).padStart(250, 'long '));
    for (const name of names) site.write(name, '');
    const rows = listedRows(await bed.fileSystem.listFolders([site.folder('')]));
    assert.deepEqual(new Set(rows.map(({ name }) => name)), new Set(names));
  });

  it('answers a request for no folders', async () => {
    const listing = await the().fileSystem.listFolders([]);
    assert.deepEqual([listing.count, listing.problems], [0, []]);
  });

  it('reports a missing folder and lists the others', async () => {
    const bed = the();
    const site = await openSite(bed);
    site.write('there/a', '');
    const listing = await bed.fileSystem.listFolders([site.folder('missing'), site.folder('there')]);
    assert.equal(listing.count, 1);
    assert.deepEqual(
      listing.problems.map(({ folder, code, name }) => ({ folder, code, name })),
      [{ folder: 0, code: 'not_found', name: undefined }],
    );
    assert.notEqual(listing.problems[0]?.message, '');
  });

  it('reports a folder that is a symlink as folder_is_symlink', async () => {
    const bed = the();
    const site = await openSite(bed);
    site.write('real/inner/a', '');
    bed.user.symlink('real', site.at('link'));
    const listing = await bed.fileSystem.listFolders([site.folder('link'), site.folder('link/inner')]);
    assert.equal(listing.count, 0);
    assert.deepEqual(
      listing.problems.map(({ folder, code }) => [folder, code]),
      [
        [0, 'folder_is_symlink'],
        [1, 'folder_is_symlink'],
      ],
    );
  });

  it('never leaves the root by dots', async () => {
    const bed = the();
    const site = await openSite(bed);
    site.write('inner/a', '');
    const inner = await bed.fileSystem.openRoot(site.at('inner'));
    const paths = ['..', '.', 'x/../..', '../inner', '/', ''];
    const listing = await bed.fileSystem.listFolders(paths.map((path) => ({ root: inner.id, path })));
    assert.deepEqual(
      listedRows(listing).map(({ folder, name }) => [folder, name]),
      [[5, 'a']],
    );
    assert.equal(listing.problems.length, 5);
  });

  it('reports a folder that may not be read', async () => {
    const bed = the();
    const site = await openSite(bed);
    bed.user.mkdir(site.at('closed'), { mode: 0o000 });
    const listing = await bed.unprivileged(() => bed.fileSystem.listFolders([site.folder('closed')]));
    bed.user.chmod(site.at('closed'), 0o755);
    assert.deepEqual(
      listing.problems.map(({ code }) => code),
      ['permission_denied'],
    );
  });
}
