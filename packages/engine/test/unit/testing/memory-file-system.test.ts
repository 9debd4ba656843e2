import assert from 'node:assert/strict';
import { it } from 'node:test';
import { outcomeOf } from '@kempt/contracts';
import { FileSystemError } from '../../../src/errors/file-system-error.ts';
import { decodeRaw } from '../../../src/names/raw-string.ts';
import { createFixedClock } from '../../../src/testing/fixed-clock.ts';
import { createMemoryFileSystem, type MemoryFileSystem } from '../../../src/testing/memory-file-system.ts';
import { contentHashes } from '../../../src/testing/memory-snapshot.ts';
import { fileRef, stepBatch, type ReadableStep } from '../../../src/testing/step-batch.ts';

async function execute(memory: MemoryFileSystem, ...steps: readonly ReadableStep[]): Promise<string[]> {
  const { code } = await memory.execute(stepBatch(steps));
  return Array.from(code, outcomeOf);
}

function moveOf(memory: MemoryFileSystem, root: number, [from, to]: readonly [string, string]): ReadableStep {
  const facts = memory.stat(`/${from}`);
  assert.ok(facts !== undefined);
  return { action: 'move', from: fileRef(root, from), to: fileRef(root, to), facts };
}

it('shows another device below a mount point, and hides what was there', async () => {
  const memory = createMemoryFileSystem();
  memory.writeFile('/home/stick/hidden', 'x');
  memory.mount('/home/stick', { device: 77n });
  memory.writeFile('/home/stick/seen', 'y');
  const { id, mountId } = await memory.openRoot('/home');
  const listing = await memory.listFolders([
    { root: id, path: '' },
    { root: id, path: 'stick' },
  ]);
  assert.equal(decodeRaw(listing.names), 'stickseen');
  assert.deepEqual([...listing.device], [77n, 77n]);
  assert.deepEqual([listing.mountId[0] === mountId, listing.mountId[0] === listing.mountId[1]], [false, true]);
});

it('copies between two mounts of one device', async () => {
  const memory = createMemoryFileSystem();
  memory.mount('/one', { device: 9n });
  memory.mount('/two', { device: 9n });
  memory.writeFile('/one/x', 'content');
  const { id } = await memory.openRoot('/');
  const before = memory.stat('/one/x');
  assert.deepEqual(await execute(memory, moveOf(memory, id, ['one/x', 'two/x'])), ['completed']);
  assert.equal(memory.stat('/two/x')?.device, 9n);
  assert.notEqual(memory.stat('/two/x')?.inode, before?.inode);
});

it('keeps owner and attributes in a copy', async () => {
  const memory = createMemoryFileSystem();
  memory.mount('/stick');
  memory.writeFile('/x', 'content', { mode: 0o604, mtime: 1_234_567_890_123_456_789n });
  memory.setXattr('/x', 'user.note', 'aGk=');
  const { id } = await memory.openRoot('/');
  await execute(memory, moveOf(memory, id, ['x', 'stick/x']));
  assert.deepEqual([...memory.xattrs('/stick/x')], [['user.note', 'aGk=']]);
  assert.equal(memory.stat('/stick/x')?.mtime, 1_234_567_890_123_456_789n);
});

it('gives a folder made anew its attributes', async () => {
  const memory = createMemoryFileSystem();
  memory.mkdir('/folder', { mode: 0o700 });
  memory.setXattr('/folder', 'user.note', 'aGk=');
  const { id } = await memory.openRoot('/');
  const [folderFacts] = await memory.folderFacts([{ root: id, path: 'folder' }]);
  assert.ok(folderFacts !== undefined);
  memory.remove('/folder');
  await execute(memory, { action: 'make_folder', to: fileRef(id, 'folder'), folderFacts });
  assert.deepEqual([...memory.xattrs('/folder')], [['user.note', 'aGk=']]);
  assert.equal(memory.snapshot().get('/folder')?.mode, 0o700);
});

it('takes names that differ in case for one where the device folds case', async () => {
  const memory = createMemoryFileSystem({ root: { foldsCase: true } });
  memory.writeFile('/Photo.JPG', 'content');
  memory.writeFile('/other', 'other');
  const { id } = await memory.openRoot('/');
  const codes = await execute(memory, moveOf(memory, id, ['other', 'photo.jpg']));
  assert.deepEqual(codes, ['destination_exists']);
  assert.equal(memory.stat('/pHOTO.jpg')?.size, 7);
});

