import assert from 'node:assert/strict';
import {
  appendFileSync,
  lchownSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { outcomeOf, type OutcomeCode } from '@kempt/contracts';
import type { DiskCalls } from '../../../src/fs/disk-calls.ts';
import { executeBatch } from '../../../src/fs/execute-batch.ts';
import { FolderSession } from '../../../src/fs/folder-session.ts';
import { loadLibc } from '../../../src/fs/libc.ts';
import { createNativeCalls } from '../../../src/fs/native-calls.ts';
import { requireRoot } from '../../../src/testing/require-root.ts';
import { fileRef, stepBatch, type ReadableStep } from '../../../src/testing/step-batch.ts';

const OLD = new Date(1_500_000_000_000);

describe('a duplicate that becomes a symbolic link', { skip: process.platform !== 'linux' }, () => {
  let folder: string;
  const at = (name: string): string => join(folder, name);
  const text = (name: string): string => readFileSync(at(name), 'utf8');
  const isLink = (name: string): boolean => lstatSync(at(name)).isSymbolicLink();

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kempt-symlink-'));
    for (const name of ['in/copy', 'kept/it']) {
      mkdirSync(at(name.slice(0, name.indexOf('/'))));
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

  interface Wishes {
    /** What was linked, to be taken back. */
    readonly before?: ReadableStep;
    readonly calls?: Partial<DiskCalls>;
    /** The kept file lies below another root. */
    readonly isFar?: boolean;
  }

  /** Links `in/copy` to `kept/it`, or takes that back, while somebody does something at one of the points. */
  function link(point: string, meddle: () => void, { before, calls: other = {}, isFar = false }: Wishes = {}): Done {
    const libc = loadLibc();
    assert.ok(libc);
    const calls: DiskCalls = { ...createNativeCalls(libc), ...other };
    const roots = [folder, at('kept')].map((path) => calls.openRoot(Buffer.from(path)));
    const open = new Map(roots.flatMap((root, id) => (typeof root === 'number' ? [] : [[id, root] as const])));
    const facts = (name: string): { device: bigint; inode: bigint; size: number; mtime: bigint } => {
      const { dev, ino, size, mtimeNs } = lstatSync(at(name), { bigint: true });
      return { device: dev, inode: ino, size: Number(size), mtime: mtimeNs };
    };
    const [from, kept] = [fileRef(0, 'in/copy'), isFar ? fileRef(1, 'it') : fileRef(0, 'kept/it')];
    const step: ReadableStep =
      before === undefined
        ? { action: 'symlink', from, to: from, facts: facts('in/copy'), kept: { file: kept, facts: facts('kept/it') } }
        : {
            ...before,
            action: 'replace_link',
            facts: { ...facts('in/copy'), size: 14, mtime: before.facts?.mtime ?? 0n },
          };
    const fault = (name: string): void => {
      if (name !== point) return;
      // Whoever meddles does so once: bringing a file back passes some points again.
      point = '';
      meddle();
    };
    const session = new FolderSession(calls, open);
    const { code, leftovers } = executeBatch({ calls, session, fault }, stepBatch([step]));
    session.close();
    for (const root of open.values()) calls.close(root);
    const left = readdirSync(at('in')).filter((name) => name.startsWith('.kempt-'));
    assert.equal(left.length, leftovers.size);
    return { code: outcomeOf(code[0] ?? 0), left, step };
  }
  const nothing = (): void => undefined;

  it('leads to the kept file when nobody meddles, and is a file of its own again', () => {
    const { code, step } = link('', nothing);
    assert.deepEqual(
      [code, readlinkSync(at('in/copy')), text('in/copy')],
      ['completed', '../kept/it', 'the same bytes'],
    );
    assert.equal(link('', nothing, { before: step }).code, 'completed');
    assert.deepEqual([isLink('in/copy'), text('in/copy')], [false, 'the same bytes']);
    assert.equal(lstatSync(at('in/copy')).mtimeMs, OLD.getTime());
  });

  for (const point of ['make_link', 'exchange', 'look_again']) {
    const copy = (): string => at(point === 'look_again' ? 'in/.kempt-test-0.part' : 'in/copy');

    it(`stays with what somebody writes to it at ${point}`, () => {
      const { code, left } = link(point, () => {
        appendFileSync(copy(), ' and more');
      });
      assert.deepEqual([code, left], ['changed_since_plan', []]);
      assert.deepEqual([isLink('in/copy'), text('in/copy')], [false, 'the same bytes and more']);
    });

    it(`stays with what somebody writes to it at ${point} and hides by setting the time back`, () => {
      const { code, left } = link(point, () => {
        const name = copy();
        writeFileSync(name, 'other    bytes');
        utimesSync(name, OLD, OLD);
      });
      assert.deepEqual([code === 'completed', left], [false, []]);
      assert.equal(text('in/copy'), 'other    bytes');
    });

    for (const [what, meddle, code] of [
      ['written to', () => appendFileSync(at('kept/it'), ' and more'), 'kept_changed'],
      ['removed', () => unlinkSync(at('kept/it')), 'kept_missing'],
      ['moved', () => renameSync(at('kept/it'), at('kept/moved')), 'kept_missing'],
      ['in a folder that is moved', () => renameSync(at('kept'), at('moved')), 'kept_missing'],
      [
        'replaced by a link to itself',
        () => {
          renameSync(at('kept/it'), at('kept/moved'));
          symlinkSync('moved', at('kept/it'));
        },
        'kept_missing',
      ],
      ['given another name', () => linkSync(at('kept/it'), at('kept/second')), 'kept_changed'],
    ] satisfies readonly (readonly [string, () => void, OutcomeCode])[]) {
      it(`stays when the kept file is ${what} at ${point}`, () => {
        const { code: found, left } = link(point, meddle);
        assert.deepEqual([found, left], [code, []]);
        assert.deepEqual([isLink('in/copy'), text('in/copy')], [false, 'the same bytes']);
      });
    }

    it(`leaves whatever takes its name at ${point}`, () => {
      link(point, () => {
        renameSync(at('in/copy'), at('moved'));
        symlinkSync('theirs', at('in/copy'));
      });
      const found = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
      assert.ok(found.length >= 2);
      assert.equal(readlinkSync(at('in/copy')), 'theirs');
    });
  }

  for (const [what, meddle, code, kept] of [
    ['removed', () => unlinkSync(at('kept/it')), 'kept_missing', undefined],
    ['written to', () => writeFileSync(at('kept/it'), 'other    bytes'), 'kept_changed', 'other    bytes'],
  ] satisfies readonly (readonly [string, () => void, OutcomeCode, string | undefined])[]) {
    it(`is written anew when the kept file is ${what} in the moment in which it goes`, () => {
      const before = lstatSync(at('in/copy'));
      const { code: found, left } = link('dispose', meddle);
      assert.deepEqual([found, left], [code, []]);
      const { mode, mtimeMs, uid, nlink } = lstatSync(at('in/copy'));
      assert.deepEqual([mode, mtimeMs, uid, nlink], [before.mode, before.mtimeMs, before.uid, 1]);
      assert.equal(text('in/copy'), 'the same bytes');
      if (kept !== undefined) assert.equal(text('kept/it'), kept);
    });
  }

  it('is written anew under another name when somebody has taken its own', () => {
    const { code, left } = link('dispose', () => {
      unlinkSync(at('kept/it'));
      unlinkSync(at('in/copy'));
      writeFileSync(at('in/copy'), 'theirs');
    });
    assert.deepEqual([code, left], ['kept_missing', ['.kempt-test-0.part']]);
    assert.deepEqual([text('in/copy'), text('in/.kempt-test-0.part')], ['theirs', 'the same bytes']);
  });

  it('leaves a new file that has the inode of the link it took the place of', () => {
    const { code, left } = link('look_again', () => {
      unlinkSync(at('in/copy'));
      writeFileSync(at('in/copy'), 'theirs');
    });
    assert.deepEqual([code, left], ['changed_since_plan', ['.kempt-test-0.part']]);
    assert.deepEqual([text('in/copy'), text('in/.kempt-test-0.part')], ['theirs', 'the same bytes']);
  });

  it('leaves a new file that has the inode of the copy it took the place of', () => {
    const { step } = link('', nothing);
    const { code, left } = link(
      'look_again',
      () => {
        unlinkSync(at('in/copy'));
        writeFileSync(at('in/copy'), 'theirs');
      },
      { before: step },
    );
    assert.deepEqual([code, left], ['changed_since_plan', ['.kempt-test-0.part']]);
    assert.deepEqual([text('in/copy'), isLink('in/.kempt-test-0.part')], ['theirs', true]);
  });

  it('stays when its own folder is moved and the link would lead elsewhere', () => {
    mkdirSync(at('deep'));
    const { code } = link('make_link', () => {
      renameSync(at('in'), at('deep/in'));
      mkdirSync(at('in'));
    });
    assert.equal(code, 'kept_missing');
    assert.deepEqual(readdirSync(at('deep/in')), ['copy']);
  });

  it('says the path the kept folder has at that moment, below another root', () => {
    renameSync(at('kept'), at('kept-before'));
    mkdirSync(at('kept'));
    renameSync(at('kept-before/it'), at('kept/it'));
    const { code, step } = link('', nothing, { isFar: true });
    assert.deepEqual([code, readlinkSync(at('in/copy'))], ['completed', at('kept/it')]);
    assert.equal(link('', nothing, { isFar: true, before: step }).code, 'completed');
  });

  it('stays when the folder of the kept file has no path any more', () => {
    const calls = { pathOf: () => Buffer.from(`${at('kept')} (deleted)`) };
    assert.deepEqual([link('', nothing, { isFar: true, calls }).code, isLink('in/copy')], ['kept_missing', false]);
  });

  it('stays when what it would say is longer than a path may be', () => {
    const { ENAMETOOLONG } = constants.errno;
    const tooLong = { pathOf: () => -ENAMETOOLONG };
    assert.equal(link('', nothing, { isFar: true, calls: tooLong }).code, 'name_too_long');
    const long = { pathOf: () => Buffer.from('/long'.repeat(1000)) };
    assert.equal(link('', nothing, { isFar: true, calls: long }).code, 'name_too_long');
    assert.deepEqual([isLink('in/copy'), text('in/copy')], [false, 'the same bytes']);
  });

  it('stays when the bytes of the kept file cannot be put on the disk', () => {
    const { code, left } = link('', nothing, {
      calls: { sync: () => constants.errno.EIO, syncAll: () => constants.errno.ENOSYS },
    });
    assert.deepEqual([code, left, isLink('in/copy')], ['io_error', [], false]);
  });

  it('belongs to whom the duplicate belonged', (t) => {
    if (!requireRoot(t)) return;
    for (const name of ['in/copy', 'kept/it']) lchownSync(at(name), 1234, 1234);
    assert.equal(link('', nothing).code, 'completed');
    assert.equal(lstatSync(at('in/copy')).uid, 1234);
  });

  it('stays when the link cannot be given to whom the duplicate belonged', (t) => {
    if (!requireRoot(t)) return;
    for (const name of ['in/copy', 'kept/it']) lchownSync(at(name), 1234, 1234);
    const calls = { giveLink: () => constants.errno.EPERM };
    const { code, left } = link('', nothing, { calls });
    assert.deepEqual([code, left, isLink('in/copy')], ['permission_denied', [], false]);
  });

  for (const point of ['write_copy', 'exchange', 'look_again']) {
    it(`stays a link when somebody writes to the kept file at ${point} while a copy is made`, () => {
      const { step } = link('', nothing);
      const { code, left } = link(point, () => appendFileSync(at('kept/it'), ' and more'), { before: step });
      assert.notEqual(code, 'completed');
      assert.deepEqual([left, isLink('in/copy'), text('in/copy')], [[], true, 'the same bytes and more']);
    });

    it(`leaves whatever takes its name at ${point} while a copy is made`, () => {
      const { step } = link('', nothing);
      link(
        point,
        () => {
          renameSync(at('in/copy'), at('moved'));
          writeFileSync(at('in/copy'), 'theirs');
        },
        { before: step },
      );
      assert.deepEqual([text('in/copy'), text('kept/it')], ['theirs', 'the same bytes']);
    });

    it(`leaves a link to elsewhere that takes its place at ${point} while a copy is made`, () => {
      const { step } = link('', nothing);
      link(
        point,
        () => {
          const name = point === 'look_again' ? at('in/.kempt-test-0.part') : at('in/copy');
          unlinkSync(name);
          symlinkSync('theirs', name);
        },
        { before: step },
      );
      const links = readdirSync(at('in')).filter((name) => isLink(join('in', name)));
      assert.deepEqual(
        links.map((name) => readlinkSync(at(join('in', name)))),
        ['theirs'],
      );
    });
  }
});
