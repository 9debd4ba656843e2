import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { readRawArguments, readRawWorkingFolder } from '../../../src/fs/raw-arguments.ts';

const folder = mkdtempSync(join(tmpdir(), 'kempt-raw-arguments-'));
after(() => {
  rmSync(folder, { recursive: true });
});

/** What the kernel would show of a process with these arguments. */
function processFolder(name: string, args: readonly Buffer[]): string {
  const path = join(folder, name);
  mkdirSync(path);
  writeFileSync(join(path, 'cmdline'), Buffer.concat(args.flatMap((arg) => [arg, Buffer.from([0])])));
  return path;
}

const LATIN1 = Buffer.from([0x61, 0xe9, 0x62]);

test('gives ordinary arguments back without looking', () => {
  const args = ['scan', 'ä', ''];
  assert.equal(readRawArguments(args, join(folder, 'missing')), args);
});

test('reads the bytes of a name that is not UTF-8', () => {
  const place = processFolder('plain', [Buffer.from('node'), Buffer.from('kempt.js'), Buffer.from('scan'), LATIN1]);
  assert.deepEqual(readRawArguments(['scan', LATIN1.toString()], place), ['scan', 'a\udce9b']);
});

test('finds the arguments behind options of Node and keeps empty ones', () => {
  const args = ['node', '--no-warnings', 'kempt.js', '', 'x'].map((arg) => Buffer.from(arg));
  const place = processFolder('options', [...args, LATIN1]);
  assert.deepEqual(readRawArguments(['', 'x', LATIN1.toString()], place), ['', 'x', 'a\udce9b']);
});

test('keeps a replacement character somebody really typed', () => {
  const place = processFolder('typed', [Buffer.from('node'), Buffer.from('kempt.js'), Buffer.from('a\ufffd')]);
  assert.deepEqual(readRawArguments(['a\ufffd'], place), ['a\ufffd']);
});

test('keeps the arguments when the kernel shows others', () => {
  const place = processFolder('other', [Buffer.from('node'), Buffer.from('kempt.js'), Buffer.from('b\ufffd')]);
  const args = ['a\ufffd'];
  assert.equal(readRawArguments(args, place), args);
});

test('keeps the arguments when the last one has no end or nothing can be read', () => {
  const path = join(folder, 'torn');
  mkdirSync(path);
  writeFileSync(join(path, 'cmdline'), Buffer.concat([Buffer.from('node\0'), LATIN1]));
  assert.deepEqual(readRawArguments([LATIN1.toString()], path), ['a\udce9b']);
  assert.deepEqual(readRawArguments(['a\ufffd'], join(folder, 'missing')), ['a\ufffd']);
});

test('reads the working folder the same way', { skip: process.platform === 'win32' }, () => {
  const path = join(folder, 'cwd-of');
  mkdirSync(path);
  symlinkSync(Buffer.concat([Buffer.from('/tmp/'), LATIN1]), join(path, 'cwd'));
  assert.equal(readRawWorkingFolder('/tmp/plain', path), '/tmp/plain');
  assert.equal(readRawWorkingFolder('/tmp/a\ufffdb', path), '/tmp/a\udce9b');
  assert.equal(readRawWorkingFolder('/other\ufffd', path), '/other\ufffd');
  assert.equal(readRawWorkingFolder('/other\ufffd', join(folder, 'missing')), '/other\ufffd');
});
