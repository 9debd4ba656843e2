import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { apiDocument } from '../../src/app/api-document.ts';
import { TEST_PASSWORD } from '../../src/testing/test-api.ts';
import { createAnswerChecker } from './answer-checker.ts';
import { FuzzHouse } from './fuzz-house.ts';
import { nameOf, onTheWire, requestsOf, type Described, type DescribedRoute } from './fuzz-requests.ts';
import type { Schema, Source } from './fuzz-values.ts';
import { openWireClient, type WireClient } from './wire-client.ts';

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

const document = (await apiDocument('0.0.0')) as Document;
const seed = Number(process.env['KEMPT_FUZZ_SEED'] ?? 1);
const numRuns = Number(process.env['KEMPT_FUZZ_RUNS'] ?? 40);
const checker = createAnswerChecker(document);

let house: FuzzHouse;
let wire: WireClient;
before(async () => {
  house = await FuzzHouse.open();
  wire = await openWireClient(house.api);
});
after(async () => {
  await house.close();
});

const routes: DescribedRoute[] = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, described]) => ({ method, path, described })),
);

/** Routes that answered with success: a fuzzer that only ever hears no has tried nothing. */
const reached = new Set<string>();
/** There is an owner already, and a socket is opened by no plain request. */
const NEVER = ['POST /api/v1/setup', 'GET /api/v1/ws'];

for (const route of routes) {
  test(`answers ${nameOf(route)} as documented, whatever is sent`, async (t) => {
    t.diagnostic(`seed ${seed}, ${numRuns} requests`);
    await house.renew();
    const source: Source = {
      resolve: (ref) => document.components.schemas[ref.replace(/^.*\//, '')] ?? {},
      at: nameOf(route),
      known: house.known,
    };
    const answers = fc.asyncProperty(requestsOf(route, source, house.askers), async (request) => {
      const answer = await wire.send(onTheWire(request, house.askers[request.as]));
      checker.check(route, answer);
      if (answer.status < 300) reached.add(nameOf(route));
    });
    await fc.assert(answers, { seed, numRuns });
  });
}

test('gets through to the success of every route', () => {
  const missed = routes.map(nameOf).filter((name) => !reached.has(name));
  assert.deepEqual(missed, NEVER);
});

test('writes no credential of anybody into the log or a metric, whatever was sent', async () => {
  const secrets = [
    TEST_PASSWORD,
    ...Object.values(house.askers).flatMap(({ headers }) => Object.values(headers).flat()),
    ...Object.entries(house.known).flatMap(([name, values]) => (/token|password/.test(name) ? values : [])),
  ].flatMap((one) => (typeof one === 'string' && one.length > 8 ? [one.replace(/^Bearer /, '')] : []));
  assert.ok(secrets.length > 5, `there are ${secrets.length} secrets to look for`);
  const told = [...house.api.logged, await house.api.metrics.render()].join('\n');
  for (const secret of secrets) assert.equal(told.includes(secret), false, `${secret.slice(0, 6)}… was told`);
});
