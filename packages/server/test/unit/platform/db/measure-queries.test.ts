import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { test } from 'node:test';
import pg from 'pg';
import { createQueryListener, measureQueries } from '../../../../src/platform/db/measure-queries.ts';
import { createLog } from '../../../../src/platform/log/create-log.ts';
import { createMetrics } from '../../../../src/platform/metrics/create-metrics.ts';

/** A connection that answers as it is told, without a database. */
function fakeClient(query: (...args: readonly unknown[]) => unknown): pg.Client {
  const client = new pg.Client();
  Object.defineProperty(client, 'query', { value: query, configurable: true });
  return client;
}

function measured(query: (...args: readonly unknown[]) => unknown) {
  const ended: string[] = [];
  const client = fakeClient(query);
  measureQueries(client, ({ text, status, seconds }) => {
    assert.ok(seconds >= 0);
    ended.push(`${text} ${status}`);
  });
  return { client, ended };
}

test('measures a statement that is asked for with a promise, and leaves the answer as it is', async () => {
  const { client, ended } = measured((text) =>
    text === 'select bad' ? Promise.reject(new Error('bad')) : Promise.resolve({ rows: [1] }),
  );
  assert.deepEqual(await client.query('select 1'), { rows: [1] });
  await assert.rejects(client.query('select bad'), /bad/);
  assert.deepEqual(ended, ['select 1 ok', 'select bad error']);
});

test('measures a statement that is asked for with a callback, as the pool does', () => {
  const { client, ended } = measured((config, _values, callback) => {
    if (typeof callback !== 'function') return;
    const bad = config === 'select bad';
    Reflect.apply(callback, undefined, bad ? [new Error('bad')] : [null, { rows: [] }]);
  });
  const answers: unknown[] = [];
  const take = (error: Error | null, result: unknown): void => {
    answers.push(error?.message ?? result);
  };
  client.query('select 1', [], take);
  client.query('select bad', [], take);
  assert.deepEqual(answers, [{ rows: [] }, 'bad']);
  assert.deepEqual(ended, ['select 1 ok', 'select bad error']);
});

test('measures what runs itself from its beginning to its end, once', async () => {
  const stream = (fails: boolean) =>
    Object.assign(
      new Writable({
        write: (_chunk, _encoding, done) => {
          done(fails ? new Error('gone') : null);
        },
      }),
      { text: 'copy a from stdin' },
    );
  const { client, ended } = measured((query) => query);
  for (const copy of [stream(false), stream(true)]) {
    (client as { query(copy: unknown): unknown }).query(copy);
    copy.end('row');
    await finished(copy).catch(() => undefined);
  }
  assert.deepEqual(ended, ['copy a from stdin ok', 'copy a from stdin error']);
});

test('logs a statement that takes long, without its values, and none that does not', async () => {
  const lines: string[] = [];
  const log = createLog({
    level: 'info',
    logger: 'kempt.database',
    stream: { write: (line) => void lines.push(line) },
  });
  const metrics = createMetrics({ version: '0' });
  const listen = createQueryListener(metrics, log, 500);
  listen({ text: 'select 1', status: 'ok', seconds: 0.499 });
  listen({ text: "select 'hunter2' from app_user", status: 'ok', seconds: 0.5 });
  createQueryListener(metrics, log, 0)({ text: 'select 2', status: 'error', seconds: 9 });
  assert.equal(lines.length, 1);
  assert.partialDeepStrictEqual(JSON.parse(lines[0] ?? ''), {
    level: 'WARN',
    event: 'run_slow_query',
    duration_seconds: 0.5,
    status: 'ok',
    context: { type: 'select', statement: 'select ? from app_user' },
  });
  const text = await metrics.render();
  assert.match(text, /^db_queries_total\{operation="select",status="ok"\} 2$/m);
  assert.match(text, /^db_queries_total\{operation="select",status="error"\} 1$/m);
});
