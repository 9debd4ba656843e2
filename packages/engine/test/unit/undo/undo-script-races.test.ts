import assert from 'node:assert/strict';
import { linkSync, rmSync } from 'node:fs';
import { describe, it } from 'node:test';
import { createScriptBench, setTime } from './script-bench.ts';

describe('undo script among other programs', () => {
  it('does not overwrite a file that appears between the look and the link', async (context) => {
    const bench = createScriptBench(context);
    bench.shim('ln', 'echo racer > "$2"\nexec "$REAL" "$@"');
    bench.write('made/a', 'organized');
    const run = await bench.run([bench.move('made/a', 'a')]);
    assert.equal(run.status, 1);
    assert.match(run.stderr, /made\/a: its old place is taken\n/);
    assert.equal(bench.read('a'), 'racer\n');
    assert.equal(bench.read('made/a'), 'organized');
  });

  it('does not overwrite a file that appears between the look and the rename', async (context) => {
    const bench = createScriptBench(context);
    bench.shim('ln', 'exit 1');
    bench.shim('mv', 'echo racer > "$3"\nexec "$REAL" "$@"');
    bench.write('made/a', 'organized');
    const run = await bench.run([bench.move('made/a', 'a')]);
    assert.equal(run.status, 1);
    assert.match(run.stderr, /made\/a: its old place is taken\n/);
    assert.equal(bench.read('a'), 'racer\n');
    assert.equal(bench.read('made/a'), 'organized');
  });

  it('keeps a file that was replaced while it was linked', async (context) => {
    const bench = createScriptBench(context);
    bench.shim('ln', '"$REAL" "$@" && rm "$1" && echo newer > "$1"');
    bench.write('made/a', 'organized');
    const run = await bench.run([bench.move('made/a', 'a')]);
    assert.equal(run.status, 1);
    assert.match(run.stderr, /failed: .*another program changed it/);
    assert.equal(bench.read('made/a'), 'newer\n');
    assert.equal(bench.read('a'), 'organized');
  });

  it('is not fooled by a folder that takes the name of the file', async (context) => {
    const bench = createScriptBench(context);
    bench.shim('ln', 'mkdir "$2"\nexec "$REAL" "$@"');
    bench.write('made/a', 'organized');
    const run = await bench.run([bench.move('made/a', 'a')]);
    assert.equal(run.status, 1);
    assert.match(run.stderr, /failed: .*another program changed it/);
    assert.equal(bench.read('made/a'), 'organized');
  });

  it('names a file that a killed run left under both names, and leaves both', async (context) => {
    const bench = createScriptBench(context);
    bench.write('made/a', 'organized');
    linkSync(bench.path('made/a'), bench.path('a'));
    const run = await bench.run([bench.move('made/a', 'a')]);
    assert.equal(run.status, 1);
    assert.match(run.stderr, /leads to the very same file/);
    assert.deepEqual(bench.list(), ['a', 'made/', 'made/a']);
  });

  it('takes its link back when the old name cannot be removed', async (context) => {
    const bench = createScriptBench(context);
    bench.shim('rm', 'case $2 in ./*) exec "$REAL" "$@" ;; esac\nexit 1');
    bench.write('made/a', 'organized');
    const run = await bench.run([bench.move('made/a', 'a')]);
    assert.equal(run.status, 1);
    assert.match(run.stderr, /failed: .*cannot be removed/);
    assert.deepEqual(bench.list(), ['made/', 'made/a']);
  });

  it('sees through an mv that does nothing and calls it success', async (context) => {
    const bench = createScriptBench(context);
    bench.shim('ln', 'exit 1');
    bench.shim('mv', 'exit 0');
    bench.write('made/a', 'organized');
    const run = await bench.run([bench.move('made/a', 'a')]);
    assert.equal(run.status, 1);
    assert.match(run.stderr, /failed: .*it cannot be moved/);
    assert.equal(bench.read('made/a'), 'organized');
  });

  it('says so when a rename ends somewhere else', async (context) => {
    const bench = createScriptBench(context);
    bench.shim('ln', 'exit 1');
    bench.shim('mv', 'exec "$REAL" "$2" "$3.elsewhere"');
    bench.write('made/a', 'organized');
    const run = await bench.run([bench.move('made/a', 'a')]);
    assert.equal(run.status, 1);
    assert.match(run.stderr, /failed: .*look at both/);
    assert.equal(bench.read('a.elsewhere'), 'organized');
  });

  it('reports folders that cannot be made, finished or emptied, and copies that cannot be removed', async (context) => {
    const bench = createScriptBench(context);
    for (const tool of ['mkdir', 'rm']) bench.shim(tool, 'exit 1');
    bench.write('kept', 'same');
    bench.write('copy', 'same');
    const run = await bench.run([
      { action: 'make_folder', target: bench.path('new'), mode: 0o755, mtime: 1n },
      { ...bench.move('copy', 'copy'), action: 'remove_copy', source: bench.path('kept') },
    ]);
    assert.equal(run.status, 1);
    assert.match(run.stderr, /new: the folder cannot be made\n.*copy: it cannot be removed\n/);
    for (const tool of ['touch', 'chmod']) bench.shim(tool, 'exit 1');
    bench.shim('mkdir', 'exec "$REAL" "$@"');
    const second = await bench.run([{ action: 'make_folder', target: bench.path('new'), mode: 0o755, mtime: 1n }]);
    assert.equal(second.status, 1);
    assert.match(second.stderr, /new: its time cannot be set back\n.*new: its permissions cannot be set back\n/);
  });

  it('tells files apart by inode and size where there is no stat', async (context) => {
    const bench = createScriptBench(context);
    bench.shim('stat', 'exit 1');
    for (const name of ['a', 'b', 'c']) bench.write(`made/${name}`, 'organized');
    const steps = ['a', 'b', 'c'].map((name) => bench.move(`made/${name}`, name));
    bench.write('made/b', 'longer than before');
    rmSync(bench.path('made/c'));
    bench.write('made/other', 'takes the inode');
    bench.write('made/c', 'organized');
    const run = await bench.run(steps);
    assert.equal(run.status, 1);
    assert.match(run.stderr, /There is no stat here/);
    assert.match(run.stderr, /made\/b: it was changed since/);
    assert.deepEqual(bench.list(), ['a', 'made/', 'made/b', 'made/c', 'made/other']);
  });

  it('reads the facts of files as the BSDs give them', async (context) => {
    const bench = createScriptBench(context);
    bench.shim('stat', `[ "$1" = -f ] && [ "$2" = '%d %i %z %m' ] || exit 1\nexec "$REAL" -c '%d %i %s %Y' "$3"`);
    for (const name of ['a', 'b']) bench.write(`made/${name}`, 'organized');
    const steps = ['a', 'b'].map((name) => bench.move(`made/${name}`, name));
    setTime(bench.path('made/b'), 1_000_000_000);
    const run = await bench.run(steps);
    assert.match(run.stderr, /^skipped: .*made\/b: it was changed since\n$/);
    assert.deepEqual(bench.list(), ['a', 'made/', 'made/b']);
  });

  it('accepts a time whose fraction a backup has lost', async (context) => {
    const bench = createScriptBench(context);
    bench.write('made/a', 'organized');
    setTime(bench.path('made/a'), 1_700_000_000);
    const step = { ...bench.move('made/a', 'a'), mtime: 1_700_000_000_123_456_789n };
    assert.equal((await bench.run([step])).status, 0);
  });

  it('does not compare times before 1970 nor inodes it was not given', async (context) => {
    const bench = createScriptBench(context);
    bench.write('made/a', 'organized');
    const { action, source, target, size } = bench.move('made/a', 'a');
    assert.equal((await bench.run([{ action, source, target, size, mtime: -1n }])).status, 0);
  });

  it('stops between two steps when it is interrupted, and can go on later', async (context) => {
    const bench = createScriptBench(context);
    bench.shim('ln', 'kill -TERM "$PPID"\nexec "$REAL" "$@"');
    for (const name of ['a', 'b']) bench.write(`made/${name}`, name);
    const steps = ['a', 'b'].map((name) => bench.move(`made/${name}`, name));
    const run = await bench.run(steps);
    assert.equal(run.status, 130);
    assert.match(run.stdout, /Steps done: 1, /);
    assert.deepEqual(bench.list(), ['a', 'made/', 'made/b']);
    bench.shim('ln', 'exec "$REAL" "$@"');
    const second = await bench.run(steps);
    assert.deepEqual([second.status, second.stderr], [0, '']);
    assert.match(second.stdout, /Steps done: 1, done already: 1/);
  });

  it('skips the step in hand when its link was interrupted', async (context) => {
    const bench = createScriptBench(context);
    bench.shim('ln', 'kill -INT "$PPID"\nexit 1');
    bench.write('made/a', 'a');
    const run = await bench.run([bench.move('made/a', 'a')]);
    assert.equal(run.status, 130);
    assert.match(run.stderr, /the work was interrupted/);
    assert.deepEqual(bench.list(), ['made/', 'made/a']);
  });
});
