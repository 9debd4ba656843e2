import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { writeNewFile } from '../../../src/fs/write-new-file.ts';

function folderOf(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'kempt-new-file-'));
  t.after(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

async function* pieces(...list: readonly (string | Uint8Array)[]): AsyncGenerator<string | Uint8Array> {
  yield* await Promise.resolve(list);
}

test('writes text and bytes one behind the other, for the owner alone', async (t) => {
  const file = join(folderOf(t), 'new');
  await writeNewFile(file, pieces('tëxt', Uint8Array.of(0xff)));
  assert.deepEqual(readFileSync(file), Buffer.concat([Buffer.from('tëxt'), Buffer.of(0xff)]));
  assert.equal(statSync(file).mode & 0o777, 0o600);
});

test('leaves a file that is there alone, and asks for no piece', async (t) => {
  const file = join(folderOf(t), 'old');
  writeFileSync(file, 'old');
  async function* untouchable(): AsyncGenerator<string> {
    yield await Promise.reject(new Error('a piece was made'));
  }
  await assert.rejects(writeNewFile(file, untouchable()), { code: 'output_exists' });
  assert.equal(readFileSync(file, 'utf8'), 'old');
});

test('says when it cannot write', async (t) => {
  await assert.rejects(writeNewFile(join(folderOf(t), 'no', 'new'), pieces('x')), { code: 'output_unwritable' });
});

test('removes the file again when a piece cannot be made, and hands on why', async (t) => {
  const file = join(folderOf(t), 'new');
  const reason = new Error('interrupted');
  async function* broken(): AsyncGenerator<string> {
    yield 'half';
    yield await Promise.reject(reason);
  }
  await assert.rejects(writeNewFile(file, broken()), (error) => error === reason);
  assert.equal(existsSync(file), false);
});
