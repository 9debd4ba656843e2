import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { createLog } from '../packages/server/src/platform/log/create-log.ts';

const textOf = (path: string): string => readFileSync(join(import.meta.dirname, '..', path), 'utf8');

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
