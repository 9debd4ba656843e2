import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { apiDocument } from '../../src/app/api-document.ts';
import { createAnswerChecker } from './answer-checker.ts';
import { FuzzHouse } from './fuzz-house.ts';
import { nameOf, onTheWire, requestsOf, routesOf, type ApiDocument } from './fuzz-requests.ts';
import type { Source } from './fuzz-values.ts';
import { openWireClient, type WireClient } from './wire-client.ts';

const document = (await apiDocument('0.0.0')) as ApiDocument;
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

const routes = routesOf(document);

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
