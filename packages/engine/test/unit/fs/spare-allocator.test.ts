import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { test } from 'node:test';
import { createDiskFileSystem } from '../../../src/fs/disk-file-system.ts';

const MEGABYTE = 1 << 20;

test('leaves no holes in memory where large arrays were once the disk is at work', async () => {
  const disk = createDiskFileSystem();
  await disk.openRoot(tmpdir());
  // Freeing one this large has glibc keep in its heaps whatever is smaller.
  free(filled(16 * MEGABYTE));
  const arrays = Array.from({ length: 48 }, () => filled(MEGABYTE));
  const last = arrays.pop();
  const before = process.memoryUsage.rss();
  for (const array of arrays) free(array);
  const freed = before - process.memoryUsage.rss();
  assert.ok(freed > 40 * MEGABYTE, `${freed} bytes went back to the system`);
  assert.equal(last?.[0], 1);
  await disk.close();
});

function filled(bytes: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes).fill(1);
}

function free(array: Uint8Array<ArrayBuffer>): void {
  array.buffer.transfer(0);
}
