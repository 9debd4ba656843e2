import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { join } from 'node:path';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { createTracing } from '../../src/platform/trace/create-tracing.ts';
import { startCollector, type FakeCollector, type TakenSpan } from '../../src/testing/fake-collector.ts';
import { openTestApi, TEST_PASSWORD, type TestApi } from '../../src/testing/test-api.ts';
import { makeFiles, openHouse } from './service-house.ts';

/** Keeps the cluster of this file until the end. */
let kept: TestApi;
before(async () => {
  kept = await openTestApi();
});
after(() => kept.close());

const CALLER = { trace: '0af7651916cd43dd8448eb211c80319c', span: 'b7ad6b7169203331' };
const TRACE_PARENT = `00-${CALLER.trace}-${CALLER.span}-01`;

/** Traces what happens in this process, until the end of the block. */
function openTraces({ url }: FakeCollector) {
  const lost: unknown[] = [];
  const tracing = createTracing({
    endpoint: url,
    headers: {},
    serviceName: 'kempt',
    version: '0',
    onLost: (error) => lost.push(error),
  });
  return { tracing, lost };
}

function childrenOf(spans: readonly TakenSpan[], { spanId }: TakenSpan): readonly TakenSpan[] {
  return spans.filter(({ parentSpanId }) => parentSpanId === spanId);
}

function only(spans: readonly TakenSpan[]): TakenSpan {
  assert.equal(spans.length, 1, JSON.stringify(spans));
  const [span] = spans;
  assert.ok(span !== undefined);
  return span;
}

test('traces an operation from its request through the queue and another process to its statements', async () => {
  await using collector = await startCollector();
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: `${collector.url}/`, OTEL_EXPORTER_OTLP_HEADERS: 'x-token=a%20b' };
  let id: string;
  {
    await using house = await openHouse({ env });
    await house.startWorker({ OTEL_SERVICE_NAME: 'kempt-worker' });
    const { person, place } = house;
    await makeFiles(join(place, 'Letters from Zoe'), 3);
    const root_id = await person.makeRoot(join(place, 'Letters from Zoe'));
    const asked = await person.ask({ type: 'organize', root_id, dry_run: false });
    ({ id } = asked);
    assert.equal((await person.ended(asked)).status, 'completed');
  }
  const spans = collector.spans();
  const asking = only(spans.filter(({ name }) => name === 'POST /api/v1/operations'));
  const wait = only(childrenOf(spans, asking).filter(({ name }) => name === 'wait organize'));
  const work = only(childrenOf(spans, wait));
  assert.equal(work.name, 'work organize');
  assert.partialDeepStrictEqual(asking.facts, {
    'http.request.method': 'POST',
    'http.route': '/api/v1/operations',
    'http.response.status_code': '202',
  });
  assert.deepEqual(work.facts, {
    operation_id: id,
    operation_type: 'organize',
    operation_status: 'completed',
    request_id: asking.facts['request_id'],
  });
  const below = new Set(childrenOf(spans, work).map(({ name }) => name));
  for (const kind of ['select', 'update', 'copy', 'other'])
    assert.ok(below.has(kind), `${kind} in ${[...below].join()}`);
  assert.ok(childrenOf(spans, asking).some(({ name }) => name === 'insert'));
  assert.deepEqual(new Set([asking, wait, work].map(({ traceId }) => traceId)).size, 1);
  assert.ok(BigInt(wait.startTimeUnixNano) <= BigInt(wait.endTimeUnixNano));
  const sent = collector.posts.map(({ body }) => body).join('\n');
  for (const secret of ['Letters', 'Zoe', 'file-', 'ada@', 'correct horse', '/tmp/']) {
    assert.ok(!sent.includes(secret), secret);
  }
  assert.ok(sent.includes('"kempt-worker"'));
  for (const { path, headers } of collector.posts) {
    assert.deepEqual([path, headers['x-token'], headers['content-type']], ['/v1/traces', 'a b', 'application/json']);
  }
});

test('goes on from the trace of whoever asks, and says nothing of what they typed', async () => {
  await using collector = await startCollector();
  const { tracing } = openTraces(collector);
  const api = await openTestApi({}, { tracing });
  const headers = { traceparent: TRACE_PARENT, 'x-canary': 'hunter2', cookie: 'hunter2=hunter2' };
  const email = 'hunter2@example.org';
  await api.makeUser(email);
  await api.call('POST', '/api/v1/auth/login', { headers, body: { email, password: TEST_PASSWORD } });
  await api.call('GET', '/hunter2?q=hunter2', { headers });
  await api.call('GET', '/api/v1/users/hunter2', { headers, token: api.owner.token });
  await api.call('POST', '/api/v1/roots', {
    headers,
    token: api.owner.token,
    body: { name: 'hunter2', path: '/hunter2' },
  });
  await api.call('GET', '/health/live', { headers });
  await api.close();
  await tracing.stop();
  const spans = collector.spans();
  const mine = spans.filter(({ parentSpanId }) => parentSpanId === CALLER.span);
  assert.deepEqual(mine.map(({ name }) => name).sort(), [
    'GET',
    'GET /api/v1/users/:id',
    'POST /api/v1/auth/login',
    'POST /api/v1/roots',
  ]);
  for (const { traceId, kind } of mine) assert.deepEqual([traceId, kind], [CALLER.trace, 2]);
  const login = only(mine.filter(({ name }) => name.endsWith('login')));
  assert.ok(childrenOf(spans, login).length > 1);
  assert.ok(!collector.posts.some(({ body }) => body.includes('hunter2') || body.includes(TEST_PASSWORD)));
});

