import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { apiDocument } from '../../src/app/api-document.ts';
import { createReporter, type Reporter } from '../../src/platform/reports/create-reporter.ts';
import { parseDsn } from '../../src/platform/reports/parse-dsn.ts';
import { createTracing } from '../../src/platform/trace/create-tracing.ts';
import type { Tracing } from '../../src/platform/trace/tracing.ts';
import { startCollector, type FakeCollector } from '../../src/testing/fake-collector.ts';
import { TEST_PASSWORD } from '../../src/testing/test-api.ts';
import { FuzzHouse } from './fuzz-house.ts';
import { nameOf, onTheWire, requestsOf, routesOf, type ApiDocument, type FuzzRequest } from './fuzz-requests.ts';
import type { Source } from './fuzz-values.ts';
import { LiveClient } from './live-client.ts';
import { MARK, plantedRequests } from './planted-requests.ts';
import { endService, makeFiles, openHouse } from './service-house.ts';
import { openWireClient, type WireAnswer, type WireClient } from './wire-client.ts';

/**
 * Secrets are sent through every route, where they belong and where they do not; then everything that is told of the
 * requests, other than what they were answered with success, is searched for them.
 */
const METRICS_TOKEN = `${MARK}-metrics-token`;
const document = (await apiDocument('0.0.0')) as ApiDocument;
const routes = routesOf(document);

/** Files of kinds that are looked into, by name; the last ones are broken. */
const HELD: Readonly<Record<string, string>> = {
  'note.txt': `${MARK} is the password`,
  'twin.txt': `${MARK} is the password`,
  '.env': `PASSWORD=${MARK}`,
  'page.html': `<!doctype html><title>${MARK}</title>`,
  'drawing.svg': `<!DOCTYPE svg [<!ENTITY ${MARK} "${MARK}">]><svg xmlns="http://www.w3.org/2000/svg">&${MARK};</svg>`,
  'data.json': `{"${MARK}": "${MARK}`,
  'letter.docx': `PK\u0003\u0004${MARK}`,
  'photo.jpg': `\u00ff\u00d8\u00ff\u00e1${MARK}`,
  'mail.eml': `Subject: ${MARK}\r\n\r\n${MARK}`,
};

let house: FuzzHouse;
let wire: WireClient;
let collector: FakeCollector;
let sentry: FakeCollector;
let tracing: Tracing;
let reporter: Reporter;
/** All that must be found nowhere. */
const secrets = new Set([MARK, TEST_PASSWORD]);
const statuses = new Map<number, number>();

before(async () => {
  collector = await startCollector();
  sentry = await startCollector();
  const onLost = (error: unknown) => assert.fail(String(error));
  tracing = createTracing({ endpoint: collector.url, headers: {}, serviceName: 'kempt', version: '0', onLost });
  const dsn = parseDsn(`${sentry.url.replace('//', '//abc@')}/7`);
  assert.ok(dsn !== undefined);
  reporter = createReporter({ dsn, version: '0', onLost });
  house = await FuzzHouse.open(
    { KEMPT_METRICS_TOKEN: METRICS_TOKEN },
    { tracing, onFault: (fault) => reporter.report(fault) },
  );
  wire = await openWireClient(house.api);
});
after(async () => {
  await house.close();
  await collector[Symbol.asyncDispose]();
  await sentry[Symbol.asyncDispose]();
});

