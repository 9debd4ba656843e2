import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { createDiskHashCacheStore } from '../../../src/fs/disk-hash-cache-store.ts';
import { requireMounts } from '../../../src/testing/require-mounts.ts';
import { makeWorkplace } from '../../../src/testing/workplace.ts';
import { hashCacheStoreContract, kept, pieces } from './hash-cache-store-contract.ts';

function newFolder(): { readonly folder: string; readonly dispose: () => void } {
  const above = mkdtempSync(join(tmpdir(), 'kempt-hash-cache-'));
  return {
    folder: join(above, 'new', 'state'),
    dispose: () => {
      rmSync(above, { recursive: true, force: true });
    },
  };
}

function folderOf(t: TestContext): string {
  const { folder, dispose } = newFolder();
  t.after(dispose);
  return folder;
}

hashCacheStoreContract('hash cache store on the disk', () => {
  const { folder, dispose } = newFolder();
  return { store: createDiskHashCacheStore(folder), other: createDiskHashCacheStore(folder), dispose };
});

describe('the file of the hash cache', () => {
  it('is for its owner alone, and so is a folder made for it', async (t) => {
    const folder = folderOf(t);
    await createDiskHashCacheStore(folder).replace(pieces('hashes'));
    assert.equal(statSync(folder).mode & 0o777, 0o700);
    assert.equal(statSync(join(folder, 'hash-cache')).mode & 0o777, 0o600);
  });

  it('is the only one that stays, also when many write and one fails', async (t) => {
    const folder = folderOf(t);
    const stores = Array.from({ length: 4 }, () => createDiskHashCacheStore(folder));
    const failing = async function* (): AsyncGenerator<Uint8Array> {
      yield* pieces('new');
      throw new RangeError('made wrongly');
    };
    const writing = stores.map((store, i) => store.replace(i === 3 ? failing() : pieces('some', 'thing')));
    const results = await Promise.allSettled(writing);
    assert.deepEqual(
      results.map(({ status }) => status),
      ['fulfilled', 'fulfilled', 'fulfilled', 'rejected'],
    );
    assert.deepEqual(readdirSync(folder), ['hash-cache']);
  });

  it('takes away what a killed process left behind, and nothing that is being written', async (t) => {
    const folder = folderOf(t);
    mkdirSync(folder, { recursive: true });
    for (const [name, days] of [
      ['hash-cache.00000000000000ab.part', 2],
      ['hash-cache.00000000000000cd.part', 0],
      ['other.part', 2],
    ] as const) {
      writeFileSync(join(folder, name), 'cut short');
      const time = Date.now() / 1000 - days * 86_400;
      utimesSync(join(folder, name), time, time);
    }
    await createDiskHashCacheStore(folder).replace(pieces('hashes'));
    assert.deepEqual(readdirSync(folder).sort(), ['hash-cache', 'hash-cache.00000000000000cd.part', 'other.part']);
  });

  it('may have a folder whose name is any bytes', async (t) => {
    const folder = `${folderOf(t)}\udcff`;
    const store = createDiskHashCacheStore(folder);
    await store.replace(pieces('hashes'));
    assert.equal(await kept(createDiskHashCacheStore(folder)), 'hashes');
  });

  it('holds nothing where something else has its name, and says why nothing can be kept', async (t) => {
    const folder = folderOf(t);
    mkdirSync(join(folder, 'hash-cache', 'full'), { recursive: true });
    const store = createDiskHashCacheStore(folder);
    assert.equal(await kept(store), '');
    await assert.rejects(store.replace(pieces('new')), {
      name: 'FileSystemError',
      message: /^hash-cache cannot be written \(E\w+\)$/,
    });
    assert.deepEqual(readdirSync(folder), ['hash-cache']);
  });

  it('cannot be kept where its folder is a file', async (t) => {
    const folder = folderOf(t);
    mkdirSync(join(folder, '..'), { recursive: true });
    writeFileSync(folder, 'a file');
    await assert.rejects(createDiskHashCacheStore(folder).replace(pieces('new')), { name: 'FileSystemError' });
  });

  it('stays as it was when the disk is full', async (t) => {
    if (!requireMounts(t)) return;
    await using place = makeWorkplace();
    const folder = place.mountMemory('full', '1m');
    const store = createDiskHashCacheStore(folder);
    await store.replace(pieces('old'));
    await assert.rejects(store.replace(pieces(Buffer.alloc(2_000_000))), {
      name: 'FileSystemError',
      code: 'no_space_left',
    });
    assert.equal(await kept(store), 'old');
    assert.deepEqual(readdirSync(folder), ['hash-cache']);
  });
});
