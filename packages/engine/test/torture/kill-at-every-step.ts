/**
 * `npm run torture:steps`: kills every work at every step on every tree, and around every append. The tests do so on the
 * smallest trees that have each kind of step; here are the combinations of them.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { requireMounts } from '../../src/testing/require-mounts.ts';
import { makeWorkplace } from '../../src/testing/workplace.ts';
import { killAtEvery, type CrashScenario } from '../integration/support/crash-bench.ts';
import {
  atAppend,
  atStep,
  deduplicated,
  linked,
  organized,
  planned,
  undone,
  type WantedOrganize,
} from '../integration/support/crash-works.ts';
import {
  KNOTTY_TREE,
  LINKED_TEMPLATE,
  LINKED_TREE,
  OVERWRITING_TREE,
  RING_TEMPLATE,
  SMALL_TREE,
  TWINS_TREE,
  writeRing,
} from '../integration/support/knotty-tree.ts';
import { writeTree, type TreeEntries } from '../integration/support/write-tree.ts';

type Facts = Omit<CrashScenario, 'trees' | 'begin'>;

/** A tree, and an organize of it. */
interface Scene {
  readonly title: string;
  readonly write: (root: string) => void;
  readonly wanted: Omit<WantedOrganize, 'root'>;
  readonly facts?: Facts;
  /** It exchanges names, or changes the time of a folder that Node alone sets to the microsecond only. */
  readonly nativeOnly?: boolean;
}

const tree =
  (entries: TreeEntries): Scene['write'] =>
  (root) => {
    writeTree(root, entries);
  };
const LINKS: Facts = { renewsFiles: true, keepsNames: true };
const MOST_TREE: TreeEntries = { ...OVERWRITING_TREE, 'inbox/three (copy).txt': 'new', 'inbox/again.txt': 'aa' };

const SCENES: readonly Scene[] = [
  { title: 'every kind of step', write: tree(KNOTTY_TREE), wanted: {} },
  { title: 'names of one file', write: tree(LINKED_TREE), wanted: { template: LINKED_TEMPLATE } },
  { title: 'overwriting', write: tree(OVERWRITING_TREE), wanted: { onConflict: 'overwrite' } },
  { title: 'duplicates', write: tree(TWINS_TREE), wanted: { duplicates: 'quarantine' } },
  {
    title: 'overwriting and duplicates',
    write: tree(MOST_TREE),
    wanted: { onConflict: 'overwrite', duplicates: 'quarantine' },
    nativeOnly: true,
  },
  {
    title: 'links to duplicates',
    write: tree(TWINS_TREE),
    wanted: { duplicates: 'hardlink', template: LINKED_TEMPLATE },
    facts: LINKS,
    nativeOnly: true,
  },
  {
    title: 'links to duplicates in a ring',
    write: writeRing,
    wanted: { duplicates: 'hardlink', template: RING_TEMPLATE },
    facts: LINKS,
    nativeOnly: true,
  },
];
const WORKS = { organize: planned, undo: organized, redo: undone };

describe('killed with SIGKILL', { concurrency: 2 }, () => {
  for (const { title, write, wanted, facts, nativeOnly } of SCENES) {
    for (const [work, begins] of Object.entries(WORKS)) {
      for (const native of nativeOnly === true ? [true] : [true, false]) {
        it(`at every step of the ${work}: ${title} (${native ? 'renamed' : 'linked and unlinked'})`, async () => {
          await using place = makeWorkplace();
          const root = place.at('tree');
          write(root);
          const begin = begins({ root, ...wanted });
          assert.ok((await killAtEvery(place, { trees: [root], begin, native, ...facts }, atStep)) > 4);
        });
      }

      for (const moment of ['torn', 'after'] as const) {
        it(`around every append of the ${work}: ${title} (${moment})`, async () => {
          await using place = makeWorkplace();
          const root = place.at('tree');
          write(root);
          const begin = begins({ root, ...wanted });
          assert.ok((await killAtEvery(place, { trees: [root], begin, ...facts }, atAppend(moment))) > 2);
        });
      }
    }
  }

  for (const onConflict of ['rename_new', 'overwrite'] as const) {
    for (const [work, begins] of Object.entries(WORKS)) {
      it(`at every step of the ${work} of copies (${onConflict})`, async () => {
        await using place = makeWorkplace();
        const [root, into] = [place.at('tree'), place.at('copies')];
        writeTwo(root, into);
        const begin = begins({ root, into, mode: 'copy', onConflict });
        assert.ok((await killAtEvery(place, { trees: [root, into], begin, copies: true }, atStep)) > 4);
      });

      it(`at every step of the ${work} to another device (${onConflict})`, async (t) => {
        if (!requireMounts(t)) return;
        await using place = makeWorkplace();
        const [root, into] = [place.mountMemory('one') + '/tree', place.mountMemory('two') + '/sorted'];
        writeTwo(root, into);
        const begin = begins({ root, into, onConflict });
        assert.ok((await killAtEvery(place, { trees: [root, into], begin, renewsFiles: true }, atStep)) > 4);
      });
    }
  }

  for (const action of ['quarantine', 'hardlink', 'symlink'] as const) {
    for (const [work, begins] of Object.entries({ deduplicate: deduplicated, undo: linked })) {
      it(`at every step of the ${work} (${action})`, async () => {
        await using place = makeWorkplace();
        const root = place.at('tree');
        writeTree(root, TWINS_TREE);
        const links = action === 'quarantine' ? {} : { ...LINKS, pointsToFiles: action === 'symlink' };
        const begin = begins({ roots: [root], action });
        assert.ok((await killAtEvery(place, { trees: [root], begin, ...links }, atStep)) > 4);
      });
    }
  }
});

/** Files to organize, and a destination in which two of their names are taken. */
function writeTwo(root: string, into: string): void {
  writeTree(root, SMALL_TREE);
  writeTree(into, { 'documents/1.txt': 'c', 'documents/2.txt': 'dd' });
}
