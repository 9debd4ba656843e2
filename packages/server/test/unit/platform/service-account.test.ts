import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serviceAccount } from '../../../src/platform/db/service-account.ts';

const ROOT = 'root:x:0:0:root:/root:/bin/bash\n';

test('takes an account of its own before others', async () => {
  const text = `${ROOT}nobody:x:65534:65534::/:/x\nkempt:x:990:991::/:/x\npostgres:x:100:101::/:/x\n`;
  assert.deepEqual(await serviceAccount(text), { name: 'kempt', uid: 990, gid: 991 });
});

test('never takes root, and says what to do where there is nobody else', async () => {
  await assert.rejects(serviceAccount(`${ROOT}kempt:x:0:0::/:/x\n`), /no other account was found/);
});
