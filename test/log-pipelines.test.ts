import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { stopOwnCluster } from '../packages/server/src/testing/test-database.ts';
import { makeFiles, openHouse } from '../packages/server/test/integration/service-house.ts';
import { createAlloy } from './log-pipelines/alloy.ts';
import { createDatadog } from './log-pipelines/datadog.ts';
import { isFields, readJsonLine, valueAt, type Fields } from './log-pipelines/fields.ts';
import { createFilebeat } from './log-pipelines/filebeat.ts';

const ROOT = join(import.meta.dirname, '..');
const textOf = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** What Node writes itself when it has no memory left. */
const LAST_WORDS = 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory';
/** Each of them has to be among the lines, so that all kinds are. */
const KINDS = [
  { level: 'DEBUG', event: 'finish_request', status: 200 },
  { level: 'INFO', event: 'start_service' },
  { level: 'INFO', event: 'finish_request', status: 202 },
  { level: 'INFO', event: 'finish_request', status: 401 },
  { level: 'INFO', event: 'record_audit', status: 'failed' },
  { level: 'INFO', event: 'start_operation' },
  { level: 'INFO', event: 'end_operation', status: 'completed' },
  { level: 'WARN', event: 'run_slow_query', status: 'ok' },
  { level: 'ERROR', event: 'fail_request', status: 500 },
  { level: 'INFO', event: 'stop_service' },
];
const IDS = ['user_id', 'operation_id', 'request_id'];

/** Lines of a service and of a worker in which something of every kind happened, with their fields. */
let lines: readonly { readonly line: string; readonly said: Fields }[] = [];
before(async () => {
  const env = { KEMPT_LOG_LEVEL: 'debug', KEMPT_SLOW_QUERY_MS: '1' };
  const processes = await liveALittle(env);
  const written = processes.flatMap(({ errors }) => errors().trimEnd().split('\n'));
  lines = written.map((line) => {
    const said = readJsonLine(line);
    assert.ok(said !== undefined, line);
    return { line, said };
  });
});
after(stopOwnCluster);

async function liveALittle(env: Readonly<Record<string, string>>) {
  await using house = await openHouse({ env });
  const { person, place, service, database } = house;
  const worker = await house.startWorker();
  await person.call('POST', '/api/v1/auth/login', { email: 'ada@example.org', password: 'a wrong one, that' });
  await person.signIn();
  await makeFiles(join(place, 'files'), 3);
  const root_id = await person.makeRoot(join(place, 'files'));
  await person.ended(await person.ask({ type: 'organize', root_id, dry_run: false }));
  await person.call('GET', '/health/live');
  await database.db.execute('alter table category rename to lost');
  assert.equal((await person.call('GET', '/api/v1/categories')).status, 500);
  await database.db.execute('alter table lost rename to category');
  return [service, worker];
}

test('the lines are of every kind', () => {
  for (const kind of KINDS) {
    const found = lines.some(({ said }) => Object.entries(kind).every(([name, value]) => said[name] === value));
    assert.ok(found, JSON.stringify(kind));
  }
  for (const name of [...IDS, 'duration_seconds', 'context']) {
    assert.ok(
      lines.some(({ said }) => said[name] !== undefined),
      name,
    );
  }
});

test('every sample reads the same files', () => {
  for (const path of globSync('deploy/logs/*/{kempt.alloy,filebeat.yml,conf.yaml}', { cwd: ROOT })) {
    assert.ok(textOf(path).includes('/var/log/kempt/*.log'), path);
  }
});

describe('deploy/logs/loki', () => {
  const take = createAlloy(textOf('deploy/logs/loki/kempt.alloy'));

  test('keeps the line, its moment, and every field but the context beside it', () => {
    for (const { line, said } of lines) {
      const entry = take(line);
      assert.equal(entry.line, line);
      assert.equal(entry.timestamp, said['timestamp']);
      const texts = Object.entries(said)
        .filter(([name]) => name !== 'timestamp' && name !== 'context')
        .map(([name, value]) => [name, String(value)]);
      assert.deepEqual({ ...entry.labels, ...entry.metadata }, Object.fromEntries(texts), line);
    }
  });

  test('makes streams by closed sets alone', () => {
    const labels = lines.map(({ line }) => take(line).labels);
    assert.deepEqual(new Set(labels.flatMap((of) => Object.keys(of))), new Set(['level', 'logger']));
    assert.ok(new Set(labels.map((of) => JSON.stringify(of))).size < 30);
  });

  test('keeps what is no line of Kempt', () => {
    assert.deepEqual(take(LAST_WORDS), { line: LAST_WORDS, timestamp: undefined, labels: {}, metadata: {} });
  });
});

