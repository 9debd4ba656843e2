import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fingerprint, runProcess } from '../../../src/testing/run-process.ts';
import type { ProcessRequest } from '../../../src/testing/run-process.ts';

describe('runProcess', () => {
  let directory = '';
  before(() => {
    directory = mkdtempSync(join(tmpdir(), 'run-process-'));
  });
  after(() => {
    rmSync(directory, { recursive: true });
  });
  const program = (source: string): Pick<ProcessRequest, 'command' | 'args' | 'env'> => ({
    command: process.execPath,
    args: ['-e', source],
    env: { PLACE: join(directory, 'sign') },
  });
  const FOREVER = 'setInterval(() => 0, 1000);';

  it('gives exit code and output of a process that ends by itself', async () => {
    const result = await runProcess(program('console.log(1); console.error(2); process.exitCode = 3'));
    assert.deepEqual([result.code, result.stdout, result.stderr, result.killed], [3, '1\n', '2\n', false]);
  });

  it('kills after the given time', async () => {
    const result = await runProcess({ ...program(FOREVER), killAfterMs: 20 });
    assert.deepEqual([result.code, result.killed], [null, true]);
  });

  it('kills after the first change of a watched path', async () => {
    const sign = join(directory, 'sign');
    const source = `require('fs').writeFileSync(process.env.PLACE, ''); ${FOREVER}`;
    const result = await runProcess({ ...program(source), watch: [sign], killAfterMs: 0.2 });
    assert.equal(result.killed, true);
    assert.notEqual(fingerprint([sign]), 'none');
    assert.ok(result.firstChangeMs <= result.durationMs);
  });

  it('neither waits for a change nor kills once the process has ended', async () => {
    const result = await runProcess({ ...program(''), watch: [join(directory, 'x')], killAfterMs: 0 });
    assert.deepEqual([result.code, result.killed], [0, false]);
  });

  it('reports a program that cannot be started', async () => {
    const request = { command: join(directory, 'no-such-program'), args: [], env: {} };
    await assert.rejects(runProcess(request), { code: 'ENOENT' });
    await assert.rejects(runProcess({ ...request, watch: [], killAfterMs: 0 }), { code: 'ENOENT' });
  });
});

describe('fingerprint', () => {
  it('changes with the mtime, the coming and the going of a file', () => {
    const path = join(mkdtempSync(join(tmpdir(), 'fingerprint-')), 'file');
    const without = fingerprint([path]);
    writeFileSync(path, '');
    const first = fingerprint([path]);
    utimesSync(path, 1, 1);
    const second = fingerprint([path]);
    rmSync(path);
    assert.equal(new Set([without, first, second]).size, 3);
    assert.equal(fingerprint([path]), without);
  });
});
