import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openTestApi, TEST_PASSWORD, type TestApi } from '../../../src/testing/test-api.ts';

let api: TestApi;
before(async () => {
  api = await openTestApi();
});
after(() => api.close());

const make = (name: string, email = 'hostile@example.org') =>
  api.call('POST', '/api/v1/users', {
    token: api.owner.token,
    body: { email, name, password: TEST_PASSWORD, role: 'member' },
  });

for (const [what, name] of [
  ['of 10,000 characters', 'x'.repeat(10_000)],
  ['with a line break', 'Ada\nLovelace'],
  ['with a carriage return', 'Ada\r\nset-cookie: a=b'],
  ['with ANSI codes', '\u001b[2J\u001b]0;owned\u0007'],
  ['with ANSI codes of one byte', '\u009b2J\u009d0;owned\u009c'],
  ['with a NUL', 'Ada\0'],
  ['that turns text around', 'Ada \u202egnp.exe'],
  ['with half a character', 'Ada \ud800'],
  ['of nothing but space', ' \u2003 '],
  ['of 10,000 line breaks, ANSI codes and quotes', `"'\n\u001b[31m`.repeat(2500)],
] as const) {
  test(`refuses a user name ${what}`, async () => {
    assert.equal((await make(name)).status, 400);
    const own = await api.call('PATCH', '/api/v1/auth/me', { token: api.owner.token, body: { name } });
    assert.equal(own.status, 400);
    const key = { name, scopes: ['read'] };
    assert.equal((await api.call('POST', '/api/v1/api-keys', { token: api.owner.token, body: key })).status, 400);
  });
}

for (const [what, email] of [
  ['of 10,000 characters', `${'x'.repeat(10_000)}@example.org`],
  ['with a line break', 'a@example.org\nBcc: b@example.org'],
  ['with ANSI codes of one byte', 'a\u009b2J@example.org'],
  ['that turns text around', '\u202eada@example.org'],
] as const) {
  test(`refuses an e-mail address ${what}`, async () => {
    assert.equal((await make('Ada', email)).status, 400);
  });
}

test('keeps quotes, tags and formulas in a name as they are, and never as more than text', async () => {
  const name = `"><script>alert('x')</script> =1+1 \${7*7} {{7*7}} %s $(id) \`id\` ' or 1=1 --`;
  const { status, body, headers } = await make(name);
  assert.equal(status, 201);
  assert.partialDeepStrictEqual(body, { name });
  assert.match(String(headers['content-type']), /^application\/json/);
  const listed = await api.call('GET', '/api/v1/users', { token: api.owner.token });
  assert.ok((listed.body as { items: { name: string }[] }).items.some((user) => user.name === name));
});

test('lets no name of a program forge a line of the log or of the audit log', async () => {
  const agent = 'x","level":"ERROR","event":"forged\u00ff\u0085\u009b2J';
  await api.call('POST', '/api/v1/auth/login', {
    body: { email: 'hostile@example.org', password: TEST_PASSWORD },
    headers: { 'user-agent': agent },
  });
  for (const line of api.logged) {
    assert.equal(line.split('\n').length, 2);
    assert.notEqual((JSON.parse(line) as { event: string }).event, 'forged');
  }
  const { body } = await api.call('GET', '/api/v1/audit?action=sign_in&limit=1', { token: api.owner.token });
  const [entry] = (body as { items: { user_agent: string }[] }).items;
  // eslint-disable-next-line no-control-regex -- none of those may be there
  assert.doesNotMatch(entry?.user_agent ?? '', /[\u0000-\u001f\u007f-\u009f]/);
});
