import assert from 'node:assert/strict';
import { closeSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { DiskCalls } from '../../../src/fs/disk-calls.ts';
import { loadLibc } from '../../../src/fs/libc.ts';
import { createNativeCalls } from '../../../src/fs/native-calls.ts';
import { lockTrees, type LockedTree } from '../../../src/fs/tree-lock.ts';

const libc = loadLibc();

describe('locks of trees', { skip: libc === undefined && 'SKIPPED: there is no flock here' }, () => {
  if (libc === undefined) return;
  const calls = createNativeCalls(libc);
  let base = '';
  let opened: number[] = [];
  beforeEach(() => {
    base = realpathSync(mkdtempSync(join(tmpdir(), 'kempt-lock-')));
  });
  afterEach(() => {
    for (const fd of opened) closeSync(fd);
    opened = [];
    rmSync(base, { recursive: true });
  });

  it('gives back what it has taken when a file system further up knows no locks', () => {
    const { ENOLCK } = constants.errno;
    const half: DiskCalls = { ...calls, lock: (fd, kind) => (kind === 'shared' ? ENOLCK : calls.lock(fd, kind)) };
    assert.equal(lockTrees(half, [tree(base)]), undefined);
    const locks = lockTrees(calls, [tree(base)]);
    opened.push(...(locks ?? []));
    assert.ok(locks !== undefined);
  });

  it('takes one folder that has two names for one', () => {
    mkdirSync(join(base, 'a/b'), { recursive: true });
    const elsewhere = { ...tree(base), path: join(base, 'a/b/other name') };
    const locks = lockTrees(calls, [tree(join(base, 'a/b')), elsewhere]);
    opened.push(...(locks ?? []));
    assert.ok(locks !== undefined);
  });

  function tree(path: string): LockedTree {
    const folder = calls.openRoot(Buffer.from(path));
    assert.ok(typeof folder !== 'number');
    opened.push(folder.fd);
    return { folder, path };
  }
});
