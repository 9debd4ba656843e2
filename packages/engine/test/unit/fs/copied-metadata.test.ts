import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { outcomeOf } from '@kempt/contracts';
import { createDiskFileSystem } from '../../../src/fs/disk-file-system.ts';
import { requireRoot } from '../../../src/testing/require-root.ts';
import { requireTool } from '../../../src/testing/require-tool.ts';
import { fileRef, stepBatch } from '../../../src/testing/step-batch.ts';

const NOBODY = 65534;
/** The kernel's form of cap_net_raw=ep. */
const CAPABILITY = '0x0100000200200000000000000000000000000000';

describe('the copy of a file', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kempt-copy-'));
    chmodSync(folder, 0o777);
    writeFileSync(join(folder, 'original'), 'content');
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('has extended attributes of any name, also when it may not be written to', async (t) => {
    if (!requireTool(t, 'setfattr') || !requireTool(t, 'bash')) return;
    setAttribute('user.größe', '0x00ff');
    setAttribute('user.note', '0x6869');
    execFileSync('bash', ['-c', String.raw`setfattr -n $'user.\xff' -v 0x01 original`], { cwd: folder });
    chmodSync(join(folder, 'original'), 0o444);
    assert.deepEqual(await copyOriginal(), ['completed', undefined]);
    assert.equal(attributes('copy'), attributes('original'));
    assert.match(attributes('copy'), /gr\\303\\266\\303\\237e=0x00ff|größe=0x00ff/);
  });

  it('keeps capabilities and set-id bits of a file of another owner', async (t) => {
    if (!requireRoot(t) || !requireTool(t, 'setfattr')) return;
    chownSync(join(folder, 'original'), 1, 2);
    chmodSync(join(folder, 'original'), 0o6755);
    setAttribute('security.capability', CAPABILITY);
    assert.deepEqual(await copyOriginal(), ['completed', undefined]);
    const { mode, uid, gid } = statSync(join(folder, 'copy'));
    assert.deepEqual([mode & 0o7777, uid, gid], [0o6755, 1, 2]);
    assert.match(attributes('copy'), new RegExp(`security.capability=${CAPABILITY}`));
  });

  it('loses set-id bits when the owner cannot be kept', async (t) => {
    if (!requireRoot(t)) return;
    chmodSync(join(folder, 'original'), 0o6755);
    process.seteuid?.(NOBODY);
    try {
      assert.deepEqual(await copyOriginal(), ['completed', 'could not be kept in the copy: owner']);
    } finally {
      process.seteuid?.(0);
    }
    assert.equal(statSync(join(folder, 'copy')).mode & 0o7777, 0o755);
  });

  async function copyOriginal(): Promise<[string, string | undefined]> {
    const fileSystem = createDiskFileSystem({ threads: 1 });
    try {
      const { id } = await fileSystem.openRoot(folder);
      const [facts] = await fileSystem.fileFacts([fileRef(id, 'original')]);
      assert.ok(facts !== undefined);
      const from = fileRef(id, 'original');
      const outcome = await fileSystem.execute(stepBatch([{ action: 'copy', from, to: fileRef(id, 'copy'), facts }]));
      return [outcomeOf(outcome.code[0] ?? 0), outcome.messages.get(0)];
    } finally {
      await fileSystem.close();
    }
  }

  function setAttribute(name: string, value: string): void {
    execFileSync('setfattr', ['-n', name, '-v', value, join(folder, 'original')]);
  }

  function attributes(name: string): string {
    const told = execFileSync('getfattr', ['-d', '-m', '-', '-e', 'hex', name], { cwd: folder, encoding: 'utf8' });
    return told.replace(/^# file: .*$/m, '');
  }
});
