import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { createLog } from '../packages/server/src/platform/log/create-log.ts';
import { createMetrics } from '../packages/server/src/platform/metrics/create-metrics.ts';
import { findAnchors } from './markdown.ts';
import { findGroupings, findSelectors } from './promql.ts';

const textOf = (path: string): string => readFileSync(join(import.meta.dirname, '..', path), 'utf8');

/** What Prometheus adds to every series. */
const TARGET_LABELS = ['job', 'instance', 'component'];
/** What Prometheus says itself. */
const OF_PROMETHEUS = new Map([['up', new Set(TARGET_LABELS)]]);

/** All metrics there are, with the labels of each, once everything has happened. */
async function knownMetrics(): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const metrics = createMetrics({ version: '1.2.3', watchProcess: true });
  metrics.request({ method: 'GET', route: '/', status: 200, seconds: 1, requestBytes: 1, responseBytes: 1 });
  metrics.requestError('not_found');
  metrics.query({ operation: 'select', status: 'ok', seconds: 1 });
  metrics.poolConnections({ active: 1, idle: 1, waiting: 1 });
  metrics.cacheHit('report');
  metrics.cacheUp(true);
  metrics.cacheOperation({ operation: 'get', outcome: 'ok', seconds: 1 });
  metrics.workStarted('scan', 1);
  metrics.workEnded({ type: 'scan', status: 'completed', seconds: 1 });
  metrics.workNow({ active: new Map(), ready: 1, blocked: 1, oldestSeconds: 1 });
  metrics.stateBytes(1);
  metrics.storageRoom({ freeBytes: 1, sizeBytes: 1 });
  const known = new Map<string, Set<string>>(OF_PROMETHEUS);
  const text = await metrics.render();
  for (const [, name = ''] of text.matchAll(/^# TYPE (\S+)/gm)) known.set(name, new Set(TARGET_LABELS));
  for (const [, name = '', labels = ''] of text.matchAll(/^([a-z]\w*)(?:\{(.*)\})? \S+$/gm)) {
    const own = known.get(name) ?? new Set(TARGET_LABELS);
    for (const [, label = ''] of labels.matchAll(/(\w+)="/g)) own.add(label);
    known.set(name, own);
  }
  // Garbage is collected when it is.
  known.set('nodejs_gc_duration_seconds_sum', new Set([...TARGET_LABELS, 'kind']));
  return known;
}

const known = await knownMetrics();

function assertKnown(expression: string): void {
  const selectors = findSelectors(expression);
  assert.ok(selectors.length > 0, expression);
  const all = new Set(selectors.flatMap(({ metric }) => [...(known.get(metric) ?? [])]));
  for (const label of findGroupings(expression)) assert.ok(all.has(label), `nothing has ${label}: ${expression}`);
  for (const { metric, labels } of selectors) {
    const own = known.get(metric);
    assert.ok(own !== undefined, `there is no ${metric} in ${expression}`);
    for (const label of labels) assert.ok(own.has(label), `${metric} has no ${label}: ${expression}`);
  }
}

describe('deploy/prometheus/alerts.yml', () => {
  const alerts = textOf('deploy/prometheus/alerts.yml').split('- alert: ').slice(1);
  const anchors = findAnchors(textOf('docs/operations.md'));
  assert.ok(alerts.length > 20);
  for (const alert of alerts) {
    const [name = ''] = alert.split('\n');
    test(`${name} looks at what there is, and docs/operations.md says what to do`, () => {
      const [, expression = ''] = /^ +expr: '(.+)'$/m.exec(alert) ?? [];
      assertKnown(expression);
      assert.ok(alert.includes(`runbook: docs/operations.md#${name.toLowerCase()}\n`), 'runbook');
      assert.ok(anchors.includes(name.toLowerCase()), 'a section');
    });
  }
});

describe('deploy/grafana/kempt.json', () => {
  interface Panel {
    readonly type: string;
    readonly title: string;
    readonly targets?: readonly { readonly expr: string }[];
  }
  const { panels } = JSON.parse(textOf('deploy/grafana/kempt.json')) as { readonly panels: readonly Panel[] };
  test('has a row for each family', () => {
    const rows = panels.filter(({ type }) => type === 'row').map(({ title }) => title);
    assert.deepEqual(rows, ['API', 'Database', 'Cache and limits', 'Files and operations', 'System']);
  });
  for (const { type, title, targets = [] } of panels) {
    if (type === 'row') continue;
    test(`${title} shows what there is`, () => {
      assert.ok(targets.length > 0);
      for (const { expr } of targets) assertKnown(expr);
    });
  }
  test('shows all that Kempt counts itself', () => {
    const shown = new Set(
      panels.flatMap(({ targets = [] }) =>
        targets.flatMap(({ expr }) => findSelectors(expr).map(({ metric }) => metric)),
      ),
    );
    const shownFamily = (name: string): boolean => ['', '_bucket', '_sum'].some((end) => shown.has(`${name}${end}`));
    const families = [...known.keys()].filter(
      (name) => !/^(process|nodejs)_|^up$|_(bucket|sum|count)$/.test(name) && !shownFamily(name),
    );
    assert.deepEqual(families, []);
  });
});

describe('deploy/logs', () => {
  const lines: string[] = [];
  const log = createLog({ level: 'info', logger: 'kempt.http', stream: { write: (line) => void lines.push(line) } });
  const ids = { user_id: 'u', operation_id: 'o', request_id: 'r' };
  log.info('finish_request', { ...ids, duration_seconds: 0.5, status: 200, context: { route: '/' } });
  const line = JSON.parse(lines[0] ?? '') as Readonly<Record<string, unknown>>;
  const fields = Object.keys(line);

  test('the line has all fields of a log', () => {
    assert.deepEqual(fields.toSorted(), [
      'context',
      'duration_seconds',
      'event',
      'level',
      'logger',
      'operation_id',
      'request_id',
      'status',
      'timestamp',
      'user_id',
    ]);
  });

  test('Loki gets every field of a line by its name, and streams by closed sets alone', () => {
    const alloy = textOf('deploy/logs/loki/kempt.alloy');
    const blockOf = (stage: string): string[] => {
      const [, block = ''] = new RegExp(`stage\\.${stage} \\{[^{}]*\\{([^}]*)\\}`).exec(alloy) ?? [];
      return [...block.matchAll(/^\s*(\w+)\s+=/gm)].map(([, name = '']) => name);
    };
    assert.deepEqual(blockOf('json').toSorted(), fields.filter((name) => name !== 'context').toSorted());
    for (const [, name = '', source] of alloy.matchAll(/^ +(\w+) += "(\w+)",$/gm)) assert.equal(source, name);
    assert.deepEqual(blockOf('labels'), ['level', 'logger']);
    for (const name of blockOf('structured_metadata')) assert.ok(fields.includes(name), name);
    assert.match(alloy, /source = "timestamp"\n +format = "RFC3339Nano"/);
    assert.match(String(line['timestamp']), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z$/);
  });

  test('Elasticsearch gets fields that a line has', () => {
    const filebeat = textOf('deploy/logs/elk/filebeat.yml');
    const named = [...filebeat.matchAll(/(?:from|field): kempt\.(\w+)/g)].map(([, name = '']) => name);
    assert.deepEqual(named.toSorted(), fields.filter((name) => name !== 'context').toSorted());
  });

  test('Datadog gets fields that a line has', () => {
    const { processors } = JSON.parse(textOf('deploy/logs/datadog/pipeline.json')) as {
      readonly processors: readonly { readonly sources?: readonly string[]; readonly expression?: string }[];
    };
    const named = processors.flatMap(({ sources = [], expression = '' }) => [
      ...sources,
      ...[...expression.matchAll(/[a-z]\w+/g)].map(([name]) => name),
    ]);
    assert.ok(named.length > 6);
    for (const name of named) assert.ok(fields.includes(name), name);
  });

  test('every sample reads the same files', () => {
    for (const path of globSync('deploy/logs/*/{kempt.alloy,filebeat.yml,conf.yaml}', {
      cwd: join(import.meta.dirname, '..'),
    })) {
      assert.ok(textOf(path).includes('/var/log/kempt/*.log'), path);
    }
  });
});
