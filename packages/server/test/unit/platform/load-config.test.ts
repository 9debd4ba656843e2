import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KemptError } from '@kempt/engine';
import { loadConfig } from '../../../src/platform/config/load-config.ts';

test('has a default for everything that needs one', () => {
  const config = loadConfig({}, '/state');
  assert.partialDeepStrictEqual(config, { KEMPT_HOST: '127.0.0.1', KEMPT_PORT: 8000, stateFolder: '/state' });
  assert.equal(config.DATABASE_URL, undefined);
  assert.ok(Object.isFrozen(config));
});

test('takes what is set, and an empty value for none', () => {
  const config = loadConfig({ KEMPT_PORT: '9000', KEMPT_OPEN_REGISTRATION: '1', KEMPT_LOG_LEVEL: '' }, '/state');
  assert.partialDeepStrictEqual(config, { KEMPT_PORT: 9000, KEMPT_OPEN_REGISTRATION: true, KEMPT_LOG_LEVEL: 'info' });
  const browse = loadConfig({ KEMPT_BROWSE_ROOTS: '/a:/b' }, '/state').KEMPT_BROWSE_ROOTS;
  assert.deepEqual(browse, ['/a', '/b']);
});

test('reports every problem at once, and never a secret', () => {
  const env = {
    KEMPT_PORT: '70000',
    KEMPT_OPEN_REGISTRATION: 'maybe',
    KEMPT_LOG_LEVEL: 'loud',
    KEMPT_BROWSE_ROOTS: 'here',
    KEMPT_PUBLIC_URL: 'kempt.example.org',
    KEMPT_TYPO: '1',
    DATABASE_URL: 'mysql://root:hunter2@db',
  };
  assert.throws(
    () => loadConfig(env, '/state'),
    (error) => {
      assert.ok(error instanceof KemptError);
      assert.equal(error.code, 'invalid_argument');
      for (const name of Object.keys(env)) assert.ok(error.message.includes(name), name);
      assert.ok(!error.message.includes('hunter2'));
      return true;
    },
  );
});
