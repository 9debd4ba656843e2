import assert from 'node:assert/strict';
import { it } from 'node:test';
import { FileSystemError } from '../../../src/errors/file-system-error.ts';
import type { FileSystem } from '../../../src/ports/file-system.ts';
import { openSite, type Limits, type Site, type Testbed } from './testbed.ts';

/** What the one-writer lock of trees does. */
export function lockContract(the: () => Testbed, limits: Limits): void {
  it('refuses a tree that another process holds, until it is released', async () => {
    const { site, other } = await twoProcesses(the());
    const lock = await the().fileSystem.lockTrees([site.id]);
    const { id } = await other.openRoot(site.path);
    await assert.rejects(other.lockTrees([id]), isBusy);
    await lock.release();
    await (await other.lockTrees([id])).release();
  });

  it('refuses a tree inside a held one, and a tree around it', async () => {
    const { site, other } = await twoProcesses(the());
    the().user.mkdir(site.at('a/b'));
    const inner = await the().fileSystem.openRoot(site.at('a'));
    const lock = await the().fileSystem.lockTrees([inner.id]);
    for (const path of [site.at('a/b'), site.path]) {
      const { id } = await other.openRoot(path);
      await assert.rejects(other.lockTrees([id]), isBusy);
    }
    await lock.release();
  });

  it('holds several trees at once, also when one lies inside another', async () => {
    const { site, other } = await twoProcesses(the());
    the().user.mkdir(site.at('inner'));
    const inner = await the().fileSystem.openRoot(site.at('inner'));
    const lock = await the().fileSystem.lockTrees([site.id, inner.id]);
    const { id } = await other.openRoot(site.at('inner'));
    await assert.rejects(other.lockTrees([id]), isBusy);
    await lock.release();
  });

  if (!limits.treeLocks) return;

  it('holds the folder that was opened, wherever its name leads by now', async () => {
    const { site, other } = await twoProcesses(the());
    the().user.mkdir(site.at('root'));
    const { id } = await the().fileSystem.openRoot(site.at('root'));
    the().user.rename(site.at('root'), site.at('moved'));
    the().user.mkdir(site.at('root'));
    const lock = await the().fileSystem.lockTrees([id]);
    const [moved, fresh] = [await other.openRoot(site.at('moved')), await other.openRoot(site.at('root'))];
    await assert.rejects(other.lockTrees([moved.id]), isBusy);
    await (await other.lockTrees([fresh.id])).release();
    await lock.release();
  });

  it('admits a tree beside a held one', async () => {
    const { site, other } = await twoProcesses(the());
    for (const path of ['a', 'b']) the().user.mkdir(site.at(path));
    const [a, b] = [await the().fileSystem.openRoot(site.at('a')), await other.openRoot(site.at('b'))];
    const locks = [await the().fileSystem.lockTrees([a.id]), await other.lockTrees([b.id])];
    for (const lock of locks) await lock.release();
  });
}

async function twoProcesses(bed: Testbed): Promise<{ site: Site; other: FileSystem }> {
  return { site: await openSite(bed), other: bed.other };
}

function isBusy(error: unknown): boolean {
  return error instanceof FileSystemError && error.code === 'busy';
}
