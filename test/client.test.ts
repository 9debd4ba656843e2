import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { clientSchema } from '../scripts/client-schema.ts';

test('the client is made of the routes as they are; npm run client makes it anew', async () => {
  const path = join(import.meta.dirname, '..', 'packages/client/src/schema.ts');
  assert.equal(await clientSchema(), readFileSync(path, 'utf8'));
});
