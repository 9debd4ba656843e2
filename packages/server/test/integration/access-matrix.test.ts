import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { TestAnswer, TestCall } from '../../src/testing/test-api.ts';
import { AccessHouse, MARK, NOTHING } from './access-house.ts';
import { REQUESTS, type Asked, type Things } from './access-requests.ts';
import { ASKERS, readAccessTable, type AccessRow, type Asker } from './access-table.ts';

const ROWS = readAccessTable();
const KEYS = [['read'], ['propose'], ['apply'], ['upload'], ['manage'], ['propose', 'apply']];
let house: AccessHouse;
before(async () => {
  house = await AccessHouse.open();
});
after(() => house.close());

const requestOf = async (row: AccessRow, of: Things): Promise<Asked> => (await REQUESTS[row.name]?.(of)) ?? {};
const pathOf = (row: AccessRow, { path }: Asked): string => (path === undefined ? row.url : `/api/v1/${path}`);

const send = (row: AccessRow, asked: Asked, credentials: TestCall): Promise<TestAnswer> =>
  house.api.call(row.method, pathOf(row, asked), {
    ...credentials,
    ...(asked.body === undefined ? {} : { body: asked.body }),
    headers: { ...asked.headers, ...credentials.headers },
  });

/** An answer without what differs between any two. */
function essence({ status, headers, body }: TestAnswer) {
  const others = { ...headers, 'x-request-id': '', date: '' };
  const told: unknown = typeof body === 'object' && body !== null ? { ...body, request_id: '' } : body;
  return { status, headers: others, body: told };
}

test('has a line for each route, and none for what is no route', () => {
  const table = house.api.http.routeTable.list();
  const routes = table
    .filter(({ method, url }) => method !== 'HEAD' && method !== 'OPTIONS' && !url.startsWith('/docs'))
    .map(({ method, url }) => `${method} ${url}`);
  assert.deepEqual([...new Set(ROWS.map(({ method, url }) => `${method} ${url}`))].sort(), routes.sort());
  const unknown = Object.keys(REQUESTS).filter((name) => !ROWS.some((row) => row.name === name));
  assert.deepEqual(unknown, []);
  assert.equal(new Set(ROWS.map(({ name }) => name)).size, ROWS.length);
});

test('has no route under /docs that shows anything but the description', () => {
  const docs = house.api.http.routeTable.list().filter(({ url }) => url.startsWith('/docs'));
  assert.ok(docs.every(({ method }) => method === 'GET' || method === 'HEAD'));
});

for (const row of ROWS) {
  test(`lets in exactly whom the table says: ${row.name}`, async () => {
    for (const asker of ASKERS) await ask(row, asker);
  });
}

async function ask(row: AccessRow, asker: Asker): Promise<void> {
  const expected = row.verdicts[asker];
  const message = `${row.name} as ${asker}`;
  const asked = await requestOf(row, house.things);
  const before = await house.fingerprint();
  const answer = await send(row, asked, { token: await house.tokenOf(asker) });
  assert.equal(answer.status, expected, `${message}: ${JSON.stringify(answer.body)}`);
  const refused = expected >= 400;
  if (refused || asker === 'other') assert.equal(await house.fingerprint(), before, `${message} changed nothing`);
  if (refused && expected !== 409) seeNoMark(answer, message);
  if (asker === 'other') seeNoIds(answer, message);
  if (expected === 404 || (asker === 'other' && row.name in REQUESTS && !answersNew(row))) {
    await expectNothing(row, asker, answer);
  }
  await askForHead(row, asker, asked);
}

/** Whoever makes something is answered with what is new each time. */
const answersNew = ({ method, open }: AccessRow): boolean => open || method === 'POST' || method === 'PATCH';

/** What is somebody else's is answered to the last header like what there never was. */
async function expectNothing(row: AccessRow, asker: Asker, answer: TestAnswer): Promise<void> {
  const nothing = await requestOf(row, NOTHING);
  const never = await send(row, nothing, { token: await house.tokenOf(asker) });
  assert.deepEqual(essence(answer), essence(never), `${row.name} as ${asker}`);
}

async function askForHead(row: AccessRow, asker: Asker, asked: Asked): Promise<void> {
  const hasHead = house.api.http.routeTable.list().some(({ method, url }) => method === 'HEAD' && url === row.url);
  if (row.method !== 'GET' || !hasHead) return;
  const head = await send({ ...row, method: 'HEAD' }, asked, { token: await house.tokenOf(asker) });
  assert.deepEqual([head.status, head.body], [row.verdicts[asker], null], `HEAD of ${row.name} as ${asker}`);
}

