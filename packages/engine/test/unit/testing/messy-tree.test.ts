import assert from 'node:assert/strict';
import { lstatSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { makeMessyTree } from '../../../src/testing/messy-tree.ts';
import { snapshotTree } from '../../../src/testing/tree-snapshot.ts';
import type { TreeSnapshot } from '../../../src/testing/tree-snapshot.ts';

describe('makeMessyTree', () => {
  let directory = '';
  before(() => {
    directory = mkdtempSync(join(tmpdir(), 'messy-'));
  });
  after(() => {
    rmSync(directory, { recursive: true });
  });
  const made: TreeSnapshot[] = [];
  const make = (seed: number): TreeSnapshot => {
    const root = join(directory, String(made.length));
    makeMessyTree(root, { seed, files: 250 });
    const snapshot = snapshotTree(root);
    made.push(snapshot);
    return snapshot;
  };
  const content = (tree: TreeSnapshot): string[] =>
    [...tree].map(([path, entry]) => `${path} ${entry.mode} ${entry.mtime} ${entry.content}`);

  it('makes the same tree for the same seed and another for another', () => {
    assert.deepEqual(content(make(1)), content(make(1)));
    assert.notDeepEqual(content(make(1)), content(make(2)));
  });

  it('says how many files there are', () => {
    const root = join(directory, 'counted');
    const files = makeMessyTree(root, { seed: 3 });
    assert.equal([...snapshotTree(root).values()].filter(({ kind }) => kind === 'file').length, files);
    assert.ok(files >= 300);
  });

  it('holds empty folders, links and times below the microsecond', () => {
    const tree = make(4);
    assert.ok(tree.has('empty/inside/another'));
    const entries = [...tree.values()];
    assert.ok(entries.some(({ kind }) => kind === 'symlink'));
    assert.ok(entries.some(({ mtime }) => mtime % 1000n !== 0n));
    assert.ok(entries.every(({ kind, mtime }) => kind === 'symlink' || mtime < 1_700_000_001_000_000_000n));
    const identities = entries.filter(({ kind }) => kind === 'file').map(({ identity }) => identity);
    assert.ok(new Set(identities).size < identities.length, 'no hard links');
  });

  it('holds names that are not UTF-8 and names with control characters, where the system lets it', (t) => {
    if (process.platform !== 'linux') {
      t.skip('only Linux takes any bytes as a name');
      return;
    }
    const paths = [1, 2, 3, 4].flatMap((seed) => [...make(seed).keys()]).join('');
    assert.ok(!paths.isWellFormed());
    assert.ok(paths.includes('\n'));
  });

  it('refuses to build on something that is there', () => {
    assert.throws(() => makeMessyTree(directory, { seed: 1 }));
    assert.ok(lstatSync(directory).isDirectory());
  });
});
