import assert from 'node:assert/strict';
import { it } from 'node:test';
import { UNKNOWN_TIME, type FileBatch } from '../../../src/ports/file-system.ts';
import { openSite, type Limits, type Testbed } from './testbed.ts';

/** What asking for facts, and setting folder times back, does. */
export function factsContract(the: () => Testbed, limits: Limits): void {
  it('tells facts of single files without following a link', async () => {
    const bed = the();
    const site = await openSite(bed);
    const facts = site.write('file', 'abc');
    bed.user.symlink('file', site.at('link'));
    bed.user.mkdir(site.at('folder'));
    const paths = ['file', 'link', 'folder', 'missing', 'missing/x', 'link/x'];
    const found = await bed.fileSystem.fileFacts(paths.map((path) => site.file(path)));
    assert.deepEqual(found[0], facts);
    assert.deepEqual(
      found.map((each) => each?.kind),
      ['file', 'symlink', 'folder', undefined, undefined, undefined],
    );
  });

  it('tells when files were last read and when they came to this disk', async () => {
    const bed = the();
    const site = await openSite(bed);
    for (const name of ['a', 'b']) site.write(name, name);
    bed.user.setTimes(site.at('a'), { atime: 1_500_000_000_000_000_000n, mtime: 1_400_000_000_000_000_000n });
    bed.user.symlink('a', site.at('link'));
    const names = (...list: string[]): FileBatch => ({
      folders: [site.folder('')],
      count: list.length,
      folder: new Uint32Array(list.length),
      names: Buffer.from(list.join('')),
      nameEnd: Uint32Array.from(list, (_, i) => list.slice(0, i + 1).join('').length),
    });
    const before = await bed.fileSystem.readTimes(names('a', 'b', 'gone', 'link'));
    assert.equal(before.accessed[0], 1_500_000_000_000_000_000n);
    assert.deepEqual([before.accessed[2], before.added[2]], [UNKNOWN_TIME, UNKNOWN_TIME]);
    assert.notEqual(before.accessed[3], before.accessed[0]);
    bed.user.rename(site.at('a'), site.at('moved'));
    const { added } = await bed.fileSystem.readTimes(names('moved'));
    assert.equal(added[0], before.added[0]);
    assert.notEqual(added[0], 1_400_000_000_000_000_000n);
  });

  it('counts the names of a file', async () => {
    const bed = the();
    const site = await openSite(bed);
    site.write('one', 'abc');
    bed.user.link(site.at('one'), site.at('two'));
    const [one, two] = await bed.fileSystem.fileFacts([site.file('one'), site.file('two')]);
    assert.equal(one?.links, 2);
    assert.equal(one.inode, two?.inode);
  });

  it('tells facts of folders, and nothing where there is none', async () => {
    const bed = the();
    const site = await openSite(bed);
    bed.user.mkdir(site.at('folder'), { mode: 0o750 });
    bed.user.symlink('folder', site.at('link'));
    site.write('file', '');
    const paths = ['folder', 'link', 'file', 'missing'];
    const [folder, ...others] = await bed.fileSystem.folderFacts(paths.map((path) => site.folder(path)));
    const { device, inode, mtime } = site.facts('folder');
    assert.deepEqual(
      { device: folder?.device, inode: folder?.inode, mtime: folder?.mtime, mode: (folder?.mode ?? 0) & 0o7777 },
      { device, inode, mtime, mode: 0o750 },
    );
    assert.deepEqual(others, [undefined, undefined, undefined]);
  });

  it('names folders that cannot be written to since they are missing or links', async () => {
    const bed = the();
    const site = await openSite(bed);
    bed.user.mkdir(site.at('open'));
    bed.user.symlink('open', site.at('link'));
    const refused = await bed.fileSystem.unwritableFolders(['open', 'link', 'missing'].map(site.folder));
    assert.deepEqual(
      [...refused],
      [
        [1, 'folder_is_symlink'],
        [2, 'not_found'],
      ],
    );
  });

  it('names files that are open for writing', async () => {
    const bed = the();
    const site = await openSite(bed);
    const { device, inode } = site.write('growing', 'abc');
    const key = `${String(device)}:${String(inode)}`;
    assert.equal((await bed.fileSystem.filesOpenForWriting()).has(key), false);
    bed.user.holdOpen(site.at('growing'));
    const during = await bed.fileSystem.filesOpenForWriting();
    bed.user.holdOpen(site.at('growing'), false);
    assert.equal(during.has(key), true);
  });

  it('sets folder times back', async () => {
    const bed = the();
    const site = await openSite(bed);
    bed.user.mkdir(site.at('folder'));
    const nanoseconds = limits.exactTimes ? 456_789n : 456_000n;
    const [atime, mtime] = [1_600_000_000_123_000_000n + nanoseconds, 1_500_000_000_123_000_000n + nanoseconds];
    const expectedMtime = site.facts('folder').mtime;
    const set = await bed.fileSystem.restoreFolderTimes([
      { folder: site.folder('folder'), expectedMtime, atime, mtime },
    ]);
    const [facts] = await bed.fileSystem.folderFacts([site.folder('folder')]);
    assert.deepEqual([...set], [1]);
    assertTime(facts?.mtime, mtime, limits);
    assertTime(facts?.atime, atime, limits);
  });

  it('leaves the times of a folder that somebody changed since, and of what is no folder', async () => {
    const bed = the();
    const site = await openSite(bed);
    bed.user.mkdir(site.at('folder'));
    bed.user.symlink('folder', site.at('link'));
    const { mtime } = site.facts('folder');
    const times = { expectedMtime: mtime, atime: 1n, mtime: 1n };
    const set = await bed.fileSystem.restoreFolderTimes([
      { folder: site.folder('folder'), ...times, expectedMtime: mtime - 1n },
      { folder: site.folder('link'), ...times },
      { folder: site.folder('missing'), ...times },
    ]);
    assert.deepEqual([...set], [0, 0, 0]);
    assert.equal(site.facts('folder').mtime, mtime);
  });

  if (!limits.accessAnswers) return;

  it('names folders that may not be written to', async () => {
    const bed = the();
    const site = await openSite(bed);
    bed.user.mkdir(site.at('open'), { mode: 0o777 });
    bed.user.mkdir(site.at('closed'), { mode: 0o555 });
    const refused = await bed.fileSystem.unwritableFolders(['open', 'closed'].map(site.folder));
    assert.deepEqual([...refused], [[1, 'permission_denied']]);
  });
}

/** Compares times as exactly as the implementation keeps them. */
export function assertTime(actual: bigint | undefined, expected: bigint, limits: Limits): void {
  if (limits.exactTimes) {
    assert.equal(actual, expected);
    return;
  }
  const off = (actual ?? 0n) - expected;
  assert.ok(off > -1000n && off < 1000n, `off by ${String(off)} ns`);
}
