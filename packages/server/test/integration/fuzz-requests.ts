import fc, { type Arbitrary } from 'fast-check';
import { hostileValue, nearlyValidValue, toJson, validValue, type Schema, type Source } from './fuzz-values.ts';
import type { WireRequest } from './wire-client.ts';

/** A parameter in the document of the API. */
interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly schema: Schema;
}

/** An operation in the document of the API. */
export interface Described {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, unknown>> }>>;
}

/** A route of the document. */
export interface DescribedRoute {
  readonly method: string;
  /** With its parameters in braces. */
  readonly path: string;
  readonly described: Described;
}

/** The document of the API, as far as requests are made of it. */
export interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/**
 * All routes of a document.
 *
 * @param document - the document
 * @returns the routes
 */
export function routesOf({ paths }: ApiDocument): readonly DescribedRoute[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => ({ method, path, described })),
  );
}

type Headers = Readonly<Record<string, string | readonly string[]>>;

/** One of those who ask, and how often. */
export interface Asker {
  readonly weight: number;
  readonly headers: Headers;
}

/** A request that is short to print when it fails. */
export interface FuzzRequest {
  /** Who asks. */
  readonly as: string;
  readonly method: string;
  readonly path: string;
  /** Without credentials, which are the asker's unless they stand here. */
  readonly headers: Headers;
  /** A character a byte. */
  readonly body: string | undefined;
}

/**
 * A request as it is sent.
 *
 * @param request - the request
 * @param asker - who asks
 * @returns with credentials and bytes
 */
export function onTheWire({ method, path, headers, body }: FuzzRequest, asker: Asker | undefined): WireRequest {
  const bytes = body === undefined ? undefined : Buffer.from(body, 'latin1');
  return { method, path, headers: { ...asker?.headers, ...headers }, body: bytes };
}

/** What HTTP can carry in an address, so that what is sent gets through to Kempt. */
const inAddress = (text: string): string =>
  text.replace(/[^\u0021-\u00ff]/g, (char) => (char.isWellFormed() ? encodeURIComponent(char) : '%ed%a0%80'));
const inHeader = (text: string): string => text.replace(/[^\t\u0020-\u007e\u0080-\u00ff]/g, '?');
const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** Names and values of an address that are seldom meant. */
const odd = (): Arbitrary<string> =>
  fc.oneof(
    hostileValue().map((value) => shown(value).slice(0, 3000)),
    fc.constantFrom('%', '%zz', '%ff', '%c0%80', '%00', '%2f', '%2e%2e', '..', '.', '*', ':id', '~', 'x'.repeat(600)),
    fc.string({ unit: fc.integer({ min: 0x21, max: 0xff }).map((code) => String.fromCharCode(code)) }),
  );

/** The name of a route, as `GET /api/v1/users/{id}`. */
export const nameOf = ({ method, path }: DescribedRoute): string => `${method.toUpperCase()} ${path}`;

function segment({ name, schema }: Parameter, { path }: DescribedRoute, source: Source): Arbitrary<string> {
  const kind = /\/([\w-]+)\/\{/.exec(path)?.[1] ?? name;
  const known = source.known[source.at] ?? source.known[`/${kind}`] ?? [];
  const valid = validValue(schema, source).map(shown);
  return fc.oneof(
    {
      weight: known.length === 0 ? 0 : 8,
      arbitrary: fc.constantFrom(...(known.length === 0 ? [''] : known.map(shown))),
    },
    { weight: 1, arbitrary: valid },
    { weight: 1, arbitrary: odd().map((text) => text.replaceAll('?', '%3f').replaceAll('#', '%23')) },
  );
}

function addressOf(route: DescribedRoute, source: Source): Arbitrary<string> {
  const parameters = (route.described.parameters ?? []).filter((one) => one.in === 'path');
  return fc
    .record(Object.fromEntries(parameters.map((one) => [one.name, segment(one, route, source)])))
    .map((values) => inAddress(route.path.replace(/\{(\w+)\}/g, (_all, name: string) => values[name] ?? '')));
}

function queryOf({ described }: DescribedRoute, source: Source): Arbitrary<string> {
  const parameters = (described.parameters ?? []).filter((one) => one.in === 'query');
  const names = ['unknown', '__proto__', '', ...parameters.map(({ name }) => name)];
  const cursors = source.known[`${source.at} cursor`] ?? [];
  const known = { ...source.known, [`${source.at} cursor`]: [...cursors, ...forgedCursors()] };
  const valid = parameters.map(({ name, required = false, schema }) => {
    const pair = validValue(schema, { ...source, known }, name).map((value) => [pairOf(name, shown(value))]);
    return required ? pair : fc.oneof(fc.constant([]), pair);
  });
  const wrong = fc.array(fc.tuple(fc.constantFrom(...names), odd()), { maxLength: 3 });
  const pairs = fc.tuple(...valid).map((all) => all.flat());
  return fc.tuple(pairs, fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, wrong)).map(([right, more]) => {
    const all = [...right, ...more.map(([name, value]) => `${name}=${value}`)];
    return all.length === 0 ? '' : `?${inAddress(all.join('&').replaceAll('#', '%23'))}`;
  });
}

