import assert from 'node:assert/strict';
import { it } from 'node:test';
import { FileSystemError } from '../../../src/errors/file-system-error.ts';
import type { Testbed } from './testbed.ts';

/** What opening a root does. */
export function rootContract(the: () => Testbed): void {
  const refusal = async (path: string): Promise<string> => {
    try {
      await the().fileSystem.openRoot(path);
    } catch (error) {
      assert.ok(error instanceof FileSystemError);
      return error.code;
    }
    return 'opened';
  };

  it('tells path, identity and free space of a folder', async () => {
    const { fileSystem, user, newFolder } = the();
    const path = newFolder();
    const root = await fileSystem.openRoot(path);
    const facts = user.stat(path);
    assert.equal(root.path, path);
    assert.equal(root.device, facts?.device);
    assert.equal(root.inode, facts?.inode);
    assert.equal(root.readOnly, false);
    assert.ok(root.freeBytes > 0);
    assert.notEqual(root.fileSystemId, '');
  });

  it('gives every root an id of its own', async () => {
    const { fileSystem, newFolder } = the();
    const ids = await Promise.all([fileSystem.openRoot(newFolder()), fileSystem.openRoot(newFolder())]);
    assert.notEqual(ids[0].id, ids[1].id);
  });

  it('follows a symlinked root once', async () => {
    const { fileSystem, user, newFolder } = the();
    const path = newFolder();
    user.mkdir(`${path}/real`);
    user.symlink('real', `${path}/link`);
    assert.equal((await fileSystem.openRoot(`${path}/link`)).path, `${path}/real`);
  });

  it('follows a symlink above the root', async () => {
    const { fileSystem, user, newFolder } = the();
    const path = newFolder();
    user.mkdir(`${path}/real/below`);
    user.symlink(`${path}/real`, `${path}/link`);
    assert.equal((await fileSystem.openRoot(`${path}/link/below`)).path, `${path}/real/below`);
  });

  it('opens a root whose name is not UTF-8', async () => {
    const { fileSystem, user, newFolder } = the();
    const path = `${newFolder()}/caf\udce9`;
    user.mkdir(path);
    assert.equal((await fileSystem.openRoot(path)).path, path);
  });

  it('stays at the folder when its name goes to another one', async () => {
    const { fileSystem, user, newFolder } = the();
    const path = newFolder();
    user.writeFile(`${path}/root/inside.txt`, 'x');
    const { id } = await fileSystem.openRoot(`${path}/root`);
    user.rename(`${path}/root`, `${path}/moved`);
    user.mkdir(`${path}/root`);
    const listing = await fileSystem.listFolders([{ root: id, path: '' }]);
    assert.equal(listing.count, 1);
  });

  it('refuses a missing path with not_found', async () => {
    assert.equal(await refusal(`${the().newFolder()}/missing`), 'not_found');
  });

  it('refuses a symlink to nowhere with not_found', async () => {
    const path = the().newFolder();
    the().user.symlink('nowhere', `${path}/link`);
    assert.equal(await refusal(`${path}/link`), 'not_found');
  });

  it('refuses a file with not_a_folder', async () => {
    const path = the().newFolder();
    the().user.writeFile(`${path}/file`, 'x');
    assert.equal(await refusal(`${path}/file`), 'not_a_folder');
  });

  it('refuses an unreadable folder with permission_denied', async () => {
    const { user, newFolder, unprivileged } = the();
    const path = newFolder();
    user.mkdir(`${path}/closed`, { mode: 0o000 });
    const code = await unprivileged(() => refusal(`${path}/closed`));
    user.chmod(`${path}/closed`, 0o755);
    assert.equal(code, 'permission_denied');
  });
}
