import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { configDocs, exampleEnvironment } from '../scripts/config-docs.ts';
import { errorDocs } from '../scripts/error-docs.ts';

const textOf = (path: string): string => readFileSync(join(import.meta.dirname, '..', path), 'utf8');

test('docs/CONFIG.md and .env.example say what the settings are; scripts/build-config-docs.ts makes them anew', async () => {
  assert.equal(textOf('docs/CONFIG.md'), await configDocs());
  assert.equal(textOf('.env.example'), exampleEnvironment());
});

test('docs/ERRORS.md says what the errors are; scripts/build-error-docs.ts makes it anew', async () => {
  assert.equal(textOf('docs/ERRORS.md'), await errorDocs());
});