function sourceOf(at: string): Source {
  const found = document.components.schemas;
  return { at, known: house.known, resolve: (ref) => found[ref.replace(/^.*\//, '')] ?? {} };
}

/** Whoever asks, and with what, is secret; so is every token that is answered. */
function remember({ headers, text }: WireAnswer): void {
  for (const cookie of headers['set-cookie'] ?? []) keep(/^kempt_refresh=([^;]+)/.exec(cookie)?.[1]);
  for (const [, token] of text.matchAll(/"(?:\w*token|ticket)":"([^"]{10,})"/g)) keep(token);
}

function keep(secret: unknown): void {
  if (typeof secret === 'string' && secret.length > 8) secrets.add(secret.replace(/^Bearer /, ''));
}

function rememberHouse(): void {
  for (const { headers } of Object.values(house.askers)) Object.values(headers).flat().forEach(keep);
  for (const [name, values] of Object.entries(house.known)) if (/token|password/.test(name)) values.forEach(keep);
}

const found = (text: string): string[] => [...secrets].filter((secret) => text.includes(secret));

async function send(request: FuzzRequest): Promise<void> {
  const answer = await wire.send(onTheWire(request, house.askers[request.as]));
  statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
  if (answer.status < 300) remember(answer);
  else {
    const said = JSON.stringify(answer);
    assert.deepEqual(found(said), [], `${JSON.stringify(request)} was answered with ${said}`);
  }
}

test('no refusal repeats a secret, on any route, wherever it was put', async () => {
  for (const route of routes) {
    await house.renew();
    rememberHouse();
    const source = sourceOf(nameOf(route));
    for (const request of plantedRequests(route, source)) await send(request);
    const right = fc.sample(requestsOf(route, source, house.askers), { seed: 1, numRuns: 10 });
    for (const request of right) await send(request);
  }
  for (const token of [METRICS_TOKEN, `${MARK}wrong`]) {
    const headers = { authorization: `Bearer ${token}` };
    await send({ as: 'nobody', method: 'GET', path: '/metrics', headers, body: undefined });
  }
  assert.ok((statuses.get(200) ?? 0) > 50 && (statuses.get(401) ?? 0) > 100, JSON.stringify([...statuses]));
});

test('no process tells what stands in its settings, or in the files that it looks into', async () => {
  await using taken = await startCollector();
  await using reports = await startCollector();
  const env = {
    KEMPT_LOG_LEVEL: 'debug',
    KEMPT_METRICS_TOKEN: METRICS_TOKEN,
    OTEL_EXPORTER_OTLP_ENDPOINT: taken.url,
    OTEL_EXPORTER_OTLP_HEADERS: `x-token=${MARK}`,
    SENTRY_DSN: `http://abc:${MARK}@127.0.0.1:${reports.port}/7`,
  };
  const told: string[] = [];
  {
    await using service = await openHouse({ env });
    const worker = await service.startWorker();
    const { person, place, database } = service;
    const folder = join(place, 'files');
    await makeFiles(folder, 2);
    for (const [name, content] of Object.entries(HELD)) await writeFile(join(folder, name), content);
    const root_id = await person.makeRoot(folder);
    for (const work of [{ type: 'scan' }, { type: 'deduplicate', keep: ['shortest_path'] }, { type: 'organize' }]) {
      const { status } = await person.ended(await person.ask({ ...work, root_id }));
      assert.ok(['completed', 'planned'].includes(status), status);
    }
    for (const path of Object.keys(HELD)) await person.call('POST', '/api/v1/explain', { root_id, path });
    await database.pool.query('drop table file_record');
    assert.equal((await person.call('GET', '/api/v1/files')).status, 500);
    const { rows } = await database.pool.query<object>('select * from audit_event');
    await reports.until(() => reports.posts[0]);
    for (const one of [service.service, worker]) await endService(one);
    const [, setup = ''] = await service.service.line(/token=(\S+)/);
    keep(setup);
    const lines = service.service.lines.filter((line) => !line.startsWith('Set up: '));
    told.push(...lines, ...worker.lines, JSON.stringify(rows));
    told.push(...`${service.service.errors()}${worker.errors()}`.split('\n'));
  }
  assert.ok(told.some((line) => line.includes('finish_request')) && taken.posts.length > 0);
  // What they are sent as their own is in the heads.
  told.push(...[...taken.posts, ...reports.posts].map(({ path, body }) => path + body));
  for (const one of told) assert.deepEqual(found(one), [], one.slice(0, 2000));
});

test('no message of a socket repeats a secret', async () => {
  const { authorization = '' } = house.askers['administrator']?.headers ?? {};
  const headers = { authorization: String(authorization) };
  const url = `${wire.url.replace('http', 'ws')}/api/v1/ws`;
  const subscribe = JSON.stringify({ type: 'subscribe', topic: `operation:${MARK}` });
  for (const message of [subscribe, `{"type":"${MARK}"`, `{"type":"subscribe","topic":"x","token":"${MARK}"}`]) {
    const { body } = await house.api.call('POST', '/api/v1/ws-tickets', { headers });
    const { ticket } = body as { readonly ticket: string };
    keep(ticket);
    const client = await LiveClient.open(`${url}?ticket=${ticket}`, { headers: { cookie: `x=${MARK}` } });
    client.socket.send(message);
    await client.until(() => client.said.length > 0 || client.closed !== undefined, 'an answer');
    await client.close();
    assert.deepEqual(found(JSON.stringify(client.said)), []);
    await assert.rejects(LiveClient.open(`${url}?ticket=${ticket}`), /401/);
  }
});

test('no fault repeats a secret, whichever statement fails', async () => {
  const { pool } = house.api.database;
  statuses.clear();
  for (const tables of [
    ['category', 'upload', 'file_record', 'operation', 'invitation', 'idempotency_key', 'audit_head'],
    ['root', 'api_key', 'refresh_token', 'session', 'app_user'],
  ]) {
    for (const table of tables) await pool.query(`alter table ${table} rename to ${table}_away`);
    for (const route of routes) {
      const source = sourceOf(nameOf(route));
      const forged = plantedRequests(route, source).filter(({ as }) => as === 'nobody');
      const right = fc.sample(requestsOf(route, source, house.askers), { seed: 2, numRuns: 6 });
      for (const request of [...forged, ...right]) await send(request);
    }
    for (const table of tables) await pool.query(`alter table ${table}_away rename to ${table}`);
  }
  assert.ok((statuses.get(500) ?? 0) > 50, JSON.stringify([...statuses]));
});

test('no line of the log, metric, entry of the audit log, span or report holds a secret', async () => {
  const metrics = await house.api.metrics.render();
  const { rows } = await house.api.database.pool.query<object>('select * from audit_event');
  await tracing.stop();
  await reporter.stop();
  const sinks: Readonly<Record<string, readonly string[]>> = {
    log: house.api.logged,
    metrics: metrics.split('\n'),
    // Which address was refused is told there, and no address of ours holds a secret.
    audit: rows.map((row) => JSON.stringify(row).replaceAll(`${MARK}path`, 'path')),
    traces: collector.posts.map((post) => JSON.stringify(post)),
    reports: sentry.posts.map((post) => JSON.stringify(post)),
  };
  assert.ok(secrets.size > 200, `there are ${secrets.size} secrets to look for`);
  for (const [name, said] of Object.entries(sinks)) {
    assert.ok(said.length > 10, `there are ${said.length} pieces of the ${name}`);
    for (const one of said) assert.deepEqual(found(one), [], `${name}: ${one.slice(0, 2000)}`);
  }
});
