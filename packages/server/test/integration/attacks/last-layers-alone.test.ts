import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { after, test, type TestContext } from 'node:test';
import { KemptError } from '@kempt/engine';
import { createAudit } from '../../../src/platform/audit/create-audit.ts';
import { verifyChain } from '../../../src/platform/audit/verify-chain.ts';
import type { Http, HttpOptions } from '../../../src/platform/http/create-http.ts';
import { createLog, type Log } from '../../../src/platform/log/create-log.ts';
import { createRateLimits, type RateLimitParts } from '../../../src/platform/rate-limit/create-rate-limits.ts';
import { createMemoryLimiter, createMemoryPenalties } from '../../../src/platform/rate-limit/memory-limiter.ts';
import { createRedisLimiter, createRedisPenalties } from '../../../src/platform/rate-limit/redis-limiter.ts';
import { openRedis } from '../../../src/platform/redis/open-redis.ts';
import { findTestRedis, stopTestRedis } from '../../../src/testing/find-test-redis.ts';
import { createTestDatabase, stopOwnCluster } from '../../../src/testing/test-database.ts';
import { ANYONE, bareHttp } from './bare-http.ts';
import { RawSocket } from './raw-socket.ts';

/** What the layers behind the handlers hold when nothing stands before them: see layers-alone for the others. */
after(async () => {
  await stopTestRedis();
  await stopOwnCluster();
});

function openLog(): { readonly log: Log; readonly lines: readonly string[] } {
  const lines: string[] = [];
  return {
    lines,
    log: createLog({ level: 'debug', logger: 'test', stream: { write: (line) => void lines.push(line) } }),
  };
}

const UNLIMITED = { user: 0, global: 0 };

/** A server with nothing but limits, and how many requests got through to its one route. */
async function openLimited(
  t: TestContext,
  shared: RateLimitParts['shared'],
  options: Partial<HttpOptions> = {},
): Promise<{ readonly http: Http; readonly reached: () => number }> {
  let reached = 0;
  const limits = createRateLimits({
    limits: { api: { user: 5, global: 24 }, upload: UNLIMITED, export: UNLIMITED, sign_in: UNLIMITED },
    shared,
    memory: { limiter: createMemoryLimiter(), penalties: createMemoryPenalties() },
  });
  const answer = () => ({ reached: ++reached });
  const add = (server: Http): void => {
    server.get('/x', ANYONE, answer);
    server.post('/x', ANYONE, answer);
  };
  const http = await bareHttp(add, { limits, ...options });
  t.after(() => http.close());
  return { http, reached: () => reached };
}

/** Many requests at once; answers how many of them got an answer of their route. */
async function storm(http: Http, headersOf: (at: number) => Readonly<Record<string, string>>): Promise<number> {
  const asked = Array.from({ length: 60 }, (_, at) => http.inject({ url: '/x', headers: headersOf(at) }));
  return (await Promise.all(asked)).filter(({ statusCode }) => statusCode === 200).length;
}

async function checkLimits(t: TestContext, shared: RateLimitParts['shared']): Promise<void> {
  const trusting = await openLimited(t, shared, { trustedProxies: ['127.0.0.1'] });
  const passed = [];
  for (const address of ['192.0.2.1', '192.0.2.2', '2001:db8::']) {
    passed.push(await storm(trusting.http, () => ({ 'x-forwarded-for': address })));
  }
  assert.deepEqual(passed, [5, 5, 2], 'five of each, and twelve of all who are strangers');
  assert.equal(trusting.reached(), 12);
}

test('limits alone: let in exactly as many as they say, of each and of all, counted in memory', (t) =>
  checkLimits(t, undefined));

test('limits alone: let in exactly as many as they say, of each and of all, counted in Redis', async (t) => {
  const url = await findTestRedis(t);
  if (url === undefined) return;
  const link = openRedis(url, openLog().log);
  await link.open();
  t.after(() => link.close());
  const installation = randomUUID();
  await checkLimits(t, {
    limiter: createRedisLimiter(link, installation),
    penalties: createRedisPenalties(link, installation),
  });
});

