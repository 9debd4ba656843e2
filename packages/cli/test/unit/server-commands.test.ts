import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runCli } from '../support/run-cli.ts';

const EXPECTED: readonly [string[], string, unknown[]][] = [
  [['serve'], 'Kempt is ready: http://127.0.0.1:8000\n', ['serve']],
  [['worker'], 'Kempt works: waiting for operations.\n', ['work']],
  [['migrate'], 'The tables are up to date.\n', ['migrate']],
  [['admin', 'setup-link'], '', ['setupLink']],
  [['admin', 'rotate-keys'], '', ['rotateKeys']],
  [['admin', 'audit', 'export'], '{"id":1}\n', ['exportAudit']],
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

test('kempt admin audit verify says that all is well, and which entry is the newest', async () => {
  const { code, stdout } = await runCli(['admin', 'audit', 'verify']);
  assert.equal(code, 0);
  assert.equal(stdout, `All entries of the audit log are as they were written: 3.\nThe newest: 3:${'00'.repeat(32)}\n`);
});

test('kempt admin audit verify names the first broken entry and exits 1', async () => {
  const expect = `3:${'ab'.repeat(32)}`;
  const shown = await runCli(['admin', 'audit', 'verify', '--expect', expect]);
  assert.equal(shown.code, 1);
  assert.equal(shown.stdout, 'Entry 2 was changed: its hash is not that of what it says.\n');
  const { code, stdout, calls } = await runCli(['admin', 'audit', 'verify', '--expect', expect, '--json']);
  assert.equal(code, 1);
  assert.partialDeepStrictEqual(JSON.parse(stdout), { broken: { id: 2, problem: 'changed' } });
  assert.deepEqual(calls[0], ['verifyAudit', { id: 3, hash: 'ab'.repeat(32) }]);
});

test('kempt admin audit verify takes only an entry to expect', async () => {
  for (const text of ['', '3', '3:ab', `x:${'ab'.repeat(32)}`, `3:${'AB'.repeat(32)}`]) {
    const ran = await runCli(['admin', 'audit', 'verify', '--expect', text]);
    assert.equal(ran.code, 2, text);
    assert.match(ran.stderr, /64 hexadecimal digits/);
  }
});

const CLEARED: readonly [string[], object, string][] = [
  [[], { kind: null, match: null }, 'Every service forgets all answers.\n'],
  [['--kind', 'report'], { kind: 'report', match: null }, 'Every service forgets all answers of the kind report.\n'],
  [['--match', 'a:*'], { kind: null, match: 'a:*' }, 'Every service forgets all answers whose key fits a:*.\n'],
];

for (const [options, cleared, said] of CLEARED) {
  test(`kempt admin cache clear ${options.join(' ')} tells every service`, async () => {
    const shown = await runCli(['admin', 'cache', 'clear', ...options]);
    assert.equal(shown.stdout, said);
    assert.deepEqual(shown.calls[0], ['clearCache', cleared]);
    const { code, stdout } = await runCli(['admin', 'cache', 'clear', ...options, '--json']);
    assert.equal(code, 0);
    assert.deepEqual(JSON.parse(stdout), cleared);
  });
}

for (const [options, hint] of [
  [['--kind', 'reports'], /Allowed choices are standing, category_list, /],
  [['--match', ''], /\* for any characters/],
  [['--match', '[a-z]*'], /\* for any characters/],
  [['--match', 'x'.repeat(201)], /up to 200/],
] as const) {
  test(`kempt admin cache clear ${options[0]} ${options[1].slice(0, 10)} is refused before anything is told`, async () => {
    const { code, stdout, stderr, calls } = await runCli(['admin', 'cache', 'clear', ...options, '--json']);
    assert.equal(code, 2);
    assert.match(stdout + stderr, /invalid_argument/);
    assert.match(stdout + stderr, hint);
    assert.match(stdout + stderr, /kempt admin cache clear --help/);
    assert.deepEqual(calls, []);
  });
}

test('a service that cannot start says why and exits 3', async () => {
  const { KemptError } = await import('@kempt/engine');
  const serve = () => Promise.reject(new KemptError('service_running', 'Another one runs.', { hint: 'Stop it.' }));
  const ran = await runCli(['serve'], { server: { serve } });
  assert.equal(ran.code, 3);
  assert.match(ran.stderr, /Another one runs\..*Stop it\./s);
});