test('keeps statements in the trace of a request whose body comes later than its head', async () => {
  await using collector = await startCollector();
  const { tracing } = openTraces(collector);
  const api = await openTestApi({}, { tracing });
  const url = new URL(await api.http.listen({ host: '127.0.0.1', port: 0 }));
  const body = JSON.stringify({ email: api.owner.email, password: TEST_PASSWORD });
  const asked = request(new URL('/api/v1/auth/login', url), {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'content-length': body.length, traceparent: TRACE_PARENT },
  });
  asked.flushHeaders();
  await sleep(100);
  asked.end(body);
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  assert.equal(answer.resume().statusCode, 200);
  await once(answer, 'close');
  await api.close();
  await tracing.stop();
  const spans = collector.spans();
  const login = only(spans.filter(({ parentSpanId }) => parentSpanId === CALLER.span));
  assert.ok(childrenOf(spans, login).some(({ name }) => name === 'insert'));
});

test('keeps statements in the trace of their own request while all wait for connections', async () => {
  await using collector = await startCollector();
  const { tracing } = openTraces(collector);
  const api = await openTestApi({}, { tracing });
  const token = api.owner.token;
  const traces = Array.from({ length: 40 }, (_value, i) => (i + 1).toString(16).padStart(32, '0'));
  await Promise.all(
    traces.map((trace) =>
      api.call('GET', '/api/v1/roots', { token, headers: { traceparent: `00-${trace}-${CALLER.span}-01` } }),
    ),
  );
  await api.close();
  await tracing.stop();
  const spans = collector.spans();
  const names = traces.map((trace) =>
    spans
      .filter(({ traceId, kind }) => traceId === trace && kind === 3)
      .map(({ name }) => name)
      .join(),
  );
  assert.ok(
    names.every((name) => name.includes('select')),
    JSON.stringify(names),
  );
  for (const span of spans.filter(({ kind }) => kind === 3)) {
    const above = spans.find(({ spanId }) => spanId === span.parentSpanId);
    assert.equal(above?.traceId, span.traceId);
  }
});

test('records nothing of a trace that its caller does not record', async () => {
  await using collector = await startCollector();
  const { tracing } = openTraces(collector);
  const api = await openTestApi({}, { tracing });
  const headers = { traceparent: TRACE_PARENT.replace(/1$/, '0') };
  await api.call('GET', '/api/v1/users/me', { headers, token: api.owner.token });
  await api.close();
  await tracing.stop();
  assert.deepEqual(
    collector.spans().filter(({ traceId }) => traceId === CALLER.trace),
    [],
  );
});

for (const [how, answer] of [
  ['never answers', 'never'],
  ['refuses what it is sent', 500],
] as const) {
  test(`goes on and ends in time with a collector that ${how}`, async () => {
    await using collector = await startCollector(() => answer);
    const { tracing, lost } = openTraces(collector);
    const api = await openTestApi({}, { tracing });
    for (let i = 0; i < 30; i++) {
      assert.equal((await api.call('GET', '/api/v1/roots', { token: api.owner.token })).status, 200);
    }
    await api.close();
    await tracing.stop();
    assert.ok(collector.posts.length > 0);
    assert.equal(lost.length, 1);
  });
}

test('ends a service whose collector is away or hangs, and says so once in its log', async () => {
  await using hanging = await startCollector(() => 'never');
  for (const port of [hanging.port, 1]) {
    await using house = await openHouse({ env: { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` } });
    const { service, person } = house;
    assert.equal((await person.call('GET', '/api/v1/roots')).status, 200);
    service.kill('SIGTERM');
    assert.equal(await service.ended, 0);
    assert.equal(service.errors().match(/fail_to_send_traces/g)?.length, 1, service.errors());
  }
});

test('loads nothing of traces and reports when neither is set', async () => {
  const source = `
    import { registerHooks } from 'node:module';
    registerHooks({
      load: (url, context, next) => {
        if (/opentelemetry.(sdk|resources|core)|create-(tracing|reporter)|report-crash/.test(url)) console.log(url);
        return next(url, context);
      },
    });
    const { loadConfig } = await import('./src/platform/config/load-config.ts');
    const { openTracing } = await import('./src/platform/trace/open-tracing.ts');
    const { openReporter } = await import('./src/platform/reports/open-reporter.ts');
    await import('./src/index.ts');
    const set = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1', SENTRY_DSN: 'http://a@127.0.0.1:1/1' };
    const open = async (config) => [await openTracing(config, '0'), await openReporter(config, '0')];
    await open(loadConfig({}, '/nowhere'));
    console.log('---');
    for (const opened of await open(loadConfig(set, '/nowhere'))) await opened.stop();`;
  const args = ['--input-type=module', '--eval', source];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: new URL('../..', import.meta.url) });
  const [unset, set] = stdout.split('---\n');
  assert.equal(unset, '');
  assert.match(set ?? '', /sdk-trace.*create-reporter/s);
});
