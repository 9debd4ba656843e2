import assert from 'node:assert/strict';
import { renameSync, statSync } from 'node:fs';
import { it } from 'node:test';
import { encodeRaw } from '../../../src/names/raw-string.ts';
import type { UndoScriptStep } from '../../../src/undo/undo-script.ts';
import { NASTY } from './nasty-names.ts';
import type { Shell } from './script-bench.ts';
import { createScriptBench } from './script-bench.ts';

/** What an undo script does with folders, in any shell. */
export function testFolders(shell: Shell): void {
  it('goes through folders of any name, makes the emptied ones again and removes the ones it made', async (context) => {
    const bench = createScriptBench(context, shell);
    const folders = NASTY.slice(0, 8);
    for (const [index, name] of folders.entries()) bench.write(`made ${name}/f`, String(index));
    const steps = folders.flatMap((name): UndoScriptStep[] => [
      { action: 'make_folder', target: bench.path(`old ${name}`), mode: 0o40750, mtime: 1_500_000_000_123_456_789n },
      {
        action: 'make_folder',
        target: bench.path(`old ${name}/in`),
        mode: 0o40500,
        mtime: 1_400_000_000_000_000_000n,
      },
      bench.move(`made ${name}/f`, `old ${name}/in/f`),
      { action: 'remove_folder', source: bench.path(`made ${name}`) },
    ]);
    const run = await bench.run(steps);
    assert.deepEqual([run.status, run.stderr], [0, '']);
    for (const [index, name] of folders.entries()) {
      assert.equal(bench.read(`old ${name}/in/f`), String(index));
      const outer = statSync(Buffer.from(encodeRaw(bench.path(`old ${name}`))), { bigint: true });
      const inner = statSync(Buffer.from(encodeRaw(bench.path(`old ${name}/in`))), { bigint: true });
      assert.equal(Number(outer.mode) & 0o7777, 0o750);
      assert.equal(Number(inner.mode) & 0o7777, 0o500);
      assert.equal(outer.mtimeNs / 1_000_000_000n, 1_500_000_000n);
      assert.equal(inner.mtimeNs, 1_400_000_000_000_000_000n);
    }
    assert.equal(bench.list().filter((path) => path.startsWith('made')).length, 0);
  });

  it('changes nothing in a dry run and says what it would do', async (context) => {
    const bench = createScriptBench(context, shell);
    bench.write('made/a\nb', 'one');
    bench.write('copy', 'same');
    bench.write('kept', 'same');
    const before = bench.list();
    const steps: UndoScriptStep[] = [
      { action: 'make_folder', target: bench.path('old'), mode: 0o755, mtime: 0n },
      { action: 'make_folder', target: bench.path('old/deep'), mode: 0o755, mtime: 0n },
      bench.move('made/a\nb', 'old/deep/a\nb'),
      { ...bench.move('copy', 'copy'), action: 'remove_copy', source: bench.path('kept') },
      { action: 'remove_folder', source: bench.path('made') },
    ];
    const run = await bench.run(steps, '--dry-run');
    assert.deepEqual([run.status, run.stderr], [0, '']);
    assert.deepEqual(bench.list(), before);
    const { root } = bench;
    assert.deepEqual(run.stdout.split('\n'), [
      `would make the folder ${root}/old`,
      `would make the folder ${root}/old/deep`,
      `would bring ${root}/made/a?b to ${root}/old/deep/a?b`,
      `would remove the copy ${root}/copy`,
      `would remove the folder, if it is empty by then, ${root}/made`,
      'Dry run, nothing was changed. Steps done: 5, done already: 0, skipped: 0, failed: 0.',
      '',
    ]);
  });

  it('is not led astray by folders that became symbolic links', async (context) => {
    const bench = createScriptBench(context, shell);
    bench.folder('outside');
    bench.write('made/a', 'a');
    bench.write('made/b', 'b');
    bench.write('old/keep', '');
    const toLinked = bench.move('made/a', 'old/a');
    renameSync(bench.path('old'), bench.path('old-real'));
    bench.link('old', 'outside');
    const first = await bench.run([toLinked]);
    assert.equal(first.status, 1);
    assert.match(first.stderr, /made\/a: the folder it belongs in is not there/);

    const fromLinked = bench.move('made/b', 'b');
    renameSync(bench.path('made'), bench.path('made-real'));
    bench.link('made', 'made-real');
    const { root } = bench;
    const second = await bench.run([
      fromLinked,
      { action: 'make_folder', target: `${root}/old/new`, mode: 0o755, mtime: 0n },
      { action: 'remove_folder', source: `${root}/old/outside` },
      { action: 'remove_folder', source: `${root}/made` },
      { ...fromLinked, action: 'remove_copy', source: `${root}/made-real/a`, target: `${root}/made/b` },
    ]);
    assert.equal(second.status, 1);
    assert.match(second.stderr, /made\/b: its folder is now reached through a symbolic link/);
    assert.match(second.stderr, /old\/new: the folder it belongs in is not there/);
    assert.match(second.stderr, /made: it is not a folder any more/);
    assert.deepEqual(bench.list(), [
      'made',
      'made-real/',
      'made-real/a',
      'made-real/b',
      'old',
      'old-real/',
      'old-real/keep',
      'outside/',
    ]);
  });

  it('keeps folders that are not empty or no folders, and does not make one where something is', async (context) => {
    const bench = createScriptBench(context, shell);
    bench.write('full/file', 'x');
    bench.write('file', 'x');
    bench.folder('there');
    const { root } = bench;
    const run = await bench.run([
      { action: 'remove_folder', source: `${root}/full` },
      { action: 'remove_folder', source: `${root}/file` },
      { action: 'remove_folder', source: `${root}/gone` },
      { action: 'make_folder', target: `${root}/file`, mode: 0o700, mtime: 1n },
      { action: 'make_folder', target: `${root}/there`, mode: 0o700, mtime: 1n },
    ]);
    assert.equal(run.status, 1);
    assert.match(
      run.stderr,
      /full: it is not empty\n.*file: it is not a folder any more\n.*file: its old place is taken\n/,
    );
    assert.match(run.stdout, /done: 0, done already: 2, skipped: 3, failed: 0/);
    assert.notEqual(statSync(bench.path('there')).mtimeMs, 0);
    assert.deepEqual(bench.list(), ['file', 'full/', 'full/file', 'there/']);
  });
}
