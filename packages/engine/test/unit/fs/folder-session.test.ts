import assert from 'node:assert/strict';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { DiskCalls } from '../../../src/fs/disk-calls.ts';
import { FolderSession } from '../../../src/fs/folder-session.ts';
import { createPortableCalls } from '../../../src/fs/portable-calls.ts';

const DEPTH = 400;

test('opens the folders on the way to a deep one once, not once a row', (t) => {
  const base = mkdtempSync(join(tmpdir(), 'kempt-session-'));
  const path = Array.from({ length: DEPTH }, () => 'd').join('/');
  mkdirSync(join(base, path), { recursive: true });
  const fd = openSync(base, 'r');
  t.after(() => {
    closeSync(fd);
    rmSync(base, { recursive: true });
  });
  let opened = 0;
  const plain = createPortableCalls();
  const calls: DiskCalls = {
    ...plain,
    openChild: (parent, name) => {
      opened++;
      return plain.openChild(parent, name);
    },
  };
  const session = new FolderSession(calls, new Map([[0, { fd, prefix: Buffer.from(`${base}/`) }]]));
  for (let row = 0; row < 5; row++) {
    session.trim();
    assert.ok(typeof session.folder({ root: 0, path }) !== 'number');
  }
  session.close();
  assert.equal(opened, DEPTH);
});
