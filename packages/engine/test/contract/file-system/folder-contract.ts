import assert from 'node:assert/strict';
import { it } from 'node:test';
import { makeFolder, move, openSite, removeFolder, run, type Testbed } from './testbed.ts';

/** What `make_folder` and `remove_folder` steps do. */
export function folderContract(the: () => Testbed): void {
  it('makes folders inside each other and moves into them', async () => {
    const site = await openSite(the());
    site.write('x', 'content');
    const { codes, created } = await run(the(), [
      makeFolder(site, 'images'),
      { ...makeFolder(site, 'images/2024'), requires: 0 },
      { ...move(site, 'x', 'images/2024/x'), requires: 1 },
    ]);
    assert.deepEqual(codes, ['completed', 'completed', 'completed']);
    assert.equal(site.text('images/2024/x'), 'content');
    const { device, inode } = site.facts('images');
    assert.deepEqual({ ...created.get(0), mtime: 0n }, { device, inode, mtime: 0n, hash: new Uint8Array(0) });
    assert.deepEqual([...created.keys()], [0, 1]);
  });

  it('completes for a folder that is there, but does not claim to have made it', async () => {
    const site = await openSite(the());
    the().user.mkdir(site.at('images'), { mode: 0o700 });
    const { codes, created } = await run(the(), [makeFolder(site, 'images')]);
    assert.deepEqual([codes, created.size, site.facts('images').mode & 0o7777], [['completed'], 0, 0o700]);
  });

  it('never replaces a file or symlink with a folder', async () => {
    const site = await openSite(the());
    site.write('file', 'mine');
    the().user.mkdir(site.at('real'));
    the().user.symlink('real', site.at('link'));
    const { codes } = await run(the(), [makeFolder(site, 'file'), makeFolder(site, 'link')]);
    assert.deepEqual([codes, site.text('file')], [['destination_exists', 'destination_exists'], 'mine']);
    assert.equal(site.facts('link').kind, 'symlink');
  });

  it('gives a folder that is made anew its mode back', async () => {
    const site = await openSite(the());
    the().user.mkdir(site.at('folder'), { mode: 0o2750 });
    const [folderFacts] = await the().fileSystem.folderFacts([site.folder('folder')]);
    assert.ok(folderFacts !== undefined);
    the().user.remove(site.at('folder'));
    const { codes } = await run(the(), [{ ...makeFolder(site, 'folder'), folderFacts }]);
    assert.deepEqual([codes, site.facts('folder').mode & 0o7777], [['completed'], 0o2750]);
  });

  it('reports a missing parent as folder_missing and a link above as folder_is_symlink', async () => {
    const site = await openSite(the());
    the().user.mkdir(site.at('real'));
    the().user.symlink('real', site.at('link'));
    const { codes } = await run(the(), [makeFolder(site, 'missing/x'), makeFolder(site, 'link/x')]);
    assert.deepEqual(codes, ['folder_missing', 'folder_is_symlink']);
    assert.equal(the().user.stat(site.at('real/x')), undefined);
  });

  it('refuses a folder with a name of 256 bytes', async () => {
    const site = await openSite(the());
    assert.deepEqual((await run(the(), [makeFolder(site, 'n'.repeat(256))])).codes, ['name_too_long']);
  });

  it('refuses to make a folder where it may not write', async () => {
    const site = await openSite(the());
    the().user.mkdir(site.at('closed'), { mode: 0o555 });
    const { codes } = await the().unprivileged(() => run(the(), [makeFolder(site, 'closed/x')]));
    assert.deepEqual(codes, ['permission_denied']);
  });

  it('removes a folder that its moves emptied', async () => {
    const site = await openSite(the());
    site.write('inner/x', 'content');
    const { codes } = await run(the(), [move(site, 'inner/x', 'x'), { ...removeFolder(site, 'inner'), requires: 0 }]);
    assert.deepEqual([codes, the().user.stat(site.at('inner'))], [['completed', 'completed'], undefined]);
  });

  it('leaves a folder that is not empty', async () => {
    const site = await openSite(the());
    site.write('inner/x', 'content');
    assert.deepEqual((await run(the(), [removeFolder(site, 'inner')])).codes, ['folder_not_empty']);
    assert.equal(site.text('inner/x'), 'content');
  });

  it('removes neither files nor symlinks as folders, and knows a folder that is gone', async () => {
    const site = await openSite(the());
    site.write('file', 'mine');
    the().user.mkdir(site.at('real'));
    the().user.symlink('real', site.at('link'));
    const gone = { ...removeFolder(site, 'real'), from: site.file('missing') };
    const { codes } = await run(the(), [removeFolder(site, 'file'), removeFolder(site, 'link'), gone]);
    assert.deepEqual(codes, ['folder_is_symlink', 'folder_is_symlink', 'not_found']);
    assert.deepEqual(
      [site.text('file'), site.facts('link').kind, site.facts('real').kind],
      ['mine', 'symlink', 'folder'],
    );
  });

  it('makes a folder under the name of a file that moved away, and the reverse', async () => {
    const site = await openSite(the());
    site.write('x', 'content');
    const there = [
      move(site, 'x', 'aside'),
      { ...makeFolder(site, 'x'), requires: 0 },
      { ...move(site, 'x', 'x/x'), from: site.file('aside'), requires: 1 },
    ];
    assert.deepEqual((await run(the(), there)).codes, ['completed', 'completed', 'completed']);
    assert.equal(site.text('x/x'), 'content');
    const back = [
      move(site, 'x/x', 'aside'),
      { ...removeFolder(site, 'x'), requires: 0 },
      { ...move(site, 'x/x', 'x'), from: site.file('aside'), requires: 1 },
    ];
    assert.deepEqual((await run(the(), back)).codes, ['completed', 'completed', 'completed']);
    assert.equal(site.text('x'), 'content');
  });
}
