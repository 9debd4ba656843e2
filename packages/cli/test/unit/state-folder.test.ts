import assert from 'node:assert/strict';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { stateFolderOf } from '../../bin/state-folder.js';

test('takes the folder the person chose, made absolute', () => {
  assert.equal(
    stateFolderOf({ KEMPT_HOME: '/var/kempt', XDG_STATE_HOME: '/x' }, 'linux', false),
    resolve('/var/kempt'),
  );
  assert.equal(stateFolderOf({ KEMPT_HOME: 'here' }, 'win32'), resolve('here'));
});

test('takes the state folder of the platform otherwise', () => {
  assert.equal(stateFolderOf({ XDG_STATE_HOME: '/state' }, 'linux', false), join('/state', 'kempt'));
  assert.equal(stateFolderOf({ KEMPT_HOME: '' }, 'linux', false), join(homedir(), '.local', 'state', 'kempt'));
  assert.equal(stateFolderOf({}, 'darwin'), join(homedir(), 'Library', 'Application Support', 'Kempt'));
  assert.equal(stateFolderOf({ LOCALAPPDATA: '/local' }, 'win32'), join('/local', 'Kempt'));
  assert.equal(stateFolderOf({}, 'win32'), join(homedir(), 'AppData', 'Local', 'Kempt'));
});

test('takes a folder that the user of the database can reach for root', () => {
  assert.equal(stateFolderOf({ XDG_STATE_HOME: '/state' }, 'linux', true), '/var/lib/kempt');
  assert.equal(stateFolderOf({ KEMPT_HOME: '/mine' }, 'linux', true), '/mine');
});

test('ignores a relative XDG_STATE_HOME, as its specification asks', () => {
  assert.equal(stateFolderOf({ XDG_STATE_HOME: 'state' }, 'linux', false), join(homedir(), '.local', 'state', 'kempt'));
});