function seeNoMark({ headers, body }: TestAnswer, message: string): void {
  assert.ok(!JSON.stringify([headers, body]).includes(MARK), `${message} names nothing of Ben's`);
}

function seeNoIds(answer: TestAnswer, message: string): void {
  seeNoMark(answer, message);
  const text = JSON.stringify([answer.headers, answer.body]);
  assert.deepEqual(
    house.ids.filter((id) => text.includes(id)),
    [],
    `${message} holds no id of Ben's`,
  );
}

test('takes an API key for what its scopes say and for nothing else', async () => {
  const keys = await Promise.all(KEYS.map(async (scopes) => ({ scopes, key: await house.keyWith(scopes) })));
  for (const row of ROWS.filter(({ open }) => !open)) {
    for (const { scopes, key } of keys) {
      const { scopes: needed } = row;
      const fits = needed?.every((scope) => scopes.includes(scope)) === true;
      const { approver, admin } = row.verdicts;
      // The key is of an administrator who is an approver too.
      const expected = fits ? (approver === 403 ? admin : approver) : 403;
      const answer = await send(row, await requestOf(row, house.things), { key });
      const message = `${row.name} with ${scopes.join(' and ')}: ${JSON.stringify(answer.body)}`;
      assert.equal(answer.status, expected, message);
    }
  }
});

const BROKEN: readonly (readonly [string, TestCall])[] = [
  ['no credentials', {}],
  ['a token that is none', { token: 'nonsense' }],
  ['a token of somebody who never was', { token: `e30.${Buffer.from('{"sub":"x"}').toString('base64url')}.e30` }],
  ['a key that never was', { key: `kempt_${'a'.repeat(43)}` }],
  ['a key that is none', { key: 'nonsense' }],
  ['another kind of credentials', { headers: { authorization: 'Basic b3duZXI6cGFzcw==' } }],
  ['an empty header', { headers: { authorization: '' } }],
];

const SENT: readonly (readonly [string, (row: AccessRow, asked: Asked) => [string, TestCall]])[] = [
  ['the right request', (row, asked) => [pathOf(row, asked), { body: asked.body, headers: asked.headers ?? {} }]],
  ['a body that is cut short', (row, asked) => [pathOf(row, asked), { body: '{"a":' }]],
  ['a body that is too large', (row, asked) => [pathOf(row, asked), { body: ' '.repeat(1_100_000) }]],
  [
    'a body of another kind',
    (row, asked) => [pathOf(row, asked), { body: '<x/>', headers: { 'content-type': 'a/b' } }],
  ],
  ['a kind that is none', (row, asked) => [pathOf(row, asked), { body: 'x', headers: { 'content-type': ';;;' } }]],
  ['an id that is none', (row) => [row.url.replaceAll(/:\w+/g, 'not-an-id'), {}]],
  ['an id that is overlong', (row) => [row.url.replaceAll(/:\w+/g, 'x'.repeat(5000)), {}]],
  ['an id with a zero byte', (row) => [row.url.replaceAll(/:\w+/g, 'a%00b'), {}]],
  ['an id with a slash in it', (row) => [row.url.replaceAll(/:\w+/g, 'a%2fb'), {}]],
  ['a query that is wrong', (row) => [`${row.url.replaceAll(/:\w+/g, 'x')}?limit=x&limit=y&unknown=%00`, {}]],
];

test('finds out who asks before it looks at body, kind of body, query or id', async () => {
  for (const row of ROWS.filter(({ open }) => !open)) {
    const asked = await requestOf(row, NOTHING);
    for (const [what, build] of SENT) {
      const [path, call] = build(row, asked);
      for (const [who, credentials] of BROKEN) {
        const headers = { ...call.headers, ...credentials.headers };
        const { body, ...rest } = call;
        const sent = row.method === 'GET' || body === undefined ? {} : { body };
        const answer = await house.api.call(row.method, path, { ...rest, ...credentials, ...sent, headers });
        const code = (answer.body as { code?: unknown } | null)?.code;
        assert.deepEqual([answer.status, code], [401, 'unauthenticated'], `${row.name} with ${who} and ${what}`);
        assert.equal(answer.headers['www-authenticate'], 'Bearer');
      }
    }
  }
});
