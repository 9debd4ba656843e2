import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createSeededRandom } from '../../../src/testing/seeded-random.ts';
import { chooseTorture } from '../../../src/testing/torture-choices.ts';
import { measureTorture, tortureRun } from '../../../src/testing/torture-run.ts';
import type { TortureOptions } from '../../../src/testing/torture-run.ts';
import type { Flaw } from '../../support/fake-kempt.ts';

const FAKE = join(import.meta.dirname, '../../support/fake-kempt.ts');
/** Long enough that most kills come when the stand-in is done. */
const TIMING = { organize: { totalMs: 900, changingMs: 60 }, undo: { totalMs: 900, changingMs: 60 } };

describe('tortureRun', { concurrency: true }, () => {
  let directory = '';
  before(() => {
    directory = mkdtempSync(join(tmpdir(), 'torture-run-test-'));
  });
  after(() => {
    rmSync(directory, { recursive: true });
  });
  const options = (flaw: Flaw): Omit<TortureOptions, 'seed'> => ({
    kempt: [process.execPath, FAKE, flaw],
    directory,
    timing: TIMING,
    files: 40,
  });
  /** The differences of the first seed that has any. */
  const firstDifferences = async (flaw: Flaw): Promise<string> => {
    for (let seed = 1; seed <= 6; seed++) {
      const { differences } = await tortureRun({ ...options(flaw), seed });
      if (differences.length > 0) return differences.join('\n');
    }
    return '';
  };

  it('finds nothing wrong with a command that keeps every promise, and cleans up', async () => {
    for (const seed of [1, 2]) {
      const report = await tortureRun({ ...options('nothing'), seed });
      assert.deepEqual(report.differences, [], report.commands.join('\n'));
      assert.match(report.commands.join('\n'), /^organize .*source.*--yes --json: /);
    }
  });

  it('notices a file that was lost', async () => {
    assert.match(await firstDifferences('loses'), /^lost file:/m);
  });

  it('notices files that were overwritten', async () => {
    assert.match(await firstDifferences('overwrites'), /^lost file:/m);
  });

  it('notices folder times that were not given back', async () => {
    assert.match(await firstDifferences('forgets_times'), /^mtime of /m);
  });

  it('notices an unpublished copy that recovery left', async () => {
    assert.match(await firstDifferences('leaves_parts'), /left behind by recover: \.kempt-1-0\.part/);
  });

  it('notices an exit code that nobody promised', async () => {
    assert.match(await firstDifferences('refuses'), /^organize .* exited 3/m);
  });

  it('notices a history that cannot be read', async () => {
    assert.match(await firstDifferences('no_history'), /^history exited 1/m);
  });

  it('measures an unharmed run when no timing is given', async () => {
    const timing = await measureTorture({ ...options('nothing'), seed: 1 });
    assert.ok(timing.organize.totalMs > timing.organize.changingMs);
    assert.ok(timing.undo.changingMs > 0);
    const { kempt, files } = options('nothing');
    assert.deepEqual((await tortureRun({ seed: 4, kempt, files: files ?? 40 })).differences, []);
  });

  it('says which command failed when it cannot be measured', async () => {
    await assert.rejects(measureTorture({ ...options('refuses'), seed: 1 }), /kempt organize .* failed/);
  });

  it('works on a second device when there is one', async () => {
    const otherDevice = mkdtempSync(join(tmpdir(), 'torture-other-'));
    let seed = 1;
    while (chooseTorture(createSeededRandom(seed), true).destination !== 'other_device') seed++;
    const { commands } = await tortureRun({ ...options('refuses'), seed, otherDevice });
    assert.ok(commands[0]?.includes(otherDevice));
    assert.deepEqual(readdirSync(otherDevice), []);
    rmSync(otherDevice, { recursive: true });
  });
});
