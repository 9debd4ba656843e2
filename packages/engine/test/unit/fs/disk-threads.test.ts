import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { FileSystemError } from '../../../src/errors/file-system-error.ts';
import { DiskThreads } from '../../../src/fs/disk-threads.ts';
import { fileRef } from '../../../src/testing/step-batch.ts';

test('a thread that starts later knows the roots that were opened before', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'kempt-threads-'));
  writeFileSync(join(folder, 'x'), 'content');
  const threads = new DiskThreads({ native: true }, 3);
  t.after(async () => {
    await threads.close();
    rmSync(folder, { recursive: true });
  });
  await threads.openRoot(folder, 7);
  for (let round = 0; round < 30; round++) {
    const calls = Array.from({ length: 12 }, () => threads.call('fileFacts', [[fileRef(7, 'x')]]));
    for (const [facts] of await Promise.all(calls)) assert.equal(facts?.size, 7);
  }
});

test('a thread that dies fails its calls, and the next call starts another', async () => {
  const dying = { native: true, fault: { counter: new SharedArrayBuffer(3), killAt: 0 } };
  const threads = new DiskThreads(dying, 1);
  for (let round = 0; round < 2; round++) {
    await assert.rejects(threads.call('fileFacts', [[]]), (error) => {
      return error instanceof FileSystemError && error.code === 'io_error';
    });
  }
  await threads.close();
});

test('ends at once when it was asked nothing', async () => {
  const threads = new DiskThreads({ native: true }, 2);
  threads.start();
  threads.start();
  await threads.close();
});
