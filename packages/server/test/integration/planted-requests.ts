import type { DescribedRoute, FuzzRequest } from './fuzz-requests.ts';
import type { Source } from './fuzz-values.ts';

/** Stands in everything that is planted. It is short and plain, so that no rule against long words hides it. */
export const MARK = 'hunter2';

/** What nobody should ever see again, in every place that a caller can put something into but the address. */
const HEADERS: Readonly<Record<string, string>> = {
  cookie: `kempt_refresh=${MARK}cookie; session=${MARK}cookie`,
  'sec-websocket-protocol': `kempt.v1, ticket.${MARK}protocol`,
  traceparent: `00-${MARK}`,
  tracestate: `${MARK}=${MARK}`,
  baggage: `${MARK}=${MARK}`,
  'x-request-id': `${MARK}request`,
  referer: `https://kempt.example/?ticket=${MARK}referer`,
  'if-none-match': `"${MARK}"`,
  'if-match': `"${MARK}"`,
  'x-forwarded-for': `${MARK}address`,
  forwarded: `for=${MARK}`,
  accept: `text/${MARK}`,
};

/** Credentials that are none. */
const FORGED: readonly FuzzRequest['headers'][] = [
  { authorization: `Bearer ${MARK}bearer` },
  { authorization: `Basic ${MARK}basic` },
  { authorization: `Bearer kempt_${MARK}key` },
  { 'x-api-key': `kempt_${MARK}key` },
  { 'x-api-key': `${MARK}key`, authorization: `Bearer ${MARK}bearer` },
];

const SECRET_NAMES = ['token', 'access_token', 'ticket', 'password', 'refresh_token', 'api_key'];

interface Sent {
  readonly type: string;
  readonly body: string;
}

const json = (body: unknown): Sent => ({ type: 'application/json', body: JSON.stringify(body) });

/** Bodies that hardly a route takes. */
const BODIES: readonly Sent[] = [
  { type: 'application/json', body: `{"password": "${MARK}body"` },
  { type: 'application/json', body: `${MARK}body` },
  json(Object.fromEntries(SECRET_NAMES.map((name) => [name, { [MARK]: [`${MARK}nested`] }]))),
  json([`${MARK}list`]),
  { type: `text/${MARK}`, body: `${MARK}text` },
  { type: 'application/x-www-form-urlencoded', body: `password=${MARK}form` },
  {
    type: 'multipart/form-data; boundary=b',
    body: `--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n${MARK}file\r\n--b--\r\n`,
  },
  { type: 'application/offset+octet-stream', body: `${MARK}piece` },
];

/**
 * Requests of one route that hold a secret in every place but the one it belongs into.
 *
 * @param route - the route
 * @param source - the schemas, and ids that there are
 * @returns requests, most of which are refused
 */
export function plantedRequests(route: DescribedRoute, source: Source): readonly FuzzRequest[] {
  const method = route.method.toUpperCase();
  const query = queryOf(route);
  const found = addressOf(route, source);
  const wrong = route.path.replaceAll(/\{\w+\}/g, `${MARK}path`);
  const plain = { method, headers: HEADERS, body: undefined };
  const requests: FuzzRequest[] = [
    ...FORGED.map((headers) => ({ ...plain, as: 'nobody', path: found + query, headers: { ...HEADERS, ...headers } })),
    { ...plain, as: 'nobody', path: wrong + query },
    { ...plain, as: 'administrator', path: wrong + query },
    { ...plain, as: 'administrator', path: found + query },
    { ...plain, as: 'administrator', path: `${found}/%${MARK}` },
    { ...plain, as: 'member', path: wrong },
  ];
  if (method === 'GET') return requests;
  const bodies = [...BODIES, json({ ...fieldsOf(route, source), [`${MARK}name`]: `${MARK}field` })];
  for (const { type, body } of bodies) {
    const headers = { ...HEADERS, 'content-type': type, 'upload-offset': `${MARK}offset`, 'idempotency-key': MARK };
    requests.push({ as: 'administrator', method, path: found, headers, body });
    requests.push({ as: 'member', method, path: found + query, headers, body });
  }
  return requests;
}

function queryOf({ described }: DescribedRoute): string {
  const own = (described.parameters ?? []).filter((one) => one.in === 'query').map(({ name }) => name);
  return `?${[...SECRET_NAMES, ...own].map((name) => `${name}=${MARK}query`).join('&')}`;
}

/** With ids of what there is. */
function addressOf({ path }: DescribedRoute, source: Source): string {
  return path.replaceAll(
    /([\w-]+)\/\{\w+\}/g,
    (_all, kind: string) => `${kind}/${String(source.known[`/${kind}`]?.[0])}`,
  );
}

/** Every field that the body has, with a secret in it. */
function fieldsOf({ described }: DescribedRoute, source: Source): Readonly<Record<string, unknown>> {
  const schema = described.requestBody?.content['application/json']?.schema ?? {};
  const { properties = {} } = schema.$ref === undefined ? schema : source.resolve(schema.$ref);
  return Object.fromEntries(Object.keys(properties).map((name) => [name, `${MARK}${name}`]));
}
