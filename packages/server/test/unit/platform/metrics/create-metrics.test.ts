import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMetrics } from '../../../../src/platform/metrics/create-metrics.ts';

const make = (now?: () => number) => createMetrics({ version: '1.2.3', ...(now === undefined ? {} : { now }) });

/** Lines of a family, without its help. */
async function family(metrics: ReturnType<typeof make>, name: string): Promise<string[]> {
  const text = await metrics.render();
  return text.split('\n').filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
}

/** Those of them that have moved. */
const moved = async (...of: Parameters<typeof family>): Promise<string[]> =>
  (await family(...of)).filter((line) => !line.endsWith(' 0'));

test('counts requests by method, route and status, and takes no method or route that somebody made up', async () => {
  const metrics = make();
  const answered = { method: 'GET', route: '/api/v1/users/:id', status: 200, seconds: 0.004, responseBytes: 12 };
  metrics.request(answered);
  metrics.request({ ...answered, requestBytes: 5 });
  metrics.request({ method: 'EVIL', route: undefined, status: 404, seconds: 0.001 });
  assert.deepEqual(await family(metrics, 'api_requests_total'), [
    'api_requests_total{method="GET",route="/api/v1/users/:id",status="200"} 2',
    'api_requests_total{method="OTHER",route="unmatched",status="404"} 1',
  ]);
  assert.deepEqual(await family(metrics, 'api_request_size_bytes_sum'), [
    'api_request_size_bytes_sum{method="GET",route="/api/v1/users/:id"} 5',
  ]);
  assert.deepEqual(await family(metrics, 'api_response_size_bytes_count'), [
    'api_response_size_bytes_count{method="GET",route="/api/v1/users/:id"} 2',
  ]);
  const [slow] = await family(metrics, 'api_request_duration_seconds_bucket');
  assert.equal(slow, 'api_request_duration_seconds_bucket{le="0.001",method="GET",route="/api/v1/users/:id"} 0');
});

test('says the share of hits of each kind', async () => {
  const metrics = make();
  for (let i = 0; i < 3; i++) metrics.cacheHit('report');
  metrics.cacheMiss('report');
  metrics.cacheMiss('search');
  assert.deepEqual(await family(metrics, 'cache_hit_ratio'), [
    'cache_hit_ratio{kind="report"} 0.75',
    'cache_hit_ratio{kind="search"} 0',
  ]);
  assert.deepEqual(await moved(metrics, 'cache_hits_total'), ['cache_hits_total{kind="report"} 3']);
});

test('says whether the shared cache is there only where there is one', async () => {
  const metrics = make();
  assert.deepEqual(await family(metrics, 'cache_up'), []);
  metrics.cacheUp(false);
  assert.deepEqual(await family(metrics, 'cache_up'), ['cache_up{backend="redis"} 0']);
  metrics.cacheOperation({ operation: 'get', outcome: 'timeout', seconds: 0.1 });
  assert.deepEqual(await family(metrics, 'cache_operation_duration_seconds_count'), [
    'cache_operation_duration_seconds_count{operation="get",outcome="timeout"} 1',
  ]);
});

test('counts what limits decide, alone or together', async () => {
  const metrics = make();
  metrics.rateLimitDecision('api', 'allowed');
  metrics.rateLimitDecision('sign_in', 'refused');
  metrics.rateLimitFallback('sign_in');
  assert.deepEqual(await moved(metrics, 'rate_limit_decisions_total'), [
    'rate_limit_decisions_total{kind="api",outcome="allowed"} 1',
    'rate_limit_decisions_total{kind="sign_in",outcome="refused"} 1',
  ]);
  assert.deepEqual(await moved(metrics, 'rate_limit_fallbacks_total'), [
    'rate_limit_fallbacks_total{kind="sign_in"} 1',
  ]);
});

test('counts people as there for five minutes, each once', async () => {
  let time = 0;
  const metrics = make(() => time);
  metrics.userSeen('a');
  metrics.userSeen('b');
  time = 200_000;
  metrics.userSeen('a');
  assert.deepEqual(await family(metrics, 'active_users'), ['active_users 2']);
  time = 400_000;
  assert.deepEqual(await family(metrics, 'active_users'), ['active_users 1']);
  time = 600_001;
  assert.deepEqual(await family(metrics, 'active_users'), ['active_users 0']);
});

test('forgets people who are gone also while nobody reads the metrics', async () => {
  let time = 0;
  const metrics = make(() => time);
  for (let i = 0; i < 5000; i++) metrics.userSeen(`early-${i}`);
  time = 300_001;
  for (let i = 0; i < 5000; i++) metrics.userSeen('late');
  time = 0;
  assert.deepEqual(await family(metrics, 'active_users'), ['active_users 1']);
});

