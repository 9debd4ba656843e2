import assert from 'node:assert/strict';
import { existsSync, linkSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { outcomeOf } from '@kempt/contracts';
import type { DiskCalls } from '../../../src/fs/disk-calls.ts';
import { executeBatch } from '../../../src/fs/execute-batch.ts';
import { FolderSession } from '../../../src/fs/folder-session.ts';
import { createPortableCalls } from '../../../src/fs/portable-calls.ts';
import { fileRef, stepBatch } from '../../../src/testing/step-batch.ts';

test('keeps a copy whose original was a name of the copy when it was opened', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'kempt-remove-'));
  t.after(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const at = (name: string): string => join(folder, name);
  writeFileSync(at('copy'), 'content');
  linkSync(at('copy'), at('original'));
  writeFileSync(at('other'), 'another');
  const calls = swapAfterOpening(createPortableCalls(), () => {
    if (existsSync(at('other'))) renameSync(at('other'), at('original'));
  });
  const root = calls.openRoot(Buffer.from(folder));
  assert.ok(typeof root !== 'number');
  const { dev, ino, size, mtimeNs } = statSync(at('copy'), { bigint: true });
  const facts = { device: dev, inode: ino, size: Number(size), mtime: mtimeNs };
  const step = { action: 'remove_copy', from: fileRef(0, 'original'), to: fileRef(0, 'copy'), facts } as const;
  const session = new FolderSession(calls, new Map([[0, root]]));
  const { code } = executeBatch({ calls, session, fault: () => undefined }, stepBatch([step]));
  calls.close(root);
  assert.equal(outcomeOf(code[0] ?? 0), 'source_differs');
  assert.equal(readFileSync(at('copy'), 'utf8'), 'content');
});

/** The first file that is opened is swapped for another one as soon as it is open. */
function swapAfterOpening(calls: DiskCalls, swap: () => void): DiskCalls {
  return {
    ...calls,
    open: (folder, name, mode) => {
      const fd = calls.open(folder, name, mode);
      swap();
      return fd;
    },
  };
}
