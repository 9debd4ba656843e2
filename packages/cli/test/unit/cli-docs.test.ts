import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { cliDocs } from '../../../../scripts/cli-docs.ts';

const DOCS = join(import.meta.dirname, '..', '..', '..', '..', 'docs', 'cli.md');

test('docs/cli.md says what the commands say of themselves (node scripts/build-cli-docs.ts)', async () => {
  assert.equal(readFileSync(DOCS, 'utf8'), await cliDocs());
});
