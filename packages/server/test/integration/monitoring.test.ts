import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, realpath, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startEmbeddedPostgres } from '../../src/platform/db/embedded-postgres.ts';
import { endPostgres } from '../../src/testing/end-postgres.ts';
import { startKempt, type KemptService } from '../../src/testing/kempt-service.ts';

const places: string[] = [];
after(async () => {
  for (const place of places) await rm(place, { recursive: true, force: true });
});

async function makePlace(): Promise<string> {
  const place = await realpath(await mkdtemp(join(tmpdir(), 'km-')));
  await chmod(place, 0o711);
  places.push(place);
  return place;
}

/** Waits for a port to be told in the log. */
async function monitoringUrl(kempt: KemptService): Promise<string> {
  for (;;) {
    for (const line of kempt.errors().split('\n').slice(0, -1)) {
      const { event, context } = JSON.parse(line) as { event: string; context?: { port?: number } };
      if (event === 'open_monitoring') return `http://127.0.0.1:${context?.port}`;
    }
    await sleep(20);
  }
}

async function signUp(
  service: KemptService,
): Promise<(method: string, path: string, body?: object) => Promise<unknown>> {
  const [, setupToken = ''] = await service.line(/^Set up: \S+token=(\S+)$/);
  const [, url = ''] = await service.line(/^Kempt is ready: (\S+)$/);
  let token = '';
  const call = async (method: string, path: string, body?: object): Promise<unknown> => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...(token === '' ? {} : { authorization: `Bearer ${token}` }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return response.json();
  };
  const account = { email: 'ada@example.org', password: 'correct horse battery', name: 'Ada' };
  const made = await call('POST', '/api/v1/setup', { token: setupToken, ...account });
  token = (made as { access_token: string }).access_token;
  return call;
}

const textOf = async (url: string): Promise<string> => (await fetch(url)).text();

test('a worker shows metrics and health of its own, and goes on doing so without the database', async () => {
  const place = await makePlace();
  const stateFolder = join(place, 'd');
  const folder = join(place, 'files');
  for (const path of [stateFolder, folder]) await mkdir(path);
  const old = new Date(Date.now() - 60_000);
  await writeFile(join(folder, 'a.txt'), 'one');
  await utimes(join(folder, 'a.txt'), old, old);
  const cluster = await startEmbeddedPostgres({ stateFolder });
  const env = { KEMPT_HOME: join(place, 'h'), DATABASE_URL: cluster.url };
  const service = startKempt(['serve'], { ...env, KEMPT_WORKERS: '0' });
  const worker = startKempt(['worker'], { ...env, KEMPT_METRICS_PORT: '0' });
  try {
    const call = await signUp(service);
    const url = await monitoringUrl(worker);
    assert.equal((await fetch(`${url}/health/ready`)).status, 200);
    const { id: root_id } = (await call('POST', '/api/v1/roots', { name: 'Files', path: folder })) as { id: string };
    await call('POST', '/api/v1/operations', { type: 'organize', root_id, dry_run: false });
    const ended = /^operations_total\{type="organize",status="completed"\} 1$/m;
    for (let text = ''; !ended.test(text); text = await textOf(`${url}/metrics`)) await sleep(50);
    const text = await textOf(`${url}/metrics`);
    for (const line of [
      /^files_organized_total 1$/m,
      /^queue_wait_seconds_count\{type="organize"\} 1$/m,
      /^db_queries_total\{operation="copy",status="ok"\} 1$/m,
      /^process_resident_memory_bytes [1-9]/m,
      /^storage_bytes\{place="state"\} \d/m,
      /^db_up 1$/m,
    ]) {
      assert.match(text, line);
    }
    await endPostgres(stateFolder);
    for (let up = ''; !/^db_up 0$/m.test(up); up = await textOf(`${url}/metrics`)) await sleep(100);
    const without = await textOf(`${url}/metrics`);
    assert.match(without, /^files_organized_total 1$/m);
    assert.doesNotMatch(without, /^queue_depth\{/m);
    assert.equal((await fetch(`${url}/health/ready`)).status, 503);
    assert.equal((await fetch(`${url}/health/live`)).status, 200);
  } finally {
    for (const one of [worker, service]) one.kill('SIGTERM');
    await Promise.all([worker.ended, service.ended]);
    await cluster.stop();
  }
});

test('serves and ends although nobody reads its log', async () => {
  const place = await makePlace();
  const env = { KEMPT_HOME: join(place, 'h'), KEMPT_LOG_LEVEL: 'debug' };
  const service = startKempt(['serve'], env, { readsErrors: false });
  const [, url = ''] = await service.line(/^Kempt is ready: (\S+)$/);
  // A pipe holds 64 KiB; a line has more than 200 bytes.
  for (let i = 0; i < 100; i++) {
    await Promise.all(Array.from({ length: 50 }, async () => (await fetch(`${url}/health/live`)).text()));
  }
  service.kill('SIGTERM');
  assert.equal(await service.ended, 0);
});

test('serves and ends although whoever read its log has gone', async () => {
  const place = await makePlace();
  const service = startKempt(['serve'], { KEMPT_HOME: join(place, 'h'), KEMPT_LOG_LEVEL: 'debug' });
  const [, url = ''] = await service.line(/^Kempt is ready: (\S+)$/);
  service.child.stderr?.destroy();
  for (let i = 0; i < 20; i++) assert.equal((await fetch(`${url}/health/live`)).status, 200);
  service.kill('SIGTERM');
  assert.equal(await service.ended, 0);
});
