import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decodeRaw } from '../../../src/names/raw-string.ts';
import type { UndoScriptStep } from '../../../src/undo/undo-script.ts';
import { undoScript } from '../../../src/undo/undo-script.ts';
import { createScriptBench, writeScript } from './script-bench.ts';

describe('undoScript', () => {
  const operation = { operationId: 'op\n-1', createdAt: '2025\r', roots: ["/data/it's", '/data', '/'] };

  async function script(steps: readonly UndoScriptStep[]): Promise<string> {
    let text = '';
    for await (const piece of undoScript(operation, steps)) text += decodeRaw(piece);
    return text;
  }

  it('explains itself and lets nothing out of its comments', async () => {
    const text = await script([]);
    assert.match(text, /^#!\/bin\/sh\n# Takes Kempt's operation op\\x0a-1 of 2025\\x0d back, without Kempt\.\n/);
    assert.match(text, /\nfinished=yes\n$/);
  });

  it('names folders below the innermost root, and others whole', async () => {
    const text = await script([
      { action: 'remove_folder', source: "/data/it's/a" },
      { action: 'remove_folder', source: '/data/x/y' },
      { action: 'remove_folder', source: '/data' },
      { action: 'remove_folder', source: '/database/z' },
    ]);
    assert.deepEqual(text.split('# Steps\n')[1]?.split('\n').slice(0, 4), [
      `remove_folder "$root_0" 'a'`,
      `remove_folder "$root_1"'/x' 'y'`,
      `remove_folder '' 'data'`,
      `remove_folder '/database' 'z'`,
    ]);
  });

  it('refuses paths that no journal can hold', async () => {
    for (const source of ['relative', '/', '', '/a//b', '/a/../b', '/a/.', '/a/', '/a\0b', '//a']) {
      await assert.rejects(script([{ action: 'remove_folder', source }]), { code: 'journal_corrupt' }, source);
    }
  });

  it('leaves the time of a folder alone when touch cannot write it', async () => {
    const text = await script([
      { action: 'make_folder', target: '/data/old', mode: 0o755, mtime: -5n },
      { action: 'make_folder', target: '/data/new', mode: 0o755, mtime: 1_741_788_309_123_456_789n },
    ]);
    assert.match(text, /finish_folder 1 "\$root_1"'\/new' 0755 2025-03-12T14:05:09\.123456789Z 202503121405\.09\n/);
    assert.match(text, /finish_folder 0 "\$root_1"'\/old' 0755 - -\n/);
  });

  it('hands the script out in pieces while the steps come in', async () => {
    let asked = 0;
    function* many(): Generator<UndoScriptStep> {
      for (; asked < 20_000; asked++) yield { action: 'remove_folder', source: `/data/folder ${String(asked)}` };
    }
    const pieces = undoScript(operation, many());
    await pieces.next();
    assert.ok(asked < 5000, String(asked));
    let size = 0;
    for await (const piece of pieces) size = Math.max(size, piece.length);
    assert.ok(size < 100_000, String(size));
  });

  it('complains when it was cut short', async (context) => {
    const bench = createScriptBench(context);
    const whole = await writeScript([bench.root], [{ action: 'remove_folder', source: bench.path('gone') }]);
    const run = bench.runText(whole.subarray(0, whole.length - 'finished=yes\n'.length));
    assert.equal(run.status, 1);
    assert.match(run.stderr, /a part of it is missing/);
    assert.match(run.stdout, /done already: 1/);
  });

  it('explains its options, and refuses others', async (context) => {
    const bench = createScriptBench(context);
    const wrong = await bench.run([], '--force');
    assert.equal(wrong.status, 2);
    assert.match(wrong.stderr, /Usage/);
    const help = await bench.run([], '--help');
    assert.equal(help.status, 0);
    assert.match(help.stdout, /--dry-run/);
  });
});
