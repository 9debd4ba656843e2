import assert from 'node:assert/strict';
import { linkSync, lstatSync, rmSync, statSync } from 'node:fs';
import { it } from 'node:test';
import { encodeRaw } from '../../../src/names/raw-string.ts';
import type { UndoScriptStep } from '../../../src/undo/undo-script.ts';
import { NASTY } from './nasty-names.ts';
import type { Shell } from './script-bench.ts';
import { createScriptBench, setTime } from './script-bench.ts';

/** What an undo script does with files, in any shell. */
export function testFiles(shell: Shell): void {
  it('brings files of any name back, byte for byte, with their times', async (context) => {
    const bench = createScriptBench(context, shell);
    bench.folder('back');
    for (const [index, name] of NASTY.entries()) bench.write(`organized/${name}`, `content ${String(index)}`);
    const steps = NASTY.map((name) => bench.move(`organized/${name}`, `back/${name}`));
    const times = steps.map((step) => step.mtime);
    const run = await bench.run(steps);
    assert.equal(run.stderr, '');
    assert.equal(run.status, 0);
    assert.match(run.stdout, new RegExp(`Steps done: ${String(NASTY.length)}, done already: 0, skipped: 0, failed: 0`));
    for (const [index, name] of NASTY.entries()) {
      assert.equal(bench.read(`back/${name}`), `content ${String(index)}`);
      const facts = lstatSync(Buffer.from(encodeRaw(bench.path(`back/${name}`))), { bigint: true });
      assert.equal(facts.mtimeNs, times[index]);
    }
    assert.deepEqual(
      bench.list().filter((path) => !path.startsWith('back/')),
      ['organized/'],
    );
  });

  it('never overwrites: a taken place stays as it is, whatever took it', async (context) => {
    const bench = createScriptBench(context, shell);
    const takers = ['file', 'folder', 'dangling', 'linked'];
    for (const name of takers) bench.write(`made/${name}`, 'organized');
    bench.write('file', 'somebody else');
    bench.write('folder/inside', 'somebody else');
    bench.link('dangling', '/nowhere/at/all');
    bench.link('linked', 'made');
    const before = bench.list();
    const run = await bench.run(takers.map((name) => bench.move(`made/${name}`, name)));
    assert.equal(run.status, 1);
    assert.equal(run.stderr.match(/: its old place is taken\n/g)?.length, 4);
    assert.deepEqual(bench.list(), before);
    assert.equal(bench.read('file'), 'somebody else');
    assert.match(run.stdout, /done: 0, done already: 0, skipped: 4, failed: 0/);
  });

  it('leaves a file that changed in size, time, kind or identity, and brings the others back', async (context) => {
    const bench = createScriptBench(context, shell);
    for (const name of ['size', 'time', 'kind', 'inode', 'fine']) bench.write(`made/${name}`, 'organized');
    const steps = ['size', 'time', 'kind', 'inode', 'fine'].map((name) => bench.move(`made/${name}`, name));
    bench.write('made/size', 'organized and then some');
    setTime(bench.path('made/time'), 1_000_000_000);
    rmSync(bench.path('made/kind'));
    bench.link('made/kind', 'fine');
    const [, , , inode] = steps;
    assert.ok(inode !== undefined);
    const other = { ...inode, inode: (inode.inode ?? 0n) + 1n };
    const run = await bench.run(steps.map((step) => (step === inode ? other : step)));
    assert.equal(run.status, 1);
    assert.match(run.stderr, /made\/size: it was changed since\n/);
    assert.match(run.stderr, /made\/time: it was changed since\n/);
    assert.match(run.stderr, /made\/kind: it is not a regular file any more\n/);
    assert.match(run.stderr, /made\/inode: it is another file now; --restored accepts it/);
    assert.deepEqual(bench.list(), ['fine', 'made/', 'made/inode', 'made/kind', 'made/size', 'made/time']);
    const again = await bench.run([other], '--restored');
    assert.equal(again.status, 0, again.stderr);
    assert.equal(bench.read('inode'), 'organized');
  });

  it('does nothing the second time, also after a swap', async (context) => {
    const bench = createScriptBench(context, shell);
    bench.write('a', 'was b');
    bench.write('b', 'was a');
    bench.write('made/c', 'c');
    bench.write('kept', 'same');
    bench.write('copy', 'same');
    for (const name of ['a', 'b']) setTime(bench.path(name), 1_700_000_000);
    const steps: UndoScriptStep[] = [
      bench.move('a', '.kempt-aside'),
      bench.move('b', 'a'),
      { ...bench.move('a', 'b'), source: bench.path('.kempt-aside') },
      { action: 'make_folder', target: bench.path('old'), mode: 0o755, mtime: 5n },
      bench.move('made/c', 'old/c'),
      { ...bench.move('copy', 'copy'), action: 'remove_copy', source: bench.path('kept') },
      { action: 'remove_folder', source: bench.path('made') },
    ];
    const first = await bench.run(steps);
    assert.deepEqual([first.status, first.stderr], [0, '']);
    const after = bench.list();
    assert.deepEqual(after, ['a', 'b', 'kept', 'old/', 'old/c']);
    assert.equal(bench.read('a'), 'was a');
    assert.equal(bench.read('b'), 'was b');
    const second = await bench.run(steps);
    assert.deepEqual(bench.list(), after);
    assert.equal(bench.read('a'), 'was a');
    assert.equal(bench.read('b'), 'was b');
    assert.match(second.stdout, /Steps done: 0, /);
  });

  it('removes a copy only while its original holds the same bytes', async (context) => {
    const bench = createScriptBench(context, shell);
    for (const name of ['fine', 'differs', 'gone', 'changed', 'linked', 'folder']) {
      bench.write(`from/${name}`, 'bytes');
      bench.write(`to/${name}`, 'bytes');
    }
    rmSync(bench.path('to/linked'));
    linkSync(bench.path('from/linked'), bench.path('to/linked'));
    const steps = ['fine', 'differs', 'gone', 'changed', 'linked', 'folder'].map((name): UndoScriptStep => {
      return { ...bench.move(`to/${name}`, `to/${name}`), action: 'remove_copy', source: bench.path(`from/${name}`) };
    });
    bench.write('from/differs', 'BYTES');
    rmSync(bench.path('from/gone'));
    bench.write('to/changed', 'other bytes');
    rmSync(bench.path('to/folder'));
    bench.folder('to/folder');
    const run = await bench.run(steps);
    assert.equal(run.status, 1);
    assert.deepEqual(
      bench.list().filter((path) => path.startsWith('to/')),
      ['to/', 'to/changed', 'to/differs', 'to/folder/', 'to/gone', 'to/linked'],
    );
    assert.match(run.stderr, /to\/differs: its original does not hold the same bytes any more\n/);
    assert.match(run.stderr, /to\/gone: its original is not there any more\n/);
    assert.match(run.stderr, /to\/changed: it was changed since\n/);
    assert.match(run.stderr, /to\/linked: it is its original under another name\n/);
    assert.match(run.stderr, /to\/folder: it is not a regular file any more\n/);
    assert.match(run.stdout, /done: 1, done already: 0, skipped: 5, failed: 0/);
  });

  it('makes a copy anew without touching the original', async (context) => {
    const bench = createScriptBench(context, shell);
    bench.folder('to');
    for (const name of ['a', 'taken']) bench.write(`from/${name}`, 'bytes');
    setTime(bench.path('from/a'), 1_600_000_000);
    bench.write('to/taken', 'somebody else');
    const steps = ['a', 'taken'].map((name) => ({
      ...bench.move(`from/${name}`, `to/${name}`),
      action: 'copy' as const,
    }));
    const run = await bench.run(steps);
    assert.equal(run.status, 1);
    assert.deepEqual(bench.list(), ['from/', 'from/a', 'from/taken', 'to/', 'to/a', 'to/taken']);
    assert.equal(bench.read('to/a'), 'bytes');
    assert.equal(statSync(bench.path('to/a')).mtimeMs, 1_600_000_000_000);
    assert.equal(bench.read('to/taken'), 'somebody else');
    const again = await bench.run(steps.slice(0, 1));
    assert.match(again.stdout, /done: 0, done already: 1/);
  });

  it('moves by rename where there are no hard links, and still never overwrites', async (context) => {
    const bench = createScriptBench(context, shell);
    bench.shim('ln', 'exit 1');
    bench.write('made/a', 'a');
    bench.write('made/b', 'b');
    const steps = [bench.move('made/a', 'a'), bench.move('made/b', 'b')];
    bench.write('b', 'somebody else');
    const run = await bench.run(steps);
    assert.equal(run.status, 1);
    assert.deepEqual(bench.list(), ['a', 'b', 'made/', 'made/b']);
    assert.equal(bench.read('a'), 'a');
    assert.equal(bench.read('b'), 'somebody else');
  });
}
