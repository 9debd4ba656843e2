import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { serve } from '../../src/app/serve.ts';
import { work } from '../../src/app/work.ts';
import { createTestDatabase, stopOwnCluster } from '../../src/testing/test-database.ts';

after(() => stopOwnCluster());

for (const [command, run, sentence] of [
  ['serve', serve, /^Kempt is ready/],
  ['worker', work, /^Kempt works/],
] as const) {
  test(`kempt ${command} tells its process once that everything is loaded, before it says that it is ready`, async () => {
    const database = await createTestDatabase();
    const stateFolder = await mkdtemp(join(tmpdir(), 'kempt-start-'));
    const stop = new AbortController();
    const heard: string[] = [];
    await run({
      env: { DATABASE_URL: database.url, KEMPT_PORT: '0', KEMPT_LOG_LEVEL: 'silent' },
      stateFolder,
      version: '0.0.0',
      signal: stop.signal,
      say: (line) => {
        if (sentence.test(line)) {
          heard.push('ready');
          stop.abort();
        }
        return Promise.resolve();
      },
      logStream: { write: () => undefined },
      onReady: () => heard.push('loaded'),
    });
    assert.deepEqual(heard, ['loaded', 'ready']);
    await database.drop();
    await rm(stateFolder, { recursive: true });
  });
}
