import assert from 'node:assert/strict';
import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { UNCOVERED } from '@kempt/engine/testing/uncovered';
import manifest from '../../package.json' with { type: 'json' };
import { kempt, LAUNCHER, runProcess, temporaryFolder } from '../support/kempt-process.ts';

/** Makes Node believe it is an older one. */
const OLDER_NODE = `data:text/javascript,${encodeURIComponent(
  'Object.defineProperty(process, "versions", { value: { ...process.versions, node: "20.20.2" } })',
)}`;

/** The launcher chooses the place itself, also while coverage is measured, when compiled code is not kept elsewhere. */
const OWN_CACHE = { ...UNCOVERED, NODE_COMPILE_CACHE: undefined };

test('says in one line that it needs a newer Node, and exits 2', async () => {
  const ended = await runProcess([process.execPath, '--import', OLDER_NODE, LAUNCHER, '--version']);
  assert.equal(ended.code, 2);
  assert.equal(ended.stdout, '');
  assert.match(ended.stderr, /^kempt: Kempt needs Node 24 or newer and found Node 20\.20\.2 .*\n$/);
});

test('holds nothing an older Node could not read', () => {
  const text = readFileSync(LAUNCHER, 'utf8');
  assert.doesNotMatch(text, /\?\?|\?\.|['"]node:|^(?:import|await|export) /m);
});

test('starts from any folder', async () => {
  const ended = await kempt(['--version'], { cwd: temporaryFolder() });
  assert.deepEqual(ended, { code: 0, stdout: `${manifest.version}\n`, stderr: '' });
});

test('makes a state folder nobody else can look into', { skip: process.platform === 'win32' }, async () => {
  const home = join(temporaryFolder(), 'a', 'state');
  await kempt(['--version'], { home });
  assert.equal(statSync(home).mode & 0o777, 0o700);
});

test('keeps compiled code below the state folder', async () => {
  const home = temporaryFolder();
  await kempt(['--version'], { home, env: OWN_CACHE });
  assert.ok(existsSync(join(home, 'compile-cache')));
});

test('keeps no code where others could plant some', { skip: process.platform === 'win32' }, async () => {
  const home = temporaryFolder();
  chmodSync(home, 0o777);
  const ended = await kempt(['--version'], { home, env: OWN_CACHE });
  assert.equal(ended.code, 0);
  assert.equal(existsSync(join(home, 'compile-cache')), false);
});

test('starts without a state folder when there can be none', async () => {
  const file = join(temporaryFolder(), 'file');
  writeFileSync(file, '');
  const ended = await kempt(['--version'], { home: join(file, 'state') });
  assert.deepEqual([ended.code, ended.stderr], [0, '']);
});

test('the help of every command comes from the real process too', async () => {
  const ended = await kempt(['organize', '--help']);
  assert.equal(ended.code, 0);
  assert.match(ended.stdout, /^Usage: kempt organize \[options\] <DIR>\n/);
});

test('help that was asked for is no error', async () => {
  for (const args of [['help'], ['help', 'scan'], ['--help']]) {
    const ended = await kempt(args);
    assert.deepEqual([ended.code, ended.stderr], [0, ''], args.join(' '));
    assert.match(ended.stdout, /^Usage: kempt/);
  }
});
