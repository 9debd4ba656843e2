import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Worker } from 'node:worker_threads';
import { createDiskFileSystem } from '../../../src/fs/disk-file-system.ts';

const MODULE = new URL('../../../src/fs/disk-file-system.ts', import.meta.url).href;

/** What keeps the process running besides the threads would hide that nothing does: hence a process of its own. */
const SCRIPT = `
const [{ createDiskFileSystem }, folder] = [await import(process.argv[2]), process.argv[3]];
const fileSystem = createDiskFileSystem({ threads: 1 });
const { id } = await fileSystem.openRoot(folder);
const file = { folder: { root: id, path: '' }, name: 'x' };
fileSystem.hashFiles([file]).then(([hash]) => process.stdout.write('answered ' + hash.length));
await fileSystem.close();
process.stdout.write(', closed');
`;

test('answers what was asked before it closes, and then closes', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'kempt-disk-'));
  t.after(() => {
    rmSync(folder, { recursive: true });
  });
  writeFileSync(join(folder, 'x'), 'content');
  writeFileSync(join(folder, 'script.mjs'), SCRIPT);
  const args = [join(folder, 'script.mjs'), MODULE, folder];
  assert.equal(execFileSync(process.execPath, args, { encoding: 'utf8' }), 'answered 32, closed');
});

test('lets a thread that is still starting come to its end by itself when it is closed', async (t) => {
  const started = once(process, 'worker');
  const fileSystem = createDiskFileSystem({ threads: 1 });
  fileSystem.start();
  const [worker] = (await started) as [Worker];
  t.after(() => worker.terminate());
  const exit = once(worker, 'exit');
  await once(worker, 'online');
  await fileSystem.close();
  assert.deepEqual(await exit, [0]);
});
