import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DrizzleQueryError } from 'drizzle-orm/errors';
import { KemptError } from '@kempt/engine';
import { describeError, withoutValues } from '../../../../src/platform/log/describe-error.ts';

const SECRET = 'hunter2';

test('says class, code and place of an error, and no value that its message holds', () => {
  const errors = [
    new SyntaxError(`Unexpected token 'h', "${SECRET}" is not valid JSON`),
    Object.assign(new Error(`ENOENT: no such file or directory, open '/home/${SECRET} photos/a.txt'`), {
      code: 'ENOENT',
    }),
    new Error(`cannot read /home/${SECRET} photos/a.txt`),
    new Error(`can't open '${SECRET}'`),
    new Error(`invalid input syntax for type uuid: "${SECRET}`),
    new Error(`no account for ${SECRET}@example.org`),
    new Error(`a\n    at ${SECRET} (file:///x.ts:1:1)`),
    new Error('outer', { cause: new Error(`inner "${SECRET}"`) }),
    new KemptError('not_found', `There is no ${SECRET}.`, { cause: new Error(`'${SECRET}'`) }),
    new AggregateError([new Error(SECRET)], 'Something could not be closed.'),
  ];
  for (const error of errors) {
    const facts = describeError(error);
    assert.ok(!JSON.stringify(facts).includes(SECRET), JSON.stringify(facts));
    assert.equal(facts['error_class'], error.name);
    assert.match(facts['stack'] ?? '', /^ {4}at .*describe-error\.test\.ts:\d+:\d+/);
  }
  assert.partialDeepStrictEqual(describeError(errors[1]), {
    error: 'ENOENT: no such file or directory, open …',
    error_code: 'ENOENT',
  });
});

test('says of a failed statement what the driver says, and none of its values', () => {
  const driver = Object.assign(new Error(`duplicate key value violates unique constraint "app_user_email_key"`), {
    code: '23505',
    detail: `Key (lower(email))=(${SECRET}) already exists.`,
    table: 'app_user',
    constraint: 'app_user_email_key',
  });
  const facts = describeError(new DrizzleQueryError('insert into app_user values ($1)', [SECRET], driver));
  assert.ok(!JSON.stringify(facts).includes(SECRET));
  assert.partialDeepStrictEqual(facts, {
    error: 'duplicate key value violates unique constraint …',
    error_code: '23505',
    table: 'app_user',
    constraint: 'app_user_email_key',
  });
  const bare = describeError(new DrizzleQueryError(`select '${SECRET}'`, [SECRET]));
  assert.equal(bare['error'], 'A statement failed.');
});

test('tells why, beside what', () => {
  const facts = describeError(new Error('outer', { cause: Object.assign(new Error('no room'), { code: 'ENOSPC' }) }));
  assert.partialDeepStrictEqual(facts, { error: 'outer', cause: 'no room', cause_code: 'ENOSPC' });
  const own = describeError(new KemptError('not_found', 'x'));
  assert.equal(own['error_code'], 'not_found');
});

test('comes to an end with causes that go in a circle', () => {
  const error = new Error('round');
  error.cause = error;
  assert.equal(describeError(error)['cause'], 'round');
  error.cause = new Error('and round', { cause: error });
  assert.match(describeError(error)['cause'] ?? '', /round/);
});

test('says of an error that throws when it is read nothing but that', () => {
  const { proxy, revoke } = Proxy.revocable(new Error(SECRET), {});
  revoke();
  for (const error of [proxy, Object.create(null)]) {
    assert.deepEqual(describeError(error), { error: 'Something was thrown that cannot be read.' });
  }
});

test('takes what is no error, and names that are none', () => {
  assert.deepEqual(describeError(`no "${SECRET}"`), { error: 'no …' });
  assert.equal(describeError(Object.assign(new Error('x'), { table: 'not a name' }))['table'], undefined);
  const named = Object.assign(new Error('x'), { name: `a ${SECRET}`, code: `a ${SECRET}` });
  assert.partialDeepStrictEqual(describeError(named), { error: 'x', error_class: 'Error' });
  assert.equal(describeError(named)['error_code'], undefined);
});

test('leaves plain words, and takes tokens', () => {
  assert.equal(withoutValues('Connection terminated unexpectedly'), 'Connection terminated unexpectedly');
  assert.equal(withoutValues('bad key kempt_0123456789abcdefXYZ here'), 'bad key … here');
});
