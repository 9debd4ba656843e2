import { KemptError } from '@kempt/engine';
import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { test } from 'node:test';
import { RESULT } from '../support/fake-engine.ts';
import { runCli } from '../support/run-cli.ts';

/** A stream nobody reads any more. */
function closedPipe(): Writable {
  return new Writable({
    write(_chunk, _encoding, done) {
      done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE', syscall: 'write' }));
    },
  });
}

test('ends quietly when nobody reads the output, and keeps the exit code of the work', async () => {
  const engine = { undo: () => Promise.resolve({ ...RESULT, files_failed: 1 }) };
  for (const argv of [['undo'], ['undo', '--json']]) {
    const { code, stderr } = await runCli(argv, { engine, stdout: closedPipe() });
    assert.deepEqual([code, stderr], [1, '']);
  }
});

test('ends a listing quietly when nobody reads it any more', async () => {
  const { code, stderr, calls } = await runCli(['organize', '/x', '--preview', '--list'], { stdout: closedPipe() });
  assert.deepEqual([code, stderr], [0, '']);
  assert.deepEqual(calls.slice(1), [['discard'], ['close']]);
});

test('prints help into a closed pipe without a word', async () => {
  const { code, stderr } = await runCli(['--help'], { stdout: closedPipe() });
  assert.deepEqual([code, stderr], [0, '']);
});

test('says that standard output cannot be written', async () => {
  const full = (): Writable =>
    new Writable({
      write(_chunk, _encoding, done) {
        done(Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC', syscall: 'write' }));
      },
    });
  const text = await runCli(['history'], { stdout: full() });
  assert.equal(text.code, 3);
  assert.match(text.stderr, /^error\[output_unwritable\]: Standard output cannot be written: ENOSPC/);
  const json = await runCli(['history', '--json'], { stdout: full() });
  assert.equal(json.code, 3);
  assert.match(json.stderr, /ENOSPC/);
});

test('colours errors on a terminal, and not with --no-color', async () => {
  const colored = await runCli(['scna'], { terminal: 80, color: true });
  assert.ok(colored.stderr.startsWith('\u001b[31merror[invalid_argument]:\u001b[39m'));
  const plain = await runCli(['scna', '--no-color'], { terminal: 80, color: true });
  assert.ok(plain.stderr.startsWith('error[invalid_argument]:'));
});

test('breaks long messages at the edge of the terminal only', async () => {
  const error = new KemptError('tree_busy', 'Another Kempt is at work on an overlapping folder right now.');
  const engine = { undo: () => Promise.reject(error) };
  const narrow = await runCli(['undo'], { engine, terminal: 40 });
  assert.equal(narrow.stderr, 'error[tree_busy]: Another Kempt is at\n  work on an overlapping folder right\n  now.\n');
  assert.equal((await runCli(['undo'], { engine })).stderr.split('\n').length, 2);
});

test('announces an interruption and exits 130', async () => {
  const controller = new AbortController();
  const engine = {
    resume: () => {
      controller.abort();
      return Promise.resolve({ ...RESULT, status: 'interrupted' as const });
    },
  };
  const loud = await runCli(['resume'], { engine, signal: controller.signal });
  assert.equal(loud.code, 130);
  assert.match(loud.stderr, /^Stopping after the batch in hand/);
  assert.match(loud.stdout, /Interrupted after 8 files[^]*kempt resume 01JQ3ZAAAAAA[^]*kempt undo 01JQ3ZAAAAAA/);
});

test('says nothing about routine under --quiet, and does not stay silent about problems', async () => {
  assert.deepEqual(await outputOf(['undo', '--quiet']), [0, '', '']);
  assert.match((await outputOf(['scan', '/x', '--quiet']))[1], /3 files in 1 folder/);
  const engine = { undo: () => Promise.resolve({ ...RESULT, files_failed: 1 }) };
  const { code, stdout } = await runCli(['undo', '--quiet'], { engine });
  assert.equal(code, 1);
  assert.match(stdout, /1 failed/);
});

test('tells how long each phase took under --verbose', async () => {
  const { stderr } = await runCli(['scan', '/x', '--verbose'], {
    engine: (calls) => ({
      scan: async (request) => {
        request.onProgress?.({ phase: 'scanning', done: 1200 });
        calls.push(['scan']);
        const { SCAN } = await import('../support/fake-engine.ts');
        return SCAN;
      },
    }),
  });
  assert.match(stderr, /^scanning: 1,200 in /);
});

async function outputOf(argv: readonly string[]): Promise<[number, string, string]> {
  const { code, stdout, stderr } = await runCli(argv);
  return [code, stdout, stderr];
}
