import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { measure, readNumbers } from '../../src/measure.ts';

describe('measure', () => {
  let scratch = '';
  before(() => {
    scratch = mkdtempSync(join(tmpdir(), 'measure-'));
  });
  after(() => {
    rmSync(scratch, { recursive: true });
  });
  const script = (source: string): string => {
    const path = join(scratch, 'script.cjs');
    writeFileSync(path, source);
    return path;
  };

  it('sees the memory and processor time of the whole process, threads included', async () => {
    const thread = `const a = Buffer.alloc(150e6, 1); const end = Date.now() + 100; while (Date.now() < end);`;
    const source = `new (require('worker_threads').Worker)(${JSON.stringify(thread)}, { eval: true }); console.log(1)`;
    const { measurement, stdout, code } = await measure({ args: [script(source)], scratch });
    assert.deepEqual([stdout, code], ['1\n', 0]);
    assert.ok(measurement.peakBytes > 150e6, `${measurement.peakBytes} bytes`);
    assert.ok(measurement.userSeconds + measurement.systemSeconds > 0.02);
    assert.ok(measurement.wallSeconds > 0.1);
  });

  it('hands on the environment and reports the exit code, after process.exit too', async () => {
    const request = { args: [script('process.exit(Number(process.env.EXIT))')], env: { EXIT: '7' }, scratch };
    assert.equal((await measure(request)).code, 7);
  });

  it('refuses to give figures of a process that left none', async () => {
    await assert.rejects(measure({ args: [script("process.kill(process.pid, 'SIGKILL')")], scratch }), {
      code: 'ENOENT',
    });
  });
});

describe('readNumbers', () => {
  it('reads numbers and refuses all else', () => {
    assert.equal(readNumbers('{"a":1}')('a'), 1);
    assert.throws(() => readNumbers('{"a":"1"}')('a'), /No number "a"/);
    assert.throws(() => readNumbers('null'), /No JSON object/);
  });
});
