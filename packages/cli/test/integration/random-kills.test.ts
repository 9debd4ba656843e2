import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { mountTmpfs } from '@kempt/engine/testing/mount-tmpfs';
import { measureTorture, tortureRun } from '@kempt/engine/testing/torture-run';
import type { TortureOptions, TortureTiming } from '@kempt/engine/testing/torture-run';

const LAUNCHER = join(import.meta.dirname, '../../bin/kempt.js');
const SEEDS = Array.from({ length: 20 }, (_, i) => i + 1);

describe('the command line, killed at random moments', { concurrency: 2 }, () => {
  const directory = mkdtempSync(join(tmpdir(), 'random-kills-'));
  const second = mountTmpfs(join(directory, 'other device'));
  const options: Omit<TortureOptions, 'seed'> = {
    kempt: [process.execPath, LAUNCHER],
    directory,
    files: 120,
    ...(second === undefined ? {} : { otherDevice: second.folder }),
  };
  let timing: TortureTiming | undefined;
  before(async () => {
    if (second === undefined)
      process.stderr.write('!!! NOT TESTED: kills during moves across devices; nothing can be mounted\n');
    timing = await measureTorture({ ...options, seed: 1 });
  });
  after(() => {
    second?.unmount();
    rmSync(directory, { recursive: true });
  });

  for (const seed of SEEDS) {
    it(`loses nothing and gives everything back (seed ${seed})`, async () => {
      assert.ok(timing);
      const report = await tortureRun({ ...options, seed, timing });
      assert.deepEqual(report.differences, [], report.commands.join('\n'));
    });
  }
});
