import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { parse } from 'yaml';
import { requireTool } from '../packages/engine/src/testing/require-tool.ts';
import { createMetrics } from '../packages/server/src/platform/metrics/create-metrics.ts';
import { findAnchors } from './markdown.ts';
import { findGroupings, findSelectors } from './promql.ts';

const ROOT = join(import.meta.dirname, '..');
const textOf = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

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

/** Has promtool look at files of `deploy/prometheus`, or of another folder. */
function runPromtool(args: readonly string[], cwd = join(ROOT, 'deploy/prometheus')): void {
  const { status, stdout, stderr } = spawnSync('promtool', args, { cwd, encoding: 'utf8' });
  assert.equal(status, 0, stdout + stderr);
}

describe('deploy/prometheus', () => {
  interface Rule {
    readonly alert: string;
    readonly expr: string;
    readonly annotations: Readonly<Record<string, string>>;
  }
  interface Case {
    readonly alertname: string;
    readonly exp_alerts?: readonly unknown[];
  }
  const { groups } = parse(textOf('deploy/prometheus/alerts.yml')) as { groups: readonly { rules: readonly Rule[] }[] };
  const alerts = groups.flatMap(({ rules }) => rules);
  const names = alerts.map(({ alert }) => alert);
  const document = textOf('docs/operations.md');
  const anchors = findAnchors(document);
  assert.ok(alerts.length > 20);
  for (const { alert, expr, annotations } of alerts) {
    test(`${alert} looks at what there is, and docs/operations.md says what to do`, () => {
      assertKnown(expr);
      assert.equal(annotations['runbook'], `docs/operations.md#${alert.toLowerCase()}`);
      assert.ok(anchors.includes(alert.toLowerCase()), 'a section');
    });
  }
  test('docs/operations.md has the alerts that there are, in their order', () => {
    const [, behind = ''] = document.split('\n## Alerts\n');
    const headings = [...behind.matchAll(/^### (.+)$/gm)].map(([, name]) => name);
    assert.deepEqual(headings, names);
  });
  test('every alert is shown to come, and not to come', () => {
    const { tests } = parse(textOf('deploy/prometheus/alerts.test.yml')) as {
      readonly tests: readonly { readonly alert_rule_test: readonly Case[] }[];
    };
    const cases = tests.flatMap(({ alert_rule_test: all }) => all);
    const named = (comes: boolean): Set<string> =>
      new Set(cases.filter((one) => (one.exp_alerts !== undefined) === comes).map(({ alertname }) => alertname));
    assert.deepEqual(named(true), new Set(names));
    assert.deepEqual(named(false), new Set(names));
  });
  test('Prometheus takes the configuration and the alerts, and they come when they should', (t) => {
    if (!requireTool(t, 'promtool')) return;
    runPromtool(['check', 'config', 'prometheus.yml']);
    runPromtool(['test', 'rules', 'alerts.test.yml']);
  });
});

describe('deploy/grafana/kempt.json', () => {
  interface Panel {
    readonly type: string;
    readonly title: string;
    readonly targets?: readonly { readonly expr: string }[];
  }
  const { panels, templating } = JSON.parse(textOf('deploy/grafana/kempt.json')) as {
    readonly panels: readonly Panel[];
    readonly templating: { readonly list: readonly { readonly type: string; readonly query: string }[] };
  };
  const expressions = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
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
    const shown = new Set(expressions.flatMap((expr) => findSelectors(expr).map(({ metric }) => metric)));
    const shownFamily = (name: string): boolean => ['', '_bucket', '_sum'].some((end) => shown.has(`${name}${end}`));
    const families = [...known.keys()].filter(
      (name) => !/^(process|nodejs)_|^up$|_(bucket|sum|count)$/.test(name) && !shownFamily(name),
    );
    assert.deepEqual(families, []);
  });
  test('offers what there is to choose from', () => {
    const queries = templating.list.filter(({ type }) => type === 'query').map(({ query }) => query);
    assert.equal(queries.length, 2);
    for (const query of queries) {
      const [, expression = '', label = ''] = /^label_values\((.+), (\w+)\)$/.exec(query) ?? [];
      assertKnown(`count by (${label}) (${expression})`);
    }
  });
  test('asks what Prometheus understands', async (t) => {
    if (!requireTool(t, 'promtool')) return;
    const rules = expressions.map((expr, at) => ({
      record: `dashboard:${at}`,
      expr: expr.replaceAll('$__rate_interval', '5m').replaceAll('$__range', '6h'),
    }));
    const folder = await mkdtemp(join(tmpdir(), 'kempt-dashboard-'));
    t.after(() => rm(folder, { recursive: true }));
    await writeFile(join(folder, 'rules.yml'), JSON.stringify({ groups: [{ name: 'dashboard', rules }] }));
    runPromtool(['check', 'rules', 'rules.yml'], folder);
  });
});