const pairOf = (name: string, value: string): string =>
  `${name}=${value.isWellFormed() ? encodeURIComponent(value) : '%ed%a0%80'}`;

/** Places in lists that no list of ours gave, of every shape that one could have. */
function forgedCursors(): string[] {
  const values = ['"a"', '""', '0', '-1', '1.5', '1e400', '9007199254740993', 'null', '[]', '{}', '"\\u0000"'];
  const texts = ['"infinity"', '"9999999999999999999"', '"2026-01-01"', `"${'a'.repeat(300)}"`, '"\\ud800"'];
  const all = [...values, ...texts];
  const shapes = all.flatMap((one) => [`[${one}]`, `[${one},${one}]`, `["2026-01-01T00:00:00Z",${one}]`]);
  const triples = all.flatMap((one) => [`[${one},"a","1"]`, `[1,"20260101-000000-000-aaaa",${one}]`]);
  return [...shapes, ...triples, 'nonsense', '{', 'null', '"x"'].map((text) => Buffer.from(text).toString('base64url'));
}

/** The kind of a body, and its bytes. */
interface Body {
  readonly type: string;
  readonly bytes: Uint8Array | undefined;
}

const FORM = 'multipart/form-data; boundary=b';
const PIECE = 'application/offset+octet-stream';

function bodyOf({ method, path, described }: DescribedRoute, source: Source): Arbitrary<Body | undefined> {
  const schema = described.requestBody?.content['application/json']?.schema;
  const json = (value: Arbitrary<unknown>): Arbitrary<Body> =>
    value.map((one) => ({ type: 'application/json', bytes: Buffer.from(toJson(one)) }));
  const wild = fc.record<Body>({
    type: fc.constantFrom(...KINDS),
    bytes: fc.oneof(
      fc.uint8Array({ maxLength: 50 }),
      odd().map((text) => Buffer.from(text)),
      fc.constant(undefined),
    ),
  });
  if (method === 'get') return fc.constant(undefined);
  if (path.endsWith('/files/upload')) return fc.oneof({ weight: 3, arbitrary: form() }, wild);
  if (method === 'patch' && path.includes('/uploads/')) {
    return fc.oneof({ weight: 3, arbitrary: fc.uint8Array().map((bytes) => ({ type: PIECE, bytes })) }, wild);
  }
  if (schema === undefined) return fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, wild);
  return fc.oneof(
    { weight: 5, arbitrary: json(validValue(schema, source)) },
    { weight: 5, arbitrary: json(nearlyValidValue(schema, source)) },
    { weight: 1, arbitrary: json(hostileValue()) },
    { weight: 1, arbitrary: wild },
    fc.constant(undefined),
  );
}

const KINDS = [
  'application/json',
  'application/json; charset=utf-16',
  'application/json; charset="',
  'application/jsonx',
  'APPLICATION/JSON',
  'application/problem+json',
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  FORM,
  PIECE,
  '',
  ';',
  '/',
  'a'.repeat(1000),
];

