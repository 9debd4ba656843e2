import assert from 'node:assert/strict';
import { test } from 'node:test';
import Fastify from 'fastify';
import { keepRoutes } from '../../../../src/platform/http/route-table.ts';

const answer = () => 'yes';
const anyone = { config: { access: { who: 'anyone' as const } } };

test('keeps a server from starting with a route that does not say whom it lets in', async () => {
  const http = Fastify();
  keepRoutes(http);
  http.get('/open', anyone, answer);
  http.get('/forgotten', answer);
  await assert.rejects(async () => http.ready(), /forgotten does not say whom it lets in/);
});

test('knows the methods of an address by its pattern', async () => {
  const http = Fastify();
  const table = keepRoutes(http);
  http.get('/things/:id', anyone, answer);
  http.post('/things/:id/run', anyone, answer);
  http.get('/files/*', anyone, answer);
  http.get('/openapi.json', anyone, answer);
  await http.ready();
  assert.deepEqual(table.methodsOf('/things/7'), ['GET', 'HEAD']);
  assert.deepEqual(table.methodsOf('/things/7/run'), ['POST']);
  assert.deepEqual(table.methodsOf('/files/a/b'), ['GET', 'HEAD']);
  assert.deepEqual(table.methodsOf('/openapiXjson'), []);
  assert.deepEqual(table.methodsOf('/things/7/run/far'), []);
});
