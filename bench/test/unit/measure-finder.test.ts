import { requireTool } from '@kempt/engine/testing/require-tool';
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { measureFinder } from '../../src/duplicates/measure-finder.ts';

const scratch = mkdtempSync(join(tmpdir(), 'kempt-finder-'));
after(() => {
  rmSync(scratch, { recursive: true, force: true });
});

describe('measureFinder', () => {
  it('measures a program that ends in time', async (t) => {
    if (!requireTool(t, 'time')) return;
    const measured = await measureFinder(['sleep', '0.1'], scratch, 60);
    assert.ok(measured !== undefined && measured.wallSeconds >= 0.1 && measured.peakBytes > 0);
  });

  it('stops a program that takes too long, and what it started', { timeout: 60_000 }, async (t) => {
    if (!requireTool(t, 'time')) return;
    assert.equal(await measureFinder(['sh', '-c', 'sleep 600 & echo $! > child; wait'], scratch, 5), undefined);
    const child = readFileSync(join(scratch, 'child'), 'utf8').trim();
    // The kernel gets round to killing the group's members one by one, whoever of them was waited for.
    while (isAlive(child)) await setTimeout(20);
  });

  it('says so when a program fails', async (t) => {
    if (!requireTool(t, 'time')) return;
    await assert.rejects(measureFinder(['false'], scratch, 60), /false exited 1/);
  });
});

// Who is killed is there as a zombie until somebody asks after it.
function isAlive(pid: string): boolean {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
