import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadConfig } from '../../../src/platform/config/load-config.ts';

test('reads where traces and reports go', () => {
  const config = loadConfig(
    {
      OTEL_EXPORTER_OTLP_ENDPOINT: 'https://collector.example.org:4318/otlp',
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Basic%20YTpi=, x-scope=a',
      SENTRY_DSN: 'https://abc:old@sentry.example.org/below/42',
    },
    '/nowhere',
  );
  assert.equal(config.OTEL_EXPORTER_OTLP_ENDPOINT, 'https://collector.example.org:4318/otlp');
  assert.deepEqual(config.OTEL_EXPORTER_OTLP_HEADERS, { authorization: 'Basic YTpi=', 'x-scope': 'a' });
  assert.equal(config.OTEL_SERVICE_NAME, 'kempt');
  assert.deepEqual(config.SENTRY_DSN, { url: 'https://sentry.example.org/below/api/42/envelope/', key: 'abc' });
});

test('sends nothing anywhere unless told where to', () => {
  const config = loadConfig({ OTEL_SERVICE_NAME: 'mine' }, '/nowhere');
  assert.deepEqual([config.OTEL_EXPORTER_OTLP_ENDPOINT, config.SENTRY_DSN], [undefined, undefined]);
});

test('refuses what it could not send to, without repeating a secret', () => {
  for (const [name, value] of [
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4317'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'http://user:hunter2@collector'],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'hunter2'],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'a=hunter2%0d%0ab'],
    ['OTEL_SERVICE_NAME', 'two words'],
    ['SENTRY_DSN', 'https://sentry.example.org/hunter2'],
    ['SENTRY_DSN', 'https://abc@sentry.example.org'],
    ['DATABASE_URL', 'kempt:hunter2@db/kempt'],
    ['REDIS_URL', ':hunter2@127.0.0.1'],
    ['KEMPT_METRICS_TOKEN', 'hunter2'],
  ] as const) {
    assert.throws(
      () => loadConfig({ [name]: value }, '/nowhere'),
      (error: Error) => error.message.startsWith(`${name} must`) && !error.message.includes('hunter2'),
      `${name}=${value}`,
    );
  }
});