describe('deploy/logs/elk', () => {
  const take = createFilebeat(textOf('deploy/logs/elk/filebeat.yml'));
  const names: Readonly<Record<string, string>> = {
    timestamp: '@timestamp',
    level: 'log.level',
    logger: 'log.logger',
    event: 'event.action',
    user_id: 'user.id',
    request_id: 'http.request.id',
  };

  test('keeps every field, under the name of the common schema where it has one', () => {
    for (const { line, said } of lines) {
      const document = take(line);
      for (const [name, value] of Object.entries(said)) {
        const expected = name === 'status' ? String(value) : value;
        assert.deepEqual(valueAt(document, names[name] ?? `kempt.${name}`), expected, `${name} of ${line}`);
      }
      assert.equal(leavesOf(document).length, leavesOf(said).length, line);
    }
  });

  test('has one kind of value under a name, as an index demands', () => {
    const kinds = new Map<string, string>();
    for (const { line } of lines) {
      for (const [name, value] of leavesOf(take(line))) {
        assert.equal(typeof value, kinds.get(name) ?? typeof value, `${name} of ${line}`);
        kinds.set(name, typeof value);
      }
    }
  });

  test('keeps what is no line of Kempt', () => {
    const document = take(LAST_WORDS);
    assert.equal(document['message'], LAST_WORDS);
    assert.equal(valueAt(document, 'kempt.error.type'), 'json');
  });
});

describe('deploy/logs/datadog', () => {
  const agent = textOf('deploy/logs/datadog/conf.yaml');
  const take = createDatadog(agent, textOf('deploy/logs/datadog/pipeline.json'));
  const severities: Readonly<Record<string, string>> = {
    DEBUG: 'debug',
    INFO: 'info',
    WARN: 'warning',
    ERROR: 'error',
  };

  test('takes the level for the severity, with the pipeline and without it', () => {
    for (const { line, said } of lines) {
      for (const log of [take(line), createDatadog(agent)(line)]) {
        assert.equal(log.status, severities[String(said['level'])], line);
        assert.equal(log.date, said['timestamp'], line);
      }
    }
  });

  test('keeps every field, and adds standard attributes', () => {
    for (const { line, said } of lines) {
      const { message, attributes } = take(line);
      assert.equal(message, said['event']);
      for (const [name, value] of Object.entries(said)) {
        assert.deepEqual(valueAt(attributes, name === 'status' ? 'kempt_status' : name), value, `${name} of ${line}`);
      }
      assert.equal(valueAt(attributes, 'usr.id'), said['user_id']);
      assert.equal(valueAt(attributes, 'http.request_id'), said['request_id']);
      const seconds = said['duration_seconds'];
      assert.equal(attributes['duration'], typeof seconds === 'number' ? seconds * 1e9 : undefined);
    }
  });

  test('knows the status and method of a request, and makes none up for other lines', () => {
    for (const { line, said } of lines) {
      const { attributes } = take(line);
      const isRequest = said['event'] === 'finish_request';
      assert.equal(valueAt(attributes, 'http.status_code'), isRequest ? said['status'] : undefined);
      assert.equal(valueAt(attributes, 'http.method'), isRequest ? valueAt(said, 'context.method') : undefined);
    }
  });

  test('keeps what is no line of Kempt', () => {
    assert.equal(take(LAST_WORDS).message, LAST_WORDS);
  });
});

/** All that is no object, with its path. */
function leavesOf(fields: Fields, above = ''): [string, unknown][] {
  return Object.entries(fields).flatMap(([name, value]) =>
    isFields(value) ? leavesOf(value, `${above}${name}.`) : [[`${above}${name}`, value]],
  );
}
