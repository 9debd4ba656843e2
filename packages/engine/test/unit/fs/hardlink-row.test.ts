import assert from 'node:assert/strict';
import {
  appendFileSync,
  lstatSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { outcomeOf, type OutcomeCode } from '@kempt/contracts';
import type { FaultPoint } from '../../../src/fs/batch-run.ts';
import type { DiskCalls } from '../../../src/fs/disk-calls.ts';
import { executeBatch } from '../../../src/fs/execute-batch.ts';
import { FolderSession } from '../../../src/fs/folder-session.ts';
import { loadLibc } from '../../../src/fs/libc.ts';
import { createNativeCalls } from '../../../src/fs/native-calls.ts';
import { fileRef, stepBatch, type ReadableStep } from '../../../src/testing/step-batch.ts';

const OLD = new Date(1_500_000_000_000);

describe('a duplicate that becomes a link', { skip: process.platform !== 'linux' }, () => {
  let folder: string;
  const at = (name: string): string => join(folder, name);
  const inodeOf = (name: string): bigint => lstatSync(at(name), { bigint: true }).ino;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kempt-link-'));
    for (const name of ['copy', 'kept']) {
      writeFileSync(at(name), 'the same bytes');
      utimesSync(at(name), OLD, OLD);
    }
  });

  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  interface Done {
    readonly code: OutcomeCode;
    readonly left: readonly string[];
    readonly step: ReadableStep;
  }

  /** Links `copy` to `kept`, or separates them again, while somebody does something at one of the points. */
  function link(
    point: string,
    meddle: () => void,
    { before, cannotRead = false }: { readonly before?: ReadableStep; readonly cannotRead?: boolean } = {},
  ): Done {
    const libc = loadLibc();
    assert.ok(libc);
    const native = createNativeCalls(libc);
    const calls: DiskCalls = {
      ...native,
      open: (parent, name, mode) =>
        cannotRead && Buffer.from(name).toString() === 'copy'
          ? openSync(at('copy'), 'a')
          : native.open(parent, name, mode),
    };
    const root = calls.openRoot(Buffer.from(folder));
    assert.ok(typeof root !== 'number');
    const facts = (name: string): { device: bigint; inode: bigint; size: number; mtime: bigint } => {
      const { dev, ino, size, mtimeNs } = lstatSync(at(name), { bigint: true });
      return { device: dev, inode: ino, size: Number(size), mtime: mtimeNs };
    };
    const [from, kept] = [fileRef(0, 'copy'), { file: fileRef(0, 'kept'), facts: facts('kept') }];
    const step: ReadableStep =
      before === undefined
        ? { action: 'hardlink', from, to: from, facts: facts('copy'), kept }
        : { ...before, action: 'separate' };
    const batch = stepBatch([step]);
    const fault: FaultPoint = (name) => {
      if (name === point) meddle();
    };
    const { code, leftovers } = executeBatch(
      { calls, session: new FolderSession(calls, new Map([[0, root]])), fault },
      batch,
    );
    calls.close(root);
    const left = readdirSync(folder).filter((name) => name.startsWith('.kempt-'));
    assert.equal(left.length, leftovers.size);
    return { code: outcomeOf(code[0] ?? 0), left, step };
  }

  it('is linked when nobody meddles', () => {
    assert.equal(link('exchange', () => undefined).code, 'completed');
    assert.equal(inodeOf('copy'), inodeOf('kept'));
  });

  for (const point of ['link_kept', 'exchange', 'look_again']) {
    it(`keeps what somebody writes to it at ${point}`, () => {
      const inode = inodeOf('copy');
      const { code, left } = link(point, () => {
        appendFileSync(at(point === 'look_again' ? '.kempt-test-0.part' : 'copy'), ' and more');
      });
      assert.notEqual(code, 'completed');
      assert.deepEqual(left, []);
      assert.deepEqual([inodeOf('copy'), readFileSync(at('copy'), 'utf8')], [inode, 'the same bytes and more']);
    });

    it(`keeps what somebody writes to it at ${point} and hides by setting the time back`, () => {
      const { code, left } = link(point, () => {
        const name = at(point === 'look_again' ? '.kempt-test-0.part' : 'copy');
        writeFileSync(name, 'other    bytes');
        utimesSync(name, OLD, OLD);
      });
      assert.notEqual(code, 'completed');
      assert.deepEqual(left, []);
      assert.equal(readFileSync(at('copy'), 'utf8'), 'other    bytes');
    });

    it(`stays a file of its own when the kept one is written to at ${point}`, () => {
      const inode = inodeOf('copy');
      const { code, left } = link(point, () => {
        appendFileSync(at('kept'), ' and more');
      });
      assert.notEqual(code, 'completed');
      assert.deepEqual(left, []);
      assert.deepEqual([inodeOf('copy'), readFileSync(at('copy'), 'utf8')], [inode, 'the same bytes']);
    });

    it(`stays when the kept one is replaced at ${point}`, () => {
      const inode = inodeOf('copy');
      const { code } = link(point, () => {
        renameSync(at('kept'), at('elsewhere'));
        writeFileSync(at('kept'), 'a new file    ');
      });
      // From the exchange on the bytes live under the name of the duplicate, whatever becomes of the other name.
      if (point === 'link_kept') assert.deepEqual([code, inodeOf('copy')], ['kept_changed', inode]);
      else assert.equal(code, 'completed');
      assert.equal(readFileSync(at('copy'), 'utf8'), 'the same bytes');
    });

    it(`leaves whatever takes its name at ${point}`, () => {
      const { code } = link(point, () => {
        renameSync(at('copy'), at('moved'));
        symlinkSync('kept', at('copy'));
      });
      if (point !== 'look_again') assert.notEqual(code, 'completed');
      assert.ok(lstatSync(at('copy')).isSymbolicLink());
      assert.deepEqual(
        ['moved', 'kept'].map((name) => readFileSync(at(name), 'utf8')),
        ['the same bytes', 'the same bytes'],
      );
    });
  }

  for (const point of ['write_copy', 'exchange', 'look_again']) {
    it(`stays a link when somebody writes to it at ${point} while it is made a file of its own`, () => {
      const { step } = link('', () => undefined);
      const { code, left } = link(
        point,
        () => {
          appendFileSync(at('kept'), ' and more');
        },
        { before: step },
      );
      assert.deepEqual([code, left], ['changed_since_plan', []]);
      assert.equal(inodeOf('copy'), inodeOf('kept'));
      assert.equal(readFileSync(at('copy'), 'utf8'), 'the same bytes and more');
    });

    it(`leaves whatever takes its name at ${point} while it is made a file of its own`, () => {
      const { step } = link('', () => undefined);
      link(
        point,
        () => {
          renameSync(at('copy'), at('moved'));
          writeFileSync(at('copy'), 'new');
        },
        { before: step },
      );
      assert.deepEqual(
        ['copy', 'moved', 'kept'].map((name) => readFileSync(at(name), 'utf8')),
        ['new', 'the same bytes', 'the same bytes'],
      );
    });
  }

  it('leaves a new file that has the inode of the copy it took the place of', () => {
    const { step } = link('', () => undefined);
    const { code, left } = link(
      'look_again',
      () => {
        appendFileSync(at('kept'), ' and more');
        unlinkSync(at('copy'));
        writeFileSync(at('copy'), 'theirs');
      },
      { before: step },
    );
    assert.deepEqual([code, left], ['changed_since_plan', ['.kempt-test-0.part']]);
    assert.equal(readFileSync(at('copy'), 'utf8'), 'theirs');
  });

  it('stays when one of the two cannot be read, and no name is left behind', () => {
    const inode = inodeOf('copy');
    const { code, left } = link('', () => undefined, { cannotRead: true });
    assert.notEqual(code, 'completed');
    assert.deepEqual([left, inodeOf('copy'), lstatSync(at('kept')).nlink], [[], inode, 1]);
  });

  it('survives the removal of the kept name at any time', () => {
    for (const point of ['link_kept', 'exchange', 'look_again', 'dispose']) {
      link(point, () => {
        unlinkSync(at('kept'));
      });
      assert.equal(readFileSync(at('copy'), 'utf8'), 'the same bytes');
      writeFileSync(at('kept'), 'the same bytes');
      rmSync(at('copy'));
      writeFileSync(at('copy'), 'the same bytes');
      for (const name of ['copy', 'kept']) utimesSync(at(name), OLD, OLD);
    }
  });
});
