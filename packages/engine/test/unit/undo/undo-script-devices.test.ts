import assert from 'node:assert/strict';
import { lstatSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { describe, it } from 'node:test';
import type { UndoScriptStep } from '../../../src/undo/undo-script.ts';
import type { ScriptBench } from './script-bench.ts';
import { createScriptBench } from './script-bench.ts';

describe('undo script across file systems', () => {
  const other = '/dev/shm';
  const skip = onAnotherDevice(other) ? false : `SKIPPED: ${other} is not another file system here`;

  it('copies, compares and only then removes', { skip }, async (context) => {
    const { bench, source, step } = acrossDevices(context, other);
    const run = await bench.run([step]);
    assert.deepEqual([run.status, run.stderr], [0, '']);
    assert.equal(bench.read('back'), 'far away');
    assert.equal(lstatSync(bench.path('back'), { bigint: true }).mtimeNs, step.mtime);
    assert.throws(() => lstatSync(source), { code: 'ENOENT' });
    assert.deepEqual(bench.list(), ['back']);
  });

  for (const [title, tool, body, words] of [
    ['keeps the source when the copy cannot be made', 'cp', 'exit 1', 'cannot be copied'],
    ['keeps the source when the copy differs', 'cp', 'echo other > "$3"', 'cannot be copied'],
    [
      'keeps the source when it changes while it is copied',
      'sync',
      'echo more >> "$CHANGED"',
      'changed while it was copied',
    ],
    [
      'says so when the source cannot be removed',
      'rm',
      'case $2 in ./*) exec "$REAL" "$@" ;; esac\nexit 1',
      'cannot be removed from',
    ],
    ['never overwrites what appears meanwhile', 'cp', '"$REAL" "$@"; echo racer > back', 'old place is taken'],
  ] as const) {
    it(title, { skip }, async (context) => {
      const { bench, source, step } = acrossDevices(context, other);
      bench.shim(tool, body.replace('"$CHANGED"', `'${source}'`));
      const run = await bench.run([step]);
      assert.equal(run.status, 1);
      assert.match(run.stderr, new RegExp(words));
      assert.match(readFileSync(source, 'utf8'), /^far away/);
      if (tool === 'cp') assert.deepEqual(bench.list(), title.includes('overwrites') ? ['back'] : []);
      if (title.includes('overwrites')) assert.equal(bench.read('back'), 'racer\n');
    });
  }

  it('gives the copy its name by rename where there are no hard links', { skip }, async (context) => {
    const { bench, source, step } = acrossDevices(context, other);
    bench.shim('ln', 'exit 1');
    assert.equal((await bench.run([step])).status, 0);
    assert.deepEqual(bench.list(), ['back']);
    assert.throws(() => lstatSync(source), { code: 'ENOENT' });
  });

  it('keeps the source when the copy can have no name', { skip }, async (context) => {
    const { bench, source, step } = acrossDevices(context, other);
    for (const tool of ['ln', 'mv']) bench.shim(tool, 'exit 1');
    const run = await bench.run([step]);
    assert.match(run.stderr, /its copy cannot be put where it belongs/);
    assert.deepEqual(bench.list(), []);
    assert.equal(readFileSync(source, 'utf8'), 'far away');
  });
});

function onAnotherDevice(folder: string): boolean {
  try {
    return statSync(folder).dev !== statSync(tmpdir()).dev;
  } catch {
    return false;
  }
}

/** A file on another file system, and the step that brings it below the root of a bench. */
function acrossDevices(
  context: TestContext,
  folder: string,
): { bench: ScriptBench; source: string; step: UndoScriptStep & { action: 'move' } } {
  const bench = createScriptBench(context);
  const far = mkdtempSync(join(folder, 'kempt-undo-script-'));
  context.after(() => {
    rmSync(far, { recursive: true, force: true });
  });
  const source = join(far, 'file');
  writeFileSync(source, 'far away');
  const { mtimeNs, ino } = lstatSync(source, { bigint: true });
  return {
    bench,
    source,
    step: { action: 'move', source, target: bench.path('back'), size: 8, mtime: mtimeNs, inode: ino },
  };
}
