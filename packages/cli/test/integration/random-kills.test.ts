import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { measureTorture, tortureRun } from '@kempt/engine/testing/torture-run';
import type { TortureOptions, TortureTiming } from '@kempt/engine/testing/torture-run';

const LAUNCHER = join(import.meta.dirname, '../../bin/kempt.js');
const SEEDS = Array.from({ length: 20 }, (_, i) => i + 1);

describe('the command line, killed at random moments', { concurrency: 2 }, () => {
  const directory = mkdtempSync(join(tmpdir(), 'random-kills-'));
  const second = otherDevice();
  const options: Omit<TortureOptions, 'seed'> = {
    kempt: [process.execPath, LAUNCHER],
    directory,
    files: 120,
    ...(second === undefined ? {} : { otherDevice: second }),
  };
  let timing: TortureTiming | undefined;
  before(async () => {
    timing = await measureTorture({ ...options, seed: 1 });
  });
  after(() => {
    rmSync(directory, { recursive: true });
    if (second !== undefined) rmSync(second, { recursive: true });
  });

  for (const seed of SEEDS) {
    it(`loses nothing and gives everything back (seed ${seed})`, async () => {
      assert.ok(timing);
      const report = await tortureRun({ ...options, seed, timing });
      assert.deepEqual(report.differences, [], report.commands.join('\n'));
    });
  }

  /** A folder on another device than the temporary folder, where there is one. */
  function otherDevice(): string | undefined {
    const shared = statSync('/dev/shm', { throwIfNoEntry: false });
    if (shared !== undefined && shared.dev !== statSync(tmpdir()).dev) return mkdtempSync('/dev/shm/random-kills-');
    process.stderr.write('!!! NOT TESTED: kills during moves across devices; there is no second device here\n');
    return undefined;
  }
});
