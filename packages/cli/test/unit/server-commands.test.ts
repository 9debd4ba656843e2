import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runCli } from '../support/run-cli.ts';

const EXPECTED: readonly [string[], string, unknown[]][] = [
  [['serve'], 'Kempt is ready: http://127.0.0.1:8000\n', ['serve']],
  [['worker'], 'Kempt works: waiting for operations.\n', ['work']],
  [['migrate'], 'The tables are up to date.\n', ['migrate']],
  [['admin', 'setup-link'], '', ['setupLink']],
  [['admin', 'rotate-keys'], '', ['rotateKeys']],
  [['admin', 'reset-password', 'a@b'], 'The new password of a@b: secret\n', ['resetPassword', 'a@b']],
];

for (const [argv, stdout, call] of EXPECTED) {
  test(`kempt ${argv.join(' ')} asks the service`, async () => {
    const ran = await runCli(argv);
    assert.equal(ran.code, 0);
    assert.equal(ran.stdout, stdout);
    assert.deepEqual(
      ran.calls.filter(([name]) => name !== 'close'),
      [call],
    );
  });
}

test('kempt admin indexes lists them, for people and for programs', async () => {
  const shown = await runCli(['admin', 'indexes']);
  assert.match(shown.stdout, /operation +operation_pkey +8\.2 kB|operation +operation_pkey/);
  const { stdout } = await runCli(['admin', 'indexes', '--json']);
  assert.deepEqual(JSON.parse(stdout), {
    indexes: [{ table: 'operation', index: 'operation_pkey', size_bytes: 8192, scans: 3 }],
  });
});

test('a service that cannot start says why and exits 3', async () => {
  const { KemptError } = await import('@kempt/engine');
  const serve = () => Promise.reject(new KemptError('service_running', 'Another one runs.', { hint: 'Stop it.' }));
  const ran = await runCli(['serve'], { server: { serve } });
  assert.equal(ran.code, 3);
  assert.match(ran.stderr, /Another one runs\..*Stop it\./s);
});
