import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { emptyFacts } from '../../../src/fs/disk-calls.ts';
import { loadLibc } from '../../../src/fs/libc.ts';
import { createNativeCalls } from '../../../src/fs/native-calls.ts';

const libc = loadLibc();
const { ENOTDIR, ENOENT } = constants.errno;

describe(
  'opening a resolved path',
  { skip: libc === undefined && 'SKIPPED: only Linux opens folders step by step' },
  () => {
    if (libc === undefined) return;
    const calls = createNativeCalls(libc);
    let base = '';
    beforeEach(() => {
      base = realpathSync(mkdtempSync(join(tmpdir(), 'kempt-above-')));
      mkdirSync(join(base, 'real/below'), { recursive: true });
      symlinkSync('real', join(base, 'link'));
    });
    afterEach(() => {
      rmSync(base, { recursive: true });
    });

    it('opens the folder itself', () => {
      for (const path of [join(base, 'real/below'), '/']) {
        const folder = calls.openRoot(Buffer.from(path));
        assert.ok(typeof folder !== 'number');
        const facts = emptyFacts();
        calls.stat(folder, new Uint8Array(0), facts);
        calls.close(folder);
        assert.equal(facts.inode, statSync(path, { bigint: true }).ino);
      }
    });

    it('passes no link that was put on the way since', () => {
      assert.equal(calls.openRoot(Buffer.from(join(base, 'link/below'))), -ENOTDIR);
      assert.equal(calls.openRoot(Buffer.from(join(base, 'link'))), -ENOTDIR);
    });

    it('leaves nothing open', () => {
      const before = openDescriptors();
      assert.equal(calls.openRoot(Buffer.from(join(base, 'gone/below'))), -ENOENT);
      assert.equal(calls.openRoot(Buffer.from(join(base, 'real/gone'))), -ENOENT);
      assert.equal(openDescriptors(), before);
    });
  },
);

function openDescriptors(): number {
  return readdirSync('/proc/self/fd').length;
}
