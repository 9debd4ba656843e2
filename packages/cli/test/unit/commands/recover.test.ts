import { KemptError, type Engine } from '@kempt/engine';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RESULT } from '../../support/fake-engine.ts';
import { runCli, type CliRun } from '../../support/run-cli.ts';

/** The request the engine got, without what every request holds. */
function requestOf(run: CliRun): unknown {
  const { signal, onProgress, ...request } = run.calls[0]?.[1] as Record<string, unknown>;
  assert.ok(signal instanceof AbortSignal && typeof onProgress === 'function');
  return request;
}

function json(run: CliRun): unknown {
  assert.equal(run.stdout.trim().split('\n').length, 1);
  return JSON.parse(run.stdout);
}

test('recover has nothing to do most of the time', async () => {
  const run = await runCli(['recover', '--yes']);
  assert.deepEqual([run.code, run.stdout], [0, 'Nothing to recover.\n']);
  assert.deepEqual(json(await runCli(['recover', '--json'])), { operations: [], problems: [] });
});

test('recover tells of what it cannot settle beside what it settled', async () => {
  const refusal = new KemptError('journal_corrupt', 'The journal of operation 01JX is damaged.', {
    hint: 'Rebuild it.',
  });
  const recover: Engine['recover'] = ({ onRefusal }) => {
    onRefusal?.('01JX', refusal);
    return Promise.resolve([RESULT]);
  };
  const run = await runCli(['recover'], { engine: { recover } });
  assert.equal(run.code, 1);
  assert.match(run.stdout, /Done: 8 files[^]*1 problem\n {2}01JX\n {4}The journal .* Rebuild it\. \(journal_corrupt\)/);
  const { code, message } = refusal;
  assert.deepEqual(json(await runCli(['recover', '--json'], { engine: { recover } })), {
    operations: [RESULT],
    problems: [{ operation_id: '01JX', code, message, hint: 'Rebuild it.' }],
  });
});

test('recover settles, and leaves an operation to resume without calling that a failure', async () => {
  const settled = [
    { ...RESULT, status: 'interrupted' as const },
    { ...RESULT, operation_id: 'other' },
  ];
  const engine = { recover: () => Promise.resolve(settled) };
  const run = await runCli(['recover', '01JQ', '--then', 'roll_back'], { engine });
  assert.equal(run.code, 0);
  assert.match(run.stdout, /^01JQ3ZAAAAAA\nInterrupted after[^]*kempt resume 01JQ3ZAAAAAA[^]*\n\nother\nDone/);
  const faulty = { recover: () => Promise.resolve([...settled, { ...RESULT, files_failed: 1 }]) };
  assert.equal((await runCli(['recover'], { engine: faulty })).code, 1);
  assert.equal((await runCli(['recover'], { engine, signal: AbortSignal.abort() })).code, 130);
});

test('recover hands on what was typed', async () => {
  const finish = { operationId: 'a', then: 'finish', rebuild: false };
  assert.deepEqual(requestOf(await runCli(['recover', 'a', '--then', 'finish'])), finish);
  assert.deepEqual(requestOf(await runCli(['recover', 'a', '--rebuild'])), { operationId: 'a', rebuild: true });
});

test('recover rebuilds only a journal that was named', async () => {
  const run = await runCli(['recover', '--rebuild']);
  assert.equal(run.code, 2);
  assert.deepEqual(run.calls, [['close']]);
});
