import assert from 'node:assert/strict';
import { request as ask } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Readable } from 'node:stream';
import { KemptError } from '@kempt/engine';
import type { Http } from '../../src/platform/http/create-http.ts';
import { createLog } from '../../src/platform/log/create-log.ts';
import { createMetrics } from '../../src/platform/metrics/create-metrics.ts';
import { ANYONE, bareHttp } from './attacks/bare-http.ts';

const lines: string[] = [];
const log = createLog({ level: 'info', logger: 'kempt', stream: { write: (line) => void lines.push(line) } });
const metrics = createMetrics({ version: '0' });
const arrived = Promise.withResolvers<null>();
let http: Http;
let port: number;

before(async () => {
  http = await bareHttp(
    (server) => {
      server.get('/never', ANYONE, () => {
        arrived.resolve(null);
        return new Promise(() => undefined);
      });
      server.get('/stream', ANYONE, (_request, reply) => reply.send(Readable.from(['x'.repeat(70_000)])));
      server.get('/fault', ANYONE, () => {
        throw new Error('cannot read "hunter2"');
      });
      server.get('/refusal', ANYONE, () => {
        throw new KemptError('tree_busy', 'Somebody is at work on /home/hunter2.');
      });
    },
    { log, metrics },
  );
  await http.listen({ host: '127.0.0.1', port: 0 });
  ({ port } = http.server.address() as AddressInfo);
});
after(() => http.close());

interface Line {
  readonly level: string;
  readonly event: string;
  readonly request_id: string;
  readonly status: number;
  readonly context: Readonly<Record<string, unknown>>;
}

/** Waits for the line of a finished request. */
async function finished(route: string): Promise<Line> {
  for (;;) {
    const found = lines
      .map((line) => JSON.parse(line) as Line)
      .find(({ event, context }) => event === 'finish_request' && context['route'] === route);
    if (found !== undefined) return found;
    await sleep(5);
  }
}

test('tells of a caller who did not wait', async () => {
  const asked = ask({ port, path: '/never?secret=hunter2' });
  asked.on('error', () => undefined).end();
  await arrived.promise;
  asked.destroy();
  assert.equal((await finished('/never')).status, 499);
  assert.match(await metrics.render(), /^api_requests_total\{method="GET",route="\/never",status="499"\} 1$/m);
});

test('counts the bytes of a stream', async () => {
  await (await fetch(`http://127.0.0.1:${port}/stream`)).text();
  const { context } = await finished('/stream');
  assert.ok(Number(context['response_bytes']) >= 70_000, JSON.stringify(context));
});

test('names the error of a request on its line, and says nothing of its text', async () => {
  for (const [route, code, status] of [
    ['/fault', 'internal', 500],
    ['/refusal', 'tree_busy', 409],
  ] as const) {
    const answer = await fetch(`http://127.0.0.1:${port}${route}`);
    assert.equal(answer.status, status);
    const line = await finished(route);
    assert.equal(line.request_id, answer.headers.get('x-request-id'));
    assert.deepEqual([line.status, line.context['code']], [status, code]);
  }
  const [fault] = lines.map((line) => JSON.parse(line) as Line).filter(({ event }) => event === 'fail_request');
  assert.partialDeepStrictEqual(fault, { level: 'ERROR', status: 500, context: { error: 'cannot read …' } });
  assert.ok(!lines.join('').includes('hunter2'));
  const text = await metrics.render();
  for (const code of ['internal', 'tree_busy'])
    assert.match(text, new RegExp(`^api_errors_total\\{code="${code}"\\} 1$`, 'm'));
});
