import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, realpath, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { pathBelow } from '../../src/operations/path-below.ts';
import { createRootFiles, type OpenRootFiles } from '../../src/operations/root-files.ts';
import type { ReceivedPart } from '../../src/operations/receive-file.ts';
import { CrashError } from '../../src/testing/faults.ts';
import { createMemoryFileSystem } from '../../src/testing/memory-file-system.ts';

const ID = '0b3e7a52-8a6f-4b0e-9a55-0d0f5f3f7c11';

/** A memory file system with a root, and access to its files. */
async function inMemory() {
  const fileSystem = createMemoryFileSystem();
  fileSystem.mkdir('/state');
  fileSystem.mkdir('/root');
  const files = createRootFiles({ stateFolder: '/state', fileSystem });
  return { fileSystem, files, root: await files.open('/root') };
}

async function receiveWhole(root: OpenRootFiles, text: string): Promise<ReceivedPart> {
  return root.receive(ID, { offset: 0, bytes: Buffer.from(text), sync: true });
}

async function namesOf(root: OpenRootFiles, path = ''): Promise<string[]> {
  return (await root.browse({ path, limit: 1000 })).entries.map(({ name, kind }) => `${kind} ${name}`);
}

describe('browsing', () => {
  it('shows folders first, then the rest, by the bytes of their names, a page at a time', async () => {
    const { fileSystem, root } = await inMemory();
    for (const name of ['b', 'Z', 'a\udcff']) fileSystem.mkdir(`/root/${name}`);
    for (const name of ['c.txt', 'A.txt', '\u{1f600}', 'n\nl']) fileSystem.writeFile(`/root/${name}`, 'abc');
    fileSystem.symlink('/state', '/root/0');
    fileSystem.special('/root/pipe', 'fifo');
    const all = await namesOf(root);
    const expected = ['folder Z', 'folder a\\xff', 'folder b', 'link 0', 'file A.txt', 'file c.txt', 'file n\\x0al'];
    assert.deepEqual(all, [...expected, 'other pipe', 'file \u{1f600}']);
    for (const limit of [1, 2, 3, 8, 9]) {
      const seen: string[] = [];
      let after: Parameters<OpenRootFiles['browse']>[0]['after'];
      do {
        const page = await root.browse({ path: '', limit, after });
        assert.ok(page.entries.length <= limit);
        seen.push(...page.entries.map(({ name, kind }) => `${kind} ${name}`));
        after = page.next;
      } while (after !== undefined);
      assert.deepEqual(seen, all, `${limit} a page`);
    }
  });

  it('hides the quarantine, uploads under way and the state folder', async () => {
    const { fileSystem, files } = await inMemory();
    fileSystem.mkdir('/.kempt-quarantine/x');
    fileSystem.writeFile('/.kempt-upload-1.part', '');
    const top = await files.open('/');
    assert.deepEqual(await namesOf(top), ['folder root']);
    await assert.rejects(namesOf(top, 'state'), { code: 'not_found' });
  });

  it('answers a link, what lies behind it, a file and nothing at all in the same way', async () => {
    const { fileSystem, root } = await inMemory();
    fileSystem.mkdir('/elsewhere/secret');
    fileSystem.symlink('/elsewhere', '/root/link');
    fileSystem.writeFile('/root/file', 'x');
    const messages = new Set<string>();
    for (const path of ['link', 'link/secret', 'link/nothing', 'file', 'file/x', 'nothing', 'nothing/x']) {
      await root.browse({ path, limit: 10 }).then(
        () => assert.fail(path),
        (error: unknown) => messages.add(String(error)),
      );
    }
    assert.equal(messages.size, 1);
  });
});

