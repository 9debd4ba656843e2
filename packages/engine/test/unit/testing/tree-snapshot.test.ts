import assert from 'node:assert/strict';
import {
  chmodSync,
  copyFileSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { diffContents, diffSnapshots, snapshotTree } from '../../../src/testing/tree-snapshot.ts';

let root = '';

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'snapshot-'));
  mkdirSync(join(root, 'empty'));
  mkdirSync(join(root, 'folder'));
  writeFileSync(join(root, 'folder', 'a.txt'), 'one');
  writeFileSync(join(root, 'folder', 'b.txt'), 'two');
  symlinkSync('nowhere', join(root, 'link'));
  for (const path of ['folder/a.txt', 'folder/b.txt', 'folder', 'empty', '']) utimesSync(join(root, path), 1e9, 1e9);
});

afterEach(() => {
  rmSync(root, { recursive: true });
});

/** The differences that a change makes, one line each. */
function differencesOf(change: () => void): string[] {
  const before = snapshotTree(root);
  change();
  return diffSnapshots(before, snapshotTree(root));
}

describe('diffSnapshots', () => {
  it('finds nothing in an untouched tree', () => {
    assert.deepEqual(
      differencesOf(() => undefined),
      [],
    );
    assert.equal(snapshotTree(root).size, 6);
  });

  it('sees changed bytes even when size and time are the same', () => {
    const lines = differencesOf(() => {
      writeFileSync(join(root, 'folder/a.txt'), 'eno');
      utimesSync(join(root, 'folder/a.txt'), 1e9, 1e9);
    });
    assert.equal(lines.length, 1);
    assert.match(lines[0] ?? '', /^content of folder\/a\.txt: was /);
  });

  it('sees a changed mode', () => {
    const lines = differencesOf(() => {
      chmodSync(join(root, 'folder/a.txt'), 0o600);
    });
    assert.match(lines.join('\n'), /^mode of folder\/a\.txt: was \d+, is \d+$/);
  });

  it('sees the changed time of the root and of a folder', () => {
    const lines = differencesOf(() => {
      utimesSync(root, 1e9 + 0.000001, 1e9 + 0.000001);
      utimesSync(join(root, 'empty'), 5, 5);
    });
    assert.equal(lines.length, 2);
    assert.match(lines[0] ?? '', /^mtime of the root: /);
    assert.match(lines[1] ?? '', /^mtime of empty: /);
  });

  it('sees a missing empty folder, a renamed file and another link target', () => {
    const lines = differencesOf(() => {
      rmdirSync(join(root, 'empty'));
      renameSync(join(root, 'folder/a.txt'), join(root, 'folder/c\n.txt'));
      unlinkSync(join(root, 'link'));
      symlinkSync('elsewhere', join(root, 'link'));
    }).join('\n');
    assert.match(lines, /^missing folder empty/m);
    assert.match(lines, /^missing file folder\/a\.txt/m);
    assert.match(lines, /^extra file folder\/c\\x0a\.txt/m);
    assert.match(lines, /^content of link: was nowhere, is elsewhere$/m);
  });

  it('sees that a file is another one with the same bytes, unless told not to look', () => {
    const before = snapshotTree(root);
    copyFileSync(join(root, 'folder/a.txt'), join(root, 'copy'));
    renameSync(join(root, 'copy'), join(root, 'folder/a.txt'));
    for (const path of ['folder/a.txt', 'folder', '']) utimesSync(join(root, path), 1e9, 1e9);
    const after = snapshotTree(root);
    assert.match(diffSnapshots(before, after).join('\n'), /^identity of folder\/a\.txt: was [\d:]+, is [\d:]+$/);
    assert.deepEqual(diffSnapshots(before, after, { ignoreIdentity: true }), []);
  });

  it('takes down a socket without opening it', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(join(root, 'socket'), resolve));
    assert.equal(snapshotTree(root).get('socket')?.kind, 'special');
    await new Promise((resolve) => server.close(resolve));
  });

  it('finds an empty tree where there is nothing', () => {
    assert.equal(snapshotTree(join(root, 'missing')).size, 0);
  });
});

describe('diffContents', () => {
  it('does not care for names or trees', () => {
    const before = [snapshotTree(root), snapshotTree(join(root, 'missing'))];
    renameSync(join(root, 'folder/a.txt'), join(root, 'z'));
    assert.deepEqual(diffContents(before, [snapshotTree(root)]), []);
  });

  it('reports a lost content with the name it had', () => {
    const before = [snapshotTree(root)];
    writeFileSync(join(root, 'folder/a.txt'), 'two');
    const lines = diffContents(before, [snapshotTree(root)]);
    assert.match(lines.join('\n'), /^lost file:.*: 1 before, 0 after, was folder\/a\.txt$/m);
    assert.match(lines.join('\n'), /^surplus file:.*: 1 before, 2 after, is folder\/a\.txt$/m);
  });

  it('reports a second name of one file unless copies are allowed', () => {
    const before = [snapshotTree(root)];
    linkSync(join(root, 'folder/a.txt'), join(root, 'twin'));
    const after = [snapshotTree(root)];
    assert.match(diffContents(before, after).join('\n'), /^surplus /);
    assert.deepEqual(diffContents(before, after, { allowMore: true }), []);
  });
});
