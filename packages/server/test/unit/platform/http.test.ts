import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import fc from 'fast-check';
import { KemptError } from '@kempt/engine';
import { decide } from '../../../src/platform/access/principal.ts';
import { readCursor, writeCursor } from '../../../src/platform/http/cursor.ts';
import { toProblem } from '../../../src/platform/http/problem.ts';
import { refuseHostileText } from '../../../src/platform/http/refuse-hostile-text.ts';

const isCode = (code: string) => (error: unknown) => error instanceof KemptError && error.code === code;

test('a cursor comes back as it was made', () => {
  fc.assert(
    fc.property(fc.string(), fc.integer(), (name, number) => {
      fc.pre(!name.includes('\0') && name.isWellFormed());
      assert.deepEqual(readCursor(writeCursor([name, number]), ['string', 'number']), [name, number]);
    }),
  );
  assert.equal(readCursor(undefined, ['string']), undefined);
});

test('refuses a cursor that is none, or another list’s', () => {
  const broken = ['x', 'bm9uc2Vuc2U', writeCursor([1]), writeCursor(['a', 'b']), writeCursor(['a\0'])];
  for (const text of broken) assert.throws(() => readCursor(text, ['string']), isCode('invalid_request'), text);
});

test('tells what is wrong with a request, and nothing of a fault of its own', () => {
  const asked = toProblem(new KemptError('not_found', 'There is no such root.', { hint: 'Look again.' }), 'r1');
  assert.partialDeepStrictEqual(asked, { status: 404, detail: 'There is no such root.', hint: 'Look again.' });
  const fault = toProblem(new Error('password hunter2 in a stack'), 'r2');
  assert.deepEqual(Object.keys(fault).sort(), ['code', 'request_id', 'status', 'title', 'type']);
  assert.equal(fault.status, 500);
  const others = Object.assign(new Error('no file /home/hunter2'), { statusCode: 404 });
  assert.equal(toProblem(others, 'r3').detail, 'There is nothing under that address, or not for this user.');
});

test('knows a database that is gone, however the driver says it', () => {
  const lost: Error[] = [
    Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }),
    Object.assign(new Error('x'), { code: '57P01' }),
    Object.assign(new Error('x'), { code: '08006' }),
    new Error('Connection terminated unexpectedly'),
    new Error('timeout exceeded when trying to connect'),
    new Error('Failed query', { cause: Object.assign(new Error('x'), { code: 'ECONNRESET' }) }),
    Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND', syscall: 'getaddrinfo', hostname: 'db' }),
    Object.assign(new Error('connect'), { code: 'ENOENT', syscall: 'connect', address: '/run/.s.PGSQL.5432' }),
  ];
  for (const error of lost) assert.equal(toProblem(error, 'r').code, 'database_unavailable', error.message);
  assert.equal(toProblem(Object.assign(new Error('x'), { code: '22P02' }), 'r').status, 400);
  assert.equal(toProblem('text', 'r').status, 500);
});

test('takes a file that is missing or out of reach for no word about the database', async () => {
  const missing = await readFile('/nowhere/file').catch((error: unknown) => error);
  const silent = Object.assign(new Error('open'), { code: 'ETIMEDOUT', syscall: 'open', path: '/mnt/nas/file' });
  for (const error of [missing, new Error('x', { cause: missing }), silent]) {
    assert.equal(toProblem(error, 'r').code, 'internal');
  }
});

test('refuses text that no field takes, wherever it stands', () => {
  for (const value of ['a\0', { a: ['b\0'] }, { 'k\0': 1 }, ['\ud800'], { a: { b: '\udfff' } }]) {
    assert.throws(() => refuseHostileText(value, 'body'), isCode('invalid_request'));
  }
  let deep: unknown = 1;
  for (let i = 0; i < 100_000; i++) deep = [deep];
  assert.throws(() => refuseHostileText(deep, 'body'), isCode('invalid_request'));
  refuseHostileText({ a: [1, null, true, 'ä🦊'], b: { c: {} } }, 'body');
});

test('lets in whom a route names, and keys only for what they are good for', () => {
  const member = { userId: 'u', role: 'member', grants: {}, sessionId: 's' } as const;
  const key = { userId: 'u', role: 'administrator', grants: {}, apiKeyId: 'k', scopes: ['read'] } as const;
  assert.equal(decide({ who: 'anyone' }, undefined), 'yes');
  assert.equal(decide({ who: 'user' }, undefined), 'unauthenticated');
  assert.equal(decide({ who: 'administrator' }, member), 'forbidden');
  assert.equal(decide({ who: 'user', scope: 'session' }, member), 'yes');
  assert.equal(decide({ who: 'user', scope: 'read' }, key), 'yes');
  assert.equal(decide({ who: 'user', scope: 'apply' }, key), 'forbidden');
  assert.equal(decide({ who: 'user' }, key), 'forbidden', 'a route that names no scope takes no key');
});