test('limits alone: take a forged address, another credential or another spelling for nobody else', async (t) => {
  const forgeries: readonly ((at: number) => Readonly<Record<string, string>>)[] = [
    (at) => ({ 'x-forwarded-for': `192.0.2.${at}` }),
    (at) => ({ 'x-real-ip': `192.0.2.${at}`, forwarded: `for=192.0.2.${at}`, 'client-ip': `192.0.2.${at}` }),
    (at) => ({ authorization: `Bearer token-${at}`, 'x-api-key': `kempt_${at}`, cookie: `kempt_refresh=${at}` }),
  ];
  for (const headersOf of forgeries) {
    const { http, reached } = await openLimited(t, undefined);
    assert.equal(await storm(http, headersOf), 5);
    assert.equal(reached(), 5);
  }
  const behind = await openLimited(t, undefined, { trustedProxies: ['127.0.0.1'] });
  const network = (at: number) => ({ 'x-forwarded-for': `192.0.2.${at}, 2001:db8:0:1::${at.toString(16)}` });
  assert.equal(await storm(behind.http, network), 5, 'a network of IPv6 is one, and only its proxy is believed');
});

test('limits alone: cut a head and a body that do not come', async (t) => {
  const { http, reached } = await openLimited(t, undefined, { times: { head: 200, body: 200, look: 50 } });
  await http.listen({ host: '127.0.0.1', port: 0 });
  const head = 'POST /x HTTP/1.1\r\nHost: x\r\n';
  const slow = [`${head}X-A: `, `${head}Content-Type: application/json\r\nContent-Length: 9\r\n\r\n{`];
  for (const text of slow) {
    const raw = await RawSocket.open({ http });
    assert.doesNotMatch(await raw.send(text), /^HTTP\/1\.1 2/);
  }
  assert.equal(reached(), 0);
});

test('the audit log alone: keeps hostile text on one line, and finds what was changed', async (t) => {
  const database = await createTestDatabase();
  t.after(() => database.drop());
  const { pool, db } = database;
  const { log, lines } = openLog();
  const audit = createAudit(db, log);
  const text = '\r\n\u0085\u2028{"level":"INFO","logger":"kempt.audit","context":{"audit_id":9}}\u001b[2J\0';
  for (const outcome of ['allowed', 'denied', 'failed'] as const) {
    const target = { kind: 'user', id: text } as const;
    await audit.record({
      actor: 'nobody',
      action: 'sign_in',
      outcome,
      target,
      userAgent: text,
      address: text,
      details: { text },
    });
  }
  assert.deepEqual(
    lines.map((line) => (JSON.parse(line) as { context: { audit_id: number } }).context.audit_id),
    [1, 2, 3],
  );
  // eslint-disable-next-line no-control-regex -- those are what is looked for
  for (const line of lines) assert.match(line, /^[^\u0000-\u001f\u007f-\u009f\u2028\u2029]*\n$/);
  for (const statement of [
    `update audit_event set outcome = 'allowed'`,
    'delete from audit_event where id = 3',
    'truncate audit_event cascade',
    'update audit_head set last_id = 2',
    'delete from audit_head',
  ]) {
    await assert.rejects(pool.query(statement), /only ever appended to/, statement);
  }
  assert.partialDeepStrictEqual(await verifyChain(db), { entries: 3, broken: null });
  await pool.query('alter table audit_event disable trigger user');
  await pool.query(`update audit_event set outcome = 'allowed' where id = 2`);
  assert.deepEqual((await verifyChain(db)).broken, { id: 2, problem: 'changed' });
});

const SECRET = 'select password from /home/ada/vault where hunter2';

