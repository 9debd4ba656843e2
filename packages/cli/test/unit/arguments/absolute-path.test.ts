import assert from 'node:assert/strict';
import { test } from 'node:test';
import { absolutePath } from '../../../src/arguments/absolute-path.ts';

const POSIX = { skip: process.platform === 'win32' };

test('makes paths absolute', POSIX, () => {
  assert.equal(absolutePath('a/./b/', '/home/me'), '/home/me/a/b');
  assert.equal(absolutePath('.', '/home/me'), '/home/me');
  assert.equal(absolutePath('/x//y', '/home/me'), '/x/y');
});

test('keeps bytes that are not UTF-8', POSIX, () => {
  assert.equal(absolutePath('a\udcff', '/home/m\udce9'), '/home/m\udce9/a\udcff');
});

test('leaves .. to the system, which may find a link before it', POSIX, () => {
  assert.equal(absolutePath('link/../b', '/home/me'), '/home/me/link/../b');
  assert.equal(absolutePath('/link/../b', '/home/me'), '/link/../b');
});

test('refuses an empty path, which would mean the working folder', () => {
  assert.throws(() => absolutePath('', '/home/me'), { code: 'invalid_argument', message: /empty/ });
});

test('refuses a ~ the shell did not replace', () => {
  assert.throws(() => absolutePath('~/Downloads', '/home/me'), { code: 'invalid_argument', message: /~/ });
  assert.throws(() => absolutePath('~', '/home/me'), { code: 'invalid_argument' });
  assert.equal(absolutePath('./~', '/home/me').endsWith('~'), true);
});
