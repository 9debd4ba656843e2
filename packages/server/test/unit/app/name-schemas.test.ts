import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nameSchemas, type JsonSchema } from '../../../src/app/name-schemas.ts';

test('names each schema wherever it is spelled out, inside others too', () => {
  const Inner = { type: 'object', properties: { a: { type: 'string' } } };
  const Outer = { $id: 'Outer', type: 'object', properties: { inner: Inner } };
  const { $id, ...spelled } = Outer;
  assert.equal($id, 'Outer');
  const document = {
    paths: { '/x': { list: { type: 'array', items: spelled }, inner: Inner } },
    components: {} as { schemas?: Record<string, JsonSchema> },
  };
  nameSchemas(document, { Outer, Inner });
  const inner = { $ref: '#/components/schemas/Inner' };
  assert.deepEqual(document.paths['/x'], {
    list: { type: 'array', items: { $ref: '#/components/schemas/Outer' } },
    inner,
  });
  assert.deepEqual(document.components.schemas, { Inner, Outer: { type: 'object', properties: { inner } } });
});
