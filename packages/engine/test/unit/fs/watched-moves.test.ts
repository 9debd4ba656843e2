import assert from 'node:assert/strict';
import {
  appendFileSync,
  lstatSync,
  mkdtempSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
  readdirSync,
  linkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { BatchOutcome } from '../../../src/ports/file-system.ts';
import type { DiskCalls } from '../../../src/fs/disk-calls.ts';
import { executeBatch } from '../../../src/fs/execute-batch.ts';
import { FolderSession } from '../../../src/fs/folder-session.ts';
import { loadLibc } from '../../../src/fs/libc.ts';
import { createNativeCalls } from '../../../src/fs/native-calls.ts';
import { fileRef, stepBatch } from '../../../src/testing/step-batch.ts';

const OLD = new Date(1_500_000_000_000);

describe('a file that is watched while it is moved', { skip: process.platform !== 'linux' }, () => {
  let folder: string;
  const at = (name: string): string => join(folder, name);

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kempt-watch-'));
    writeFileSync(at('a'), 'the bytes');
    utimesSync(at('a'), OLD, OLD);
  });

  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  /** Moves `a` to `b` while somebody does something before one of the calls or behind it. */
  function moveWhile(
    meddling: Partial<Record<'before_look' | 'before_move' | 'after_move', () => void>>,
  ): BatchOutcome {
    const libc = loadLibc();
    assert.ok(libc);
    const native = createNativeCalls(libc);
    let looks = 0;
    const calls: DiskCalls = {
      ...native,
      stat: (parent, name, facts) => {
        if (name.length > 0 && looks++ === 0) meddling.before_look?.();
        return native.stat(parent, name, facts);
      },
      renameNoReplace: (from, name, to) => {
        meddling.before_move?.();
        const failed = native.renameNoReplace(from, name, to);
        meddling.after_move?.();
        return failed;
      },
    };
    const root = calls.openRoot(Buffer.from(folder));
    assert.ok(typeof root !== 'number');
    const { dev, ino, size, mtimeNs } = lstatSync(at('a'), { bigint: true });
    const batch = stepBatch([
      {
        action: 'move',
        from: fileRef(0, 'a'),
        to: fileRef(0, 'b'),
        facts: { device: dev, inode: ino, size: Number(size), mtime: mtimeNs },
        watch: true,
      },
    ]);
    const session = new FolderSession(calls, new Map([[0, root]]));
    try {
      return executeBatch({ calls, session, fault: () => undefined }, batch);
    } finally {
      session.close();
      calls.close(root);
    }
  }

  /** Other bytes of the same length, and the mtime put back: nothing in the facts of the file tells. */
  function rewrite(name: string): void {
    writeFileSync(at(name), 'ten bytes'.slice(0, 9));
    utimesSync(at(name), OLD, OLD);
  }

  it('is known to be untouched, with its time of last change before and after', () => {
    const before = lstatSync(at('a'), { bigint: true }).ctimeNs;
    const { moved } = moveWhile({});
    const after = lstatSync(at('b'), { bigint: true }).ctimeNs;
    assert.deepEqual([moved?.row.length, moved?.before[0], moved?.after[0]], [1, before, after]);
    assert.notEqual(before, after);
  });

  for (const [when, meddling] of [
    [
      'before it is looked at',
      {
        before_look: () => {
          rewrite('a');
        },
      },
    ],
    [
      'between look and move',
      {
        before_move: () => {
          rewrite('a');
        },
      },
    ],
    [
      'right behind the move',
      {
        after_move: () => {
          rewrite('b');
        },
      },
    ],
    [
      'through another name',
      {
        before_move: () => {
          linkSync(at('a'), at('other'));
          rewrite('other');
        },
      },
    ],
  ] as const) {
    it(`is not known to be untouched when it is written to, and its times put back, ${when}`, () => {
      const { code, moved } = moveWhile(meddling);
      assert.deepEqual([code[0], moved?.row.length, readdirSync(folder).includes('b')], [1, 0, true]);
    });
  }

  it('is not known to be untouched when something is appended behind the move', () => {
    const { moved } = moveWhile({
      after_move: () => {
        appendFileSync(at('b'), '!');
      },
    });
    assert.equal(moved?.row.length, 0);
  });

  it('is not taken for another one that gets its name', () => {
    writeFileSync(at('other'), 'others');
    const { moved } = moveWhile({
      before_move: () => {
        renameSync(at('other'), at('a'));
      },
    });
    assert.equal(moved?.row.length, 0);
  });

  it('is moved all the same where nothing can be watched', () => {
    const libc = loadLibc();
    assert.ok(libc);
    const native = createNativeCalls(libc);
    const calls: DiskCalls = { ...native, watchChanges: () => undefined };
    const root = calls.openRoot(Buffer.from(folder));
    assert.ok(typeof root !== 'number');
    const { dev, ino, size, mtimeNs } = lstatSync(at('a'), { bigint: true });
    const facts = { device: dev, inode: ino, size: Number(size), mtime: mtimeNs };
    const step = { action: 'move', from: fileRef(0, 'a'), to: fileRef(0, 'b'), facts, watch: true } as const;
    const session = new FolderSession(calls, new Map([[0, root]]));
    const { code, moved } = executeBatch({ calls, session, fault: () => undefined }, stepBatch([step]));
    session.close();
    calls.close(root);
    assert.deepEqual([code[0], moved], [1, undefined]);
  });
});