describe('opening a root', () => {
  it('does not take another folder for it when its path leads over a link by now', async () => {
    const { fileSystem, files } = await inMemory();
    fileSystem.rename('/root', '/moved');
    fileSystem.symlink('/state', '/root');
    await assert.rejects(files.open('/root'), { code: 'source_not_found' });
    assert.deepEqual(await namesOf(await files.open('/moved')), []);
  });

  it('follows no link on the way to it, on a real disk either', async () => {
    const place = await realpath(await mkdtemp(join(tmpdir(), 'kempt-root-')));
    const files = createRootFiles({ stateFolder: join(place, 'state') });
    try {
      await mkdir(join(place, 'above', 'root'), { recursive: true });
      await symlink('above', join(place, 'link'));
      await assert.rejects(files.open(join(place, 'link', 'root')), { code: 'source_not_found' });
      const root = await files.open(join(place, 'above', 'root'));
      await rename(join(place, 'above'), join(place, 'moved'));
      await symlink('moved', join(place, 'above'));
      await assert.rejects(files.open(join(place, 'above', 'root')), { code: 'source_not_found' });
      const part = await receiveWhole(root, 'one');
      assert.equal(await root.publish(ID, part, 'a.txt'), 'a.txt');
      assert.equal(await readFile(join(place, 'moved', 'root', 'a.txt'), 'utf8'), 'one', 'the open folder is meant');
    } finally {
      await files.close();
      await rm(place, { recursive: true });
    }
  });
});

describe('paths from outside', () => {
  it('takes chains of plain names in any Unicode, and the escapes of shown names', () => {
    for (const path of ['', 'a', 'a/b c/ü', 'e\u0301', '...', '..a/b..', ' ', '-rf', '~']) {
      assert.equal(pathBelow(path), path);
    }
    assert.equal(pathBelow('a\\xff/b\\\\'), 'a\udcff/b\\');
  });

  it('refuses whatever could mean another place', () => {
    const long = 'n'.repeat(256);
    const deep = Array.from({ length: 2000 }, () => 'a').join('/');
    for (const path of ['/', '/etc', '..', 'a/..', '../a', 'a/../../b', '.', './a', 'a//b', 'a/', long, deep]) {
      assert.throws(() => pathBelow(path), { code: 'invalid_request' }, path);
    }
    for (const path of ['\\x00', 'a\\x2f..', 'a\\x2e\\x2e/..', '\\x2e\\x2e', '\\u{2e}\\u{2e}/x', '\\', '\\q', '\0']) {
      assert.throws(() => pathBelow(path), { code: 'invalid_request' }, path);
    }
    for (const path of ['.kempt-quarantine', 'a/.kempt-quarantine/b', '.kempt-upload-1.part']) {
      assert.throws(() => pathBelow(path), { code: 'not_found' }, path);
    }
  });
});

