import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, before, test } from 'node:test';
import { KemptError } from '@kempt/engine';
import { createHealth, type HealthCheck } from '../../../../src/platform/health/create-health.ts';
import { openMonitoring, type MonitoringServer } from '../../../../src/platform/health/monitoring-server.ts';
import { createLog } from '../../../../src/platform/log/create-log.ts';
import { createMetrics, type Metrics } from '../../../../src/platform/metrics/create-metrics.ts';

const log = createLog({ level: 'silent', logger: 'test', stream: { write: () => undefined } });
const metrics = createMetrics({ version: '1.2.3' });
let works = true;
const check: HealthCheck = {
  name: 'database',
  check: () => (works ? Promise.resolve({ version: '18' }) : Promise.reject(new Error('away'))),
};
const health = createHealth([check], { freshMs: 0 });
let server: MonitoringServer;
before(async () => {
  server = await open(metrics);
});
after(() => server.close());

function open(shown: Metrics, port = 0): Promise<MonitoringServer> {
  return openMonitoring({ host: '127.0.0.1', port, metrics: shown, health, log });
}

const get = (path: string, method = 'GET', { port } = server): Promise<Response> =>
  fetch(`http://127.0.0.1:${port}${path}`, { method });

test('shows metrics and health to whoever reaches it', async () => {
  const shown = await get('/metrics');
  assert.equal(shown.headers.get('content-type'), metrics.contentType);
  assert.equal(shown.headers.get('x-content-type-options'), 'nosniff');
  assert.match(await shown.text(), /^kempt_info\{version="1\.2\.3"\} 1$/m);
  assert.deepEqual(await (await get('/health/live')).json(), { status: 'ok' });
  assert.deepEqual(await (await get('/health/ready?x')).json(), { status: 'ok' });
  assert.deepEqual(await (await get('/health')).json(), {
    status: 'ok',
    checks: { database: { status: 'ok', details: { version: '18' } } },
  });
  assert.equal(await (await get('/metrics', 'HEAD')).text(), '');
});

test('lives while it cannot work', async () => {
  works = false;
  try {
    const ready = await get('/health/ready');
    assert.deepEqual([ready.status, await ready.json()], [503, { status: 'unavailable' }]);
    assert.equal((await get('/health')).status, 503);
    assert.equal((await get('/health/live')).status, 200);
    assert.equal((await get('/metrics')).status, 200);
  } finally {
    works = true;
  }
});

test('shows nothing else', async () => {
  for (const path of ['/', '/metrics/', '/metrics/..', '/health/x', '/api/v1/status', '//metrics']) {
    assert.equal((await get(path)).status, 404, path);
  }
  assert.equal((await get('/metrics', 'POST')).status, 405);
});

test('says nothing of what went wrong, and goes on', async () => {
  const broken = await open({ ...metrics, render: () => Promise.reject(new Error('hunter2')) });
  try {
    const answer = await get('/metrics', 'GET', broken);
    assert.equal(answer.status, 500);
    assert.ok(!(await answer.text()).includes('hunter2'));
    assert.equal((await get('/health/live', 'GET', broken)).status, 200);
  } finally {
    await broken.close();
  }
});

test('says which port is taken', async () => {
  await assert.rejects(
    open(metrics, server.port),
    (error) => error instanceof KemptError && error.code === 'address_in_use',
  );
});

test('closes although somebody is connected', async () => {
  const other = await open(metrics);
  const socket = connect(other.port, '127.0.0.1');
  await new Promise((resolve) => socket.once('connect', resolve));
  const cut = new Promise((resolve) => socket.once('close', resolve));
  socket.on('error', () => undefined);
  socket.write('GET /metrics HTTP/1.1\r\nhost: x');
  await other.close();
  await cut;
});