test('adds up what operations did', async () => {
  const metrics = make();
  const done = {
    filesOrganized: 7,
    bytesOrganized: 700,
    filesFailed: 1,
    duplicatesFound: 2,
    spaceReclaimedBytes: 30,
  };
  metrics.workStarted('organize', -0.5);
  metrics.workEnded({ type: 'organize', status: 'completed', seconds: 2, done });
  metrics.workEnded({ type: 'organize', status: 'failed', seconds: 1 });
  assert.deepEqual(await moved(metrics, 'operations_total'), [
    'operations_total{type="organize",status="completed"} 1',
    'operations_total{type="organize",status="failed"} 1',
  ]);
  const totals = ['files_organized_total 7', 'bytes_organized_total 700', 'files_failed_total 1'];
  for (const line of [...totals, 'duplicates_found_total 2', 'space_reclaimed_bytes_total 30']) {
    assert.deepEqual(await family(metrics, line.split(' ')[0] ?? ''), [line]);
  }
  assert.deepEqual(await family(metrics, 'queue_wait_seconds_sum'), ['queue_wait_seconds_sum{type="organize"} 0']);
});

test('says nothing of what is under way while nobody knows it', async () => {
  const metrics = make();
  const now = { active: new Map([['scan', 2]] as const), ready: 3, blocked: 1, oldestSeconds: 9 };
  metrics.workNow(now);
  metrics.databaseUp(true);
  assert.ok((await family(metrics, 'active_operations')).includes('active_operations{type="scan"} 2'));
  assert.ok((await family(metrics, 'active_operations')).includes('active_operations{type="purge"} 0'));
  assert.deepEqual(await family(metrics, 'queue_depth'), [
    'queue_depth{state="ready"} 3',
    'queue_depth{state="blocked"} 1',
  ]);
  metrics.workNow(undefined);
  metrics.databaseUp(false);
  for (const name of ['active_operations', 'queue_depth', 'queue_oldest_seconds']) {
    assert.deepEqual(await family(metrics, name), []);
  }
  assert.deepEqual(await family(metrics, 'db_up'), ['db_up 0']);
});

test('shows storage, statements and the pool, as far as they are known', async () => {
  const metrics = make();
  metrics.stateBytes(10);
  metrics.inboxBytes(20);
  metrics.storageRoom({ freeBytes: 1, sizeBytes: 2 });
  metrics.query({ operation: 'select', status: 'ok', seconds: 0.001 });
  metrics.poolConnections({ active: 1, idle: 2, waiting: 3 });
  assert.equal((await family(metrics, 'storage_bytes')).length, 2);
  assert.equal((await family(metrics, 'storage_file_system_bytes')).length, 2);
  assert.deepEqual(await moved(metrics, 'db_queries_total'), ['db_queries_total{operation="select",status="ok"} 1']);
  assert.equal((await family(metrics, 'db_pool_connections')).length, 3);
  metrics.stateBytes(undefined);
  metrics.storageRoom(undefined);
  assert.deepEqual(await family(metrics, 'storage_bytes'), ['storage_bytes{place="inboxes"} 20']);
  assert.deepEqual(await family(metrics, 'storage_file_system_bytes'), []);
});

test('keeps what happens to people, with nobody named', async () => {
  const metrics = make();
  metrics.authEvent('sign_in', 'denied');
  metrics.socketOpened();
  metrics.socketOpened();
  metrics.socketClosed();
  metrics.requestError('not_found');
  assert.deepEqual(await moved(metrics, 'auth_events_total'), [
    'auth_events_total{event="sign_in",outcome="denied"} 1',
  ]);
  assert.deepEqual(await family(metrics, 'websocket_connections'), ['websocket_connections 1']);
  assert.deepEqual(await family(metrics, 'api_errors_total'), ['api_errors_total{code="not_found"} 1']);
});

test('has what an alert looks at from the start, so that the first time is an increase', async () => {
  const metrics = make();
  for (const series of [
    'auth_events_total{event="reuse_refresh_token",outcome="denied"} 0',
    'operations_total{type="organize",status="failed"} 0',
    'rate_limit_fallbacks_total{kind="sign_in"} 0',
    'db_queries_total{operation="select",status="error"} 0',
    'cache_misses_total{kind="search"} 0',
  ]) {
    const [name = ''] = series.split('{');
    assert.ok((await family(metrics, name)).includes(series), series);
  }
});

test('is shown although something could not be read for it', async () => {
  const metrics = make();
  metrics.beforeRender(() => Promise.reject(new Error('away')));
  metrics.beforeRender(() => {
    metrics.databaseUp(true);
    return Promise.resolve();
  });
  assert.deepEqual(await family(metrics, 'db_up'), ['db_up 1']);
  assert.deepEqual(await family(metrics, 'kempt_info'), ['kempt_info{version="1.2.3"} 1']);
});

test('watches the process on request, and no registry but its own', async () => {
  const watching = createMetrics({ version: '1', watchProcess: true });
  assert.equal((await family(watching, 'process_resident_memory_bytes')).length, 1);
  assert.equal((await family(make(), 'process_resident_memory_bytes')).length, 0);
});
