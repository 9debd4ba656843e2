import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { after, test } from 'node:test';
import { KemptError } from '@kempt/engine';
import { createLog } from '../../src/platform/log/create-log.ts';
import { createReporter } from '../../src/platform/reports/create-reporter.ts';
import { parseDsn } from '../../src/platform/reports/parse-dsn.ts';
import { startCollector, type FakeCollector } from '../../src/testing/fake-collector.ts';
import { stopOwnCluster } from '../../src/testing/test-database.ts';
import { openHouse } from './service-house.ts';

after(stopOwnCluster);

interface Report {
  readonly level: string;
  readonly release: string;
  readonly logger: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly exception: {
    readonly values: readonly [
      { readonly type: string; readonly value: string; readonly stacktrace: { readonly frames: readonly Frame[] } },
    ];
  };
}

interface Frame {
  readonly filename: string;
  readonly function?: string;
  readonly lineno?: number;
}

function reportsOf({ posts }: FakeCollector): readonly Report[] {
  return posts.map(({ body }) => JSON.parse(body.split('\n')[2] ?? '') as Report);
}

function openReports(sentry: FakeCollector) {
  const dsn = parseDsn(`http://abc@127.0.0.1:${sentry.port}/below/7`);
  assert.ok(dsn !== undefined);
  const lost: unknown[] = [];
  const reporter = createReporter({ dsn, version: '1.2.3', onLost: (error) => lost.push(error) });
  const log = createLog({
    level: 'silent',
    logger: 'kempt.test',
    stream: { write: () => undefined },
    onFault: (fault) => {
      reporter.report(fault);
    },
  });
  return { reporter, log, lost };
}

test('reports an error of the log with its ids, and nothing that is somebody’s', async () => {
  await using sentry = await startCollector();
  const { reporter, log } = openReports(sentry);
  const own = log.with({ request_id: 'r-1', operation_id: 'o-1', user_id: 'u-hunter2' });
  const error = new TypeError('cannot read "hunter2" of /home/hunter2/letters', {
    cause: new Error('hunter2@example.org'),
  });
  Object.assign(error, { address: '/hunter2', query: 'hunter2', hunter2: 'hunter2' });
  own.error('fail_request', { error, context: { route: '/api/v1/roots', address: 'hunter2', password: 'hunter2' } });
  own.error('say_nothing');
  own.warn('fail_operation', { error });
  await reporter.stop();
  assert.equal(sentry.posts.length, 1);
  const [{ path, headers, body } = { path: '', headers: {}, body: '' }] = sentry.posts;
  assert.equal(path, '/below/api/7/envelope/');
  assert.match(String(headers['x-sentry-auth']), /sentry_key=abc/);
  assert.ok(!body.includes('hunter2'), body);
  assert.ok(!body.includes(process.cwd()), body);
  const [report] = reportsOf(sentry);
  assert.partialDeepStrictEqual(report, {
    level: 'error',
    logger: 'kempt.test',
    release: 'kempt@1.2.3',
    tags: { event: 'fail_request', request_id: 'r-1', operation_id: 'o-1', route: '/api/v1/roots' },
  });
  const [{ type, value, stacktrace }] = report?.exception.values ?? assert.fail();
  assert.deepEqual([type, value], ['TypeError', 'cannot read … of …']);
  assert.equal(stacktrace.frames.at(-1)?.filename, 'packages/server/test/integration/fault-reports.test.ts');
  assert.ok((stacktrace.frames.at(-1)?.lineno ?? 0) > 0);
});

test('reports the same error ten times a minute and no more, and another one still', async () => {
  await using sentry = await startCollector();
  const { reporter, log } = openReports(sentry);
  const error = new Error('one');
  for (let i = 0; i < 25; i++) log.error('fail_request', { error });
  log.error('fail_request', { error: new KemptError('internal', 'another') });
  await reporter.stop();
  assert.equal(reportsOf(sentry).length, 11);
});

for (const [how, answer, taken] of [
  ['hangs', 'never', 1],
  ['refuses', 500, 30],
  ['has enough', 429, 1],
] as const) {
  test(`keeps nobody waiting for a Sentry that ${how}, and says once that reports are lost`, async () => {
    await using sentry = await startCollector(() => answer);
    const { reporter, log, lost } = openReports(sentry);
    for (let i = 0; i < 100; i++) log.error(`fail_${i}`, { error: new Error('one') });
    await reporter.stop();
    log.error('fail_later', { error: new Error('late') });
    assert.equal(lost.length, 1);
    // One is on its way when the next thirty wait.
    assert.ok(sentry.posts.length >= 1 && sentry.posts.length <= taken + 1, String(sentry.posts.length));
  });
}

test('reports a crash of the process, which ends as it would have', async () => {
  await using sentry = await startCollector();
  const source = `
    import { loadConfig } from './src/platform/config/load-config.ts';
    import { openReporter } from './src/platform/reports/open-reporter.ts';
    const config = loadConfig({ SENTRY_DSN: ${JSON.stringify(`http://abc@127.0.0.1:${sentry.port}/7`)} }, '/nowhere');
    await openReporter(config, '1', () => undefined);
    setTimeout(() => { throw new RangeError('too far for "hunter2"'); });
    setTimeout(() => console.log('went on'), 50);`;
  const args = ['--input-type=module-typescript', '--eval', source];
  const child = spawn(process.execPath, args, {
    cwd: new URL('../..', import.meta.url),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [said, errors, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number]>,
  ]);
  assert.deepEqual([said, code], ['', 1], errors);
  assert.match(errors, /RangeError: too far/);
  const [report] = reportsOf(sentry);
  assert.equal(report?.tags['event'], 'crash');
  assert.equal(report.exception.values[0].type, 'RangeError');
  assert.ok(!JSON.stringify(report).includes('hunter2'));
});

test('reports a fault of the service with the request it ended, without what was asked', async () => {
  await using sentry = await startCollector();
  await using house = await openHouse({
    env: { SENTRY_DSN: `http://abc@127.0.0.1:${sentry.port}/7`, KEMPT_METRICS_TOKEN: 'canary-token-hunter2' },
  });
  const { person, database } = house;
  await database.pool.query('alter table root rename to elsewhere');
  const { status, body } = await person.call('POST', '/api/v1/operations', {
    type: 'scan',
    root_id: '018f0000-0000-7000-8000-000000000000',
    path: 'hunter2',
  });
  assert.equal(status, 500);
  const report = await sentry.until(() => reportsOf(sentry).find(({ tags }) => tags['event'] === 'fail_request'));
  assert.equal(report.tags['request_id'], (body as { request_id: string }).request_id);
  assert.equal(report.tags['error_code'], '42P01');
  const sent = sentry.posts.map((post) => post.body).join('');
  for (const secret of ['hunter2', 'ada@', '018f0000', house.place, process.cwd()])
    assert.ok(!sent.includes(secret), secret);
});
