import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { hashNewPassword, hashPassword, isPassword } from '../../../../src/platform/security/passwords.ts';
import { refuseWeakPassword } from '../../../../src/platform/security/refuse-weak-password.ts';

const ADA = { email: 'ada.lovelace@example.org', name: 'Ada Lovelace' };

test('hashes with argon2id, 19 MiB, two passes and one lane, and a salt of its own', async () => {
  const [one, other] = await Promise.all([1, 2].map(() => hashPassword('correct horse battery')));
  assert.match(one ?? '', /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22,}\$[\w+/]{43}$/);
  assert.notEqual(one, other);
});

test('takes a password however its characters are put together, and no other one', async () => {
  const hash = await hashPassword('na\u00efve \ufb01sh and chips');
  assert.equal(await isPassword('nai\u0308ve fish and chips', hash), true);
  assert.equal(await isPassword('naive fish and chips', hash), false);
  assert.equal(await isPassword('na\u00efve \ufb01sh and chips', undefined), false);
});

for (const [why, passwords] of [
  [
    'one of the most common ones',
    ['1q2w3e4r5t', 'qwertyuiop', 'Password123', 'PASSWORD123', 'basketball', '1234567890'],
  ],
  ['a common one with something behind it', ['monkey2026!', 'Welcome123!', 'dragon-1984', 'football#1!']],
  ['the same again and again', ['aaaaaaaaaa', 'abababababab', 'abc1abc1abc1', 'x1!x1!x1!x1']],
  [
    'characters in a row',
    ['abcdefghijklmn', 'lkjihgfedcba', '\u03b1\u03b2\u03b3\u03b4\u03b5\u03b6\u03b7\u03b8\u03b9\u03ba'],
  ],
  ['the address', ['ada.lovelace@example.org', 'Ada.Lovelace1', 'ADA.LOVELACE']],
  ['the name', ['Ada Lovelace', 'adalovelace', 'AdaLovelace99']],
  ['full-width twins of one', ['\uff50\uff41\uff53\uff53\uff57\uff4f\uff52\uff44123']],
] as const) {
  test(`refuses a new password that is ${why}`, async () => {
    for (const password of passwords) {
      await assert.rejects(hashNewPassword(password, ADA), { code: 'weak_password' }, password);
    }
  });
}

test('takes any other password, whatever characters it is made of', async () => {
  const all = [
    'correct horse battery',
    'only lower case words',
    '8405719362',
    'lovelace was here',
    'password of the house of ada',
    'monkey 20261127',
    '\u0434\u043b\u0438\u043d\u043d\u044b\u0439 \u043f\u0430\u0440\u043e\u043b\u044c',
    '\u{1f40e}\u{1f50b}\u{1f4ce}\u{1f3e0}\u{1f333}\u{1f30a}\u{1f525}\u{1f319}\u{2b50}\u{1f381}',
  ];
  for (const password of all) await refuseWeakPassword(password, ADA);
});

test('has a list that is sorted, in lower case and without doubles', async () => {
  const path = new URL('../../../../src/platform/security/data/common-passwords.txt', import.meta.url);
  const words = (await readFile(path, 'utf8')).trimEnd().split('\n');
  assert.ok(words.length > 10_000);
  assert.deepEqual(words, [...new Set(words.map((word) => word.toLowerCase()))].sort());
});