function form(): Arbitrary<Body> {
  const name = fc.oneof(fc.constantFrom('file', 'path', 'x'), odd());
  const part = fc.tuple(name, fc.option(fc.oneof(fc.constantFrom('a.txt', 'd/b.txt', '../x', ''), odd())), odd());
  return fc.tuple(fc.array(part, { maxLength: 4 }), fc.boolean()).map(([parts, whole]) => {
    const text = parts.map(([field, file, content]) => {
      const named = file === null ? '' : `; filename="${file}"`;
      return `--b\r\nContent-Disposition: form-data; name="${field}"${named}\r\n\r\n${content}\r\n`;
    });
    return { type: FORM, bytes: Buffer.from(`${text.join('')}${whole ? '--b--\r\n' : ''}`) };
  });
}

/** Headers beside the ones that a request is made of. */
const HEADERS: Readonly<Record<string, readonly (string | readonly string[])[]>> = {
  'idempotency-key': ['a', 'b', '', ' ', 'two words', '\u00e4', 'x'.repeat(256), ['a', 'b']],
  'if-none-match': ['*', '"x"', 'W/"x", *', ',,,', ['"a"', '*']],
  'if-match': ['*', '"x"'],
  'if-modified-since': ['Thu, 01 Jan 1970 00:00:00 GMT', 'nonsense'],
  range: ['bytes=0-', 'bytes=-1', 'bytes=999-', 'bytes=0-0,1-1', 'bytes=', 'bytes=-0', 'bytes=9-1', ['bytes=0-', 'x']],
  'if-range': ['"x"', 'nonsense', ''],
  accept: ['text/html', 'nonsense', ''],
  'accept-encoding': ['gzip', '*;q=0'],
  'content-encoding': ['gzip', 'identity', 'nonsense'],
  cookie: ['kempt_refresh=x', 'kempt_refresh=%ff', '=', ';;;', `kempt_refresh=${'x'.repeat(3000)}`, ['a=1', 'b=2']],
  origin: ['https://evil.example', 'null', ''],
  host: ['evil.example', '', 'a b', '[::1]:x'],
  'user-agent': ['', '\u00ff'.repeat(2000)],
  'upload-offset': ['0', '5', '-1', '1e400', 'x', '', ['0', '1'], '99999999999999999999'],
  'x-forwarded-for': ['1.2.3.4', 'nonsense'],
  'x-http-method-override': ['DELETE'],
  'sec-websocket-protocol': ['ticket.x', ','],
  expect: ['nonsense'],
};

function headersOf({ described }: DescribedRoute, source: Source): Arbitrary<Headers> {
  const own = (described.parameters ?? []).filter((one) => one.in === 'header');
  const fitting = own.map(({ name, schema, required = false }) => {
    const pair = validValue(schema, source, name).map((value) => [name, shown(value)]);
    return fc.oneof({ weight: required ? 5 : 1, arbitrary: pair }, fc.constant(null));
  });
  const pairs = Object.entries(HEADERS).flatMap(([name, values]) => values.map((value) => [name, value] as const));
  const others = fc.array(fc.constantFrom(...pairs), { maxLength: 2 });
  return fc.tuple(fc.tuple(...fitting), fc.oneof(fc.constant([]), others)).map(([right, more]) => {
    const given = right.filter((one) => one !== null);
    return Object.fromEntries(
      [...given, ...more].map(([name = '', value = '']) => [
        name.toLowerCase(),
        typeof value === 'string' ? inHeader(value) : value.map(inHeader),
      ]),
    );
  });
}

/**
 * Requests of one route: right ones, ones that are nearly right, and hostile ones.
 *
 * @param route - the route
 * @param source - references and known values
 * @param askers - who asks
 * @returns requests
 */
export function requestsOf(
  route: DescribedRoute,
  source: Source,
  askers: Readonly<Record<string, Asker>>,
): Arbitrary<FuzzRequest> {
  const who = Object.entries(askers).map(([as, { weight }]) => ({ weight, arbitrary: fc.constant(as) }));
  const parts = {
    as: fc.oneof(...who),
    address: addressOf(route, source),
    query: queryOf(route, source),
    headers: headersOf(route, source),
    body: bodyOf(route, source),
  };
  return fc.record(parts).map(({ as, address, query, headers, body }) => ({
    as,
    method: route.method.toUpperCase(),
    path: address + query,
    headers: { ...(body === undefined ? {} : { 'content-type': body.type }), ...headers },
    body: body?.bytes === undefined ? undefined : Buffer.from(body.bytes).toString('latin1'),
  }));
}