describe('receiving', () => {
  it('shows a file under its name only once it is whole, and makes the folders on the way', async () => {
    const { fileSystem, root } = await inMemory();
    const first = await root.receive(ID, { offset: 0, bytes: Buffer.from('one '), sync: false });
    const whole = await root.receive(ID, { part: first, offset: 4, bytes: Buffer.from('two'), sync: true });
    assert.deepEqual(await namesOf(root), []);
    assert.equal(await root.publish(ID, whole, 'a/b/c.txt'), 'a/b/c.txt');
    assert.equal(Buffer.from(fileSystem.readFile('/root/a/b/c.txt')).toString(), 'one two');
    assert.deepEqual(await namesOf(root), ['folder a']);
    assert.equal(await root.usage(), 7);
  });

  it('replaces nothing: a taken name gets a counter', async () => {
    const { fileSystem, root } = await inMemory();
    fileSystem.writeFile('/root/a.txt', 'theirs');
    fileSystem.symlink('/root/nowhere', '/root/a (1).txt');
    assert.equal(await root.publish(ID, await receiveWhole(root, 'mine'), 'a.txt'), 'a (2).txt');
    assert.equal(Buffer.from(fileSystem.readFile('/root/a.txt')).toString(), 'theirs');
    assert.equal(fileSystem.stat('/root/nowhere'), undefined);
  });

  it('refuses a way over a link or a file, and keeps what it received', async () => {
    const { fileSystem, root } = await inMemory();
    fileSystem.mkdir('/elsewhere');
    fileSystem.symlink('/elsewhere', '/root/link');
    fileSystem.writeFile('/root/file', 'x');
    const part = await receiveWhole(root, 'mine');
    for (const path of ['link/a', 'link/b/a', 'file/a']) {
      await assert.rejects(root.publish(ID, part, path), { code: 'destination_not_folder' }, path);
    }
    assert.deepEqual(await namesOf(root), ['file file', 'link link']);
    assert.equal(fileSystem.stat('/elsewhere/a') ?? fileSystem.stat('/elsewhere/b'), undefined);
    assert.equal(await root.publish(ID, part, 'a'), 'a');
  });

  it('takes a file across devices when its folder is a mount', async () => {
    const { fileSystem, root } = await inMemory();
    fileSystem.mount('/root/usb');
    assert.equal(await root.publish(ID, await receiveWhole(root, 'mine'), 'usb/a'), 'usb/a');
    assert.equal(Buffer.from(fileSystem.readFile('/root/usb/a')).toString(), 'mine');
  });

  it('discards what was received and nothing that took its name', async () => {
    const { fileSystem, root } = await inMemory();
    const part = await receiveWhole(root, 'mine');
    const name = `/root/.kempt-upload-${ID}.part`;
    fileSystem.remove(name);
    fileSystem.writeFile(name, 'theirs');
    await root.discard(ID, part);
    assert.equal(Buffer.from(fileSystem.readFile(name)).toString(), 'theirs');
    fileSystem.remove(name);
    await root.discard(ID, await receiveWhole(root, 'mine'));
    assert.equal(fileSystem.stat(name), undefined);
  });

  it('says when the disk is full', async () => {
    const fileSystem = createMemoryFileSystem({ root: { capacity: 5 } });
    fileSystem.mkdir('/root');
    const root = await createRootFiles({ stateFolder: '/state', fileSystem }).open('/root');
    await assert.rejects(receiveWhole(root, '123456'), { code: 'no_space_left' });
  });

  for (const [way, mounted] of [
    ['on one device', false],
    ['across devices', true],
  ] as const) {
    it(`publishes once and for all ${way}, wherever a crash comes between`, async () => {
      for (let step = 1; ; step++) {
        const { fileSystem, root } = await inMemory();
        if (mounted) fileSystem.mount('/root/a');
        const part = await receiveWhole(root, 'mine');
        fileSystem.fault.crashAt(step);
        const cut = await root.publish(ID, part, 'a/b.txt').then(
          () => false,
          (error: unknown) => error instanceof CrashError,
        );
        if (!cut) {
          assert.ok(step > 3, 'there were steps to crash at');
          return;
        }
        fileSystem.restart();
        const again = await createRootFiles({ stateFolder: '/state', fileSystem }).open('/root');
        assert.equal(await again.publish(ID, part, 'a/b.txt'), 'a/b.txt', `step ${step}`);
        assert.equal(Buffer.from(fileSystem.readFile('/root/a/b.txt')).toString(), 'mine');
        assert.deepEqual(await namesOf(again), ['folder a']);
        assert.deepEqual(await namesOf(again, 'a'), ['file b.txt']);
        assert.equal(fileSystem.stat(`/root/.kempt-upload-${ID}.part`), undefined);
      }
    });
  }
});

describe('on a real disk', () => {
  it('receives, publishes, reads back in pieces, and notices a change', async (t) => {
    const place = await realpath(await mkdtemp(join(tmpdir(), 'kempt-files-')));
    const files = createRootFiles({ stateFolder: join(place, 'state') });
    t.after(async () => {
      await files.close();
      await rm(place, { recursive: true });
    });
    await mkdir(join(place, 'root'));
    await symlink(join(place), join(place, 'root', 'link'));
    const root = await files.open(join(place, 'root'));
    const path = await root.publish(ID, await receiveWhole(root, '0123456789'), 'x/ü.bin');
    assert.equal(await readFile(join(place, 'root', path), 'utf8'), '0123456789');
    assert.deepEqual(await readdir(join(place, 'root')), ['link', 'x']);
    const found = await root.find(path);
    assert.equal(Buffer.from(await found.read(2, 3)).toString(), '234');
    await writeFile(join(place, 'root', path), 'another');
    await assert.rejects(found.read(2, 3), { code: 'not_found' });
    await assert.rejects(root.find('link/state'), { code: 'not_found' });
    await assert.rejects(root.find('x'), { code: 'not_found' });
    await root.close();
  });

  it('keeps nothing open of roots that were closed', async (t) => {
    const place = await realpath(await mkdtemp(join(tmpdir(), 'kempt-files-')));
    const files = createRootFiles({ stateFolder: join(place, 'state') });
    t.after(async () => {
      await files.close();
      await rm(place, { recursive: true });
    });
    const use = async (): Promise<void> => {
      const root = await files.open(place);
      await root.browse({ path: '', limit: 10 });
      await root.close();
    };
    await use();
    const before = (await readdir('/proc/self/fd')).length;
    for (let i = 0; i < 50; i++) await use();
    assert.ok((await readdir('/proc/self/fd')).length <= before + 2);
  });
});