it('gives a file a new spelling of its own name where the device folds case', async () => {
  const memory = createMemoryFileSystem({ root: { foldsCase: true } });
  memory.writeFile('/Photo.JPG', 'content');
  const { id } = await memory.openRoot('/');
  assert.deepEqual(await execute(memory, moveOf(memory, id, ['Photo.JPG', 'photo.jpg'])), ['completed']);
  assert.deepEqual([...memory.snapshot().keys()], ['/', '/photo.jpg']);
});

it('refuses every change of a read-only mount', async () => {
  const memory = createMemoryFileSystem();
  memory.mount('/disc');
  memory.writeFile('/disc/x', 'content');
  memory.mkdir('/disc/folder');
  memory.remountReadOnly('/disc');
  const root = await memory.openRoot('/disc');
  const folder = { root: root.id, path: 'folder' };
  assert.equal(root.readOnly, true);
  assert.deepEqual([...(await memory.unwritableFolders([folder]))], [[0, 'read_only_file_system']]);
  const { id } = await memory.openRoot('/');
  const codes = await execute(
    memory,
    moveOf(memory, id, ['disc/x', 'disc/y']),
    { action: 'make_folder', to: fileRef(id, 'disc/new') },
    { action: 'remove_folder', from: fileRef(id, 'disc/folder') },
  );
  assert.deepEqual(new Set(codes), new Set(['read_only_file_system']));
  const times = { folder, expectedMtime: memory.stat('/disc/folder')?.mtime ?? 0n, atime: 0n, mtime: 0n };
  assert.deepEqual([...(await memory.restoreFolderTimes([times]))], [0]);
});

it('refuses to remove a mount point', async () => {
  const memory = createMemoryFileSystem();
  memory.mount('/stick');
  const { id } = await memory.openRoot('/');
  assert.deepEqual(await execute(memory, { action: 'remove_folder', from: fileRef(id, 'stick') }), ['file_busy']);
});

it('asks the permissions of group and others for what belongs to somebody else', async () => {
  const memory = createMemoryFileSystem();
  for (const name of ['group', 'others', 'closed']) memory.writeFile(`/${name}`, 'content');
  memory.chown('/group', 0, 1000);
  memory.chmod('/group', 0o040);
  memory.chown('/others', 0, 0);
  memory.chmod('/others', 0o004);
  memory.chown('/closed', 0, 0);
  memory.chmod('/closed', 0o770);
  const { id } = await memory.openRoot('/');
  const hashes = await memory.hashFiles(['group', 'others', 'closed'].map((name) => fileRef(id, name)));
  assert.deepEqual(
    hashes.map((hash) => hash !== undefined),
    [true, true, false],
  );
});

it('tells sockets and devices apart', async () => {
  const memory = createMemoryFileSystem();
  for (const kind of ['socket', 'device', 'unknown'] as const) memory.special(`/${kind}`, kind);
  const { id } = await memory.openRoot('/');
  const facts = await memory.fileFacts(['socket', 'device', 'unknown'].map((name) => fileRef(id, name)));
  assert.deepEqual(
    facts.map((each) => each?.kind),
    ['socket', 'device', 'unknown'],
  );
});

it('reports an entry whose facts cannot be read, and lists the others', async () => {
  const memory = createMemoryFileSystem();
  memory.writeFile('/a', '');
  memory.writeFile('/b', '');
  const { id } = await memory.openRoot('/');
  memory.fault.failNext({ operation: 'stat', path: '/a', code: 'io_error' });
  const listing = await memory.listFolders([{ root: id, path: '' }]);
  assert.deepEqual([listing.count, listing.problems.map(({ name, code }) => [name, code])], [1, [['a', 'io_error']]]);
});

it('leaves out an entry that is gone while it is listed', async () => {
  const memory = createMemoryFileSystem();
  memory.writeFile('/a', '');
  const { id } = await memory.openRoot('/');
  memory.fault.failNext({ operation: 'stat', path: '/a', code: 'not_found' });
  const listing = await memory.listFolders([{ root: id, path: '' }]);
  assert.deepEqual([listing.count, listing.problems], [0, []]);
});