/** An error of which nothing can be read without another one. */
function trap(): Error {
  const fail = (): never => {
    throw new Error(SECRET);
  };
  return Object.defineProperties(new Error(SECRET), {
    message: { get: fail },
    name: { get: fail },
    cause: { get: fail },
    code: { get: fail },
    statusCode: { get: fail },
  });
}

/** What a handler throws, by name of its route. */
const THROWN: Readonly<Record<string, unknown>> = {
  causes: new Error('outer', { cause: new Error('inner', { cause: new KemptError('tree_busy', SECRET) }) }),
  many: new AggregateError([new Error(SECRET)], SECRET),
  status: Object.assign(new Error(SECRET), { statusCode: 500, status: 500, headers: { 'x-secret': SECRET } }),
  unavailable: Object.assign(new Error(SECRET), { statusCode: 503 }),
  missing: Object.assign(new Error(SECRET), { code: 'ENOENT', path: SECRET, syscall: 'open' }),
  hinted: new KemptError('internal', SECRET, { hint: SECRET, details: { secret: SECRET } }),
  named: Object.defineProperty(new Error(SECRET), 'name', { value: SECRET }),
  cyclic: cyclic(),
  trap: trap(),
  revoked: revoked(),
  text: SECRET,
  object: { message: SECRET, statusCode: 400, code: 'FST_ERR_VALIDATION', toString: () => SECRET },
  null: null,
  nothing: undefined,
  symbol: Symbol(SECRET),
  bare: Object.create(null, { message: { value: SECRET } }),
};

function cyclic(): Error {
  const error = new Error(SECRET);
  error.cause = new Error(SECRET, { cause: error });
  return error;
}

function revoked(): unknown {
  const { proxy, revoke } = Proxy.revocable(new Error(SECRET), {});
  revoke();
  return proxy;
}

test('error sanitization alone: answers a number and an id, whatever is thrown, and however', async (t) => {
  const { log, lines } = openLog();
  const add = (http: Http): void => {
    for (const [name, value] of Object.entries(THROWN)) {
      http.get(`/${name}/thrown`, ANYONE, () => {
        throw value as Error;
      });
      http.get(`/${name}/rejected`, ANYONE, async () => {
        await Promise.resolve();
        throw value as Error;
      });
    }
  };
  const http = await bareHttp(add, { log });
  t.after(() => http.close());
  for (const name of Object.keys(THROWN)) {
    for (const how of ['thrown', 'rejected']) {
      const { statusCode, headers, body } = await http.inject({ url: `/${name}/${how}` });
      assert.ok(statusCode >= 500, `${name} ${how}: ${statusCode} ${body}`);
      const { request_id: id, ...rest } = JSON.parse(body) as Record<string, unknown>;
      assert.deepEqual(Object.keys(rest).sort(), ['code', 'status', 'title', 'type'], `${name} ${how}`);
      assert.match(`${body}${JSON.stringify(headers)}`, /^(?!.*(hunter2|vault|\.ts|stack))/s, `${name} ${how}`);
      assert.ok(
        lines.some((line) => line.includes(String(id)) && line.includes('fail_request')),
        `the log knows ${name} ${how} by its id`,
      );
    }
  }
  assert.ok(!lines.some((line) => line.includes('hunter2')));
});

test('error sanitization alone: adds nothing to an answer that had begun when it failed', async (t) => {
  const pieces = async function* () {
    yield 'begun';
    await new Promise((resolve) => setImmediate(resolve));
    throw new Error(SECRET);
  };
  const http = await bareHttp((server) => {
    server.get('/x', ANYONE, (_request, reply) => reply.send(Readable.from(pieces())));
  });
  t.after(() => http.close());
  await http.listen({ host: '127.0.0.1', port: 0 });
  const raw = await RawSocket.open({ http });
  const answer = await raw.send('GET /x HTTP/1.1\r\nHost: x\r\n\r\n');
  assert.match(answer, /^HTTP\/1\.1 200 .*\r\n\r\n5\r\nbegun\r\n$/s);
});
