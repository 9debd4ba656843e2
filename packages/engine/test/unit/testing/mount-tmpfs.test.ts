import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmdirSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { mountTmpfs } from '../../../src/testing/mount-tmpfs.ts';
import { requireMounts } from '../../../src/testing/require-mounts.ts';

it('mounts a device of its own and takes it away with all that is in it', (t) => {
  if (!requireMounts(t)) return;
  const directory = mkdtempSync(join(tmpdir(), 'mount-tmpfs-'));
  const mounted = mountTmpfs(join(directory, 'mount'));
  assert.ok(mounted);
  assert.notEqual(statSync(mounted.folder).dev, statSync(directory).dev);
  writeFileSync(join(mounted.folder, 'file'), '');
  mounted.unmount();
  assert.equal(existsSync(mounted.folder), false);
  rmdirSync(directory);
});

it('leaves nothing behind where it cannot mount', (t) => {
  const path = process.env['PATH'];
  t.after(() => {
    process.env['PATH'] = path;
  });
  process.env['PATH'] = '/nonexistent';
  const directory = mkdtempSync(join(tmpdir(), 'mount-tmpfs-'));
  assert.equal(mountTmpfs(join(directory, 'mount')), undefined);
  rmdirSync(directory);
});