it('changes times as a disk does', () => {
  const clock = createFixedClock(1_700_000_100_000);
  const memory = createMemoryFileSystem({ clock });
  memory.writeFile('/from/x', 'content', { mtime: 5n });
  memory.mkdir('/to');
  const before = memory.snapshot();
  clock.advance(60_000);
  memory.rename('/from/x', '/to/x');
  const now = 1_700_000_160_000_000_000n;
  const after = memory.snapshot();
  assert.equal(after.get('/to/x')?.mtime, 5n);
  assert.ok((memory.stat('/to/x')?.ctime ?? 0n) >= now);
  for (const path of ['/from', '/to']) {
    assert.ok((before.get(path)?.mtime ?? 0n) < now);
    assert.ok((after.get(path)?.mtime ?? 0n) >= now);
  }
  assert.equal(before.get('/')?.mtime, after.get('/')?.mtime);
});

it('takes down everything that a comparison needs', () => {
  const memory = createMemoryFileSystem();
  memory.writeFile('/a/x', 'hello', { mode: 0o600, mtime: 7n });
  memory.link('/a/x', '/twin');
  memory.symlink('a/x', '/link');
  const snapshot = memory.snapshot();
  assert.deepEqual([...snapshot.keys()], ['/', '/a', '/a/x', '/link', '/twin']);
  const { kind, size, hash, mode, mtime, linkTarget } = snapshot.get('/a/x') ?? {};
  assert.deepEqual(
    { kind, size, hash: hash?.slice(0, 8), mode, mtime, linkTarget },
    { kind: 'file', size: 5, hash: 'ea8f163d', mode: 0o600, mtime: 7n, linkTarget: '' },
  );
  assert.equal(snapshot.get('/twin')?.inode, snapshot.get('/a/x')?.inode);
  assert.equal(snapshot.get('/link')?.linkTarget, 'a/x');
  assert.equal(contentHashes(snapshot).length, 2);
  assert.deepEqual([...memory.snapshot('/a').keys()], ['/a', '/a/x']);
});

it('does what people do with files', () => {
  const memory = createMemoryFileSystem();
  memory.writeFile('/a/x', 'one');
  const inode = memory.stat('/a/x')?.inode;
  memory.writeFile('/a/x', Uint8Array.of(1, 2));
  assert.deepEqual([memory.stat('/a/x')?.inode, memory.readFile('/a/x')], [inode, Uint8Array.of(1, 2)]);
  memory.writeFile('/b/x', 'two');
  memory.rename('/a/x', '/b/x');
  assert.equal(memory.stat('/b/x')?.inode, inode);
  memory.rename('/b', '/c');
  memory.mkdir('/c', { mode: 0o700, mtime: 3n, atime: 4n });
  assert.deepEqual([memory.stat('/c/x')?.inode, memory.stat('/c')?.mtime], [inode, 3n]);
  memory.remove('/c');
  memory.remove('/c');
  assert.equal(memory.stat('/c'), undefined);
  assert.equal(memory.stat('/')?.kind, 'folder');
  assert.throws(() => memory.readFile('/c/x'), FileSystemError);
  assert.throws(() => memory.readFile('/gone'), FileSystemError);
});

it('refuses to look below what is no folder', () => {
  const memory = createMemoryFileSystem();
  memory.writeFile('/file', 'x');
  assert.throws(() => memory.snapshot('/file'), { code: 'not_a_folder' });
  assert.throws(() => memory.snapshot('/file/below'), { code: 'not_found' });
});

it('follows symlinks with dots, absolute and relative, and gives up on a circle', async () => {
  const memory = createMemoryFileSystem();
  memory.mkdir('/real/deep');
  memory.symlink('/real', '/absolute');
  memory.symlink('../real/./deep', '/real/relative');
  memory.symlink('circle', '/circle');
  assert.equal((await memory.openRoot('/absolute/relative/..')).path, '/real');
  assert.equal((await memory.openRoot('/../..')).path, '/');
  await assert.rejects(memory.openRoot('/circle'), { code: 'not_found' });
});

it('frees space with the last name of a file', async () => {
  const memory = createMemoryFileSystem({ root: { capacity: 10 } });
  const free = async (): Promise<number> => (await memory.openRoot('/')).freeBytes;
  memory.writeFile('/x', '12345678');
  memory.link('/x', '/y');
  assert.equal(await free(), 2);
  memory.remove('/x');
  assert.equal(await free(), 2);
  memory.remove('/y');
  assert.equal(await free(), 10);
  assert.throws(() => {
    memory.writeFile('/z', '12345678901');
  }, FileSystemError);
});

it('gives locks back when it is closed', async () => {
  const memory = createMemoryFileSystem();
  const other = memory.another();
  const { id } = await other.openRoot('/');
  await other.lockTrees([id]);
  await other.close();
  const own = await memory.openRoot('/');
  await (await memory.lockTrees([own.id])).release();
});
