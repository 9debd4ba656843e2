import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Operation } from '@kempt/contracts/api';
import { OPERATION_QUEUE } from '../../src/app/start-worker.ts';
import { claimOperation } from '../../src/features/operations/lease-store.ts';
import { OperationRunner } from '../../src/features/operations/operation-runner.ts';
import { createLog } from '../../src/platform/log/create-log.ts';
import { NO_TRACING } from '../../src/platform/trace/tracing.ts';
import { openQueue } from '../../src/platform/queue/open-queue.ts';
import { openTestApi } from '../../src/testing/test-api.ts';

test('a sign of life that comes behind the end of an operation is not told as its loss', async (t) => {
  const api = await openTestApi();
  t.after(() => api.close());
  const { db, url } = api.database;
  const path = join(api.folder, 'root');
  await mkdir(path);
  const { token } = api.owner;
  const root = await api.call('POST', '/api/v1/roots', { token, body: { name: 'Root', path } });
  const body = { type: 'scan', root_id: (root.body as { id: string }).id };
  const asked = (await api.call('POST', '/api/v1/operations', { token, body })).body as Operation;
  const lines: string[] = [];
  const log = createLog({ level: 'warn', logger: 'test', stream: { write: (line: string) => lines.push(line) } });
  const queue = await openQueue(db, OPERATION_QUEUE, log);
  const worker = { id: 'test', leaseSeconds: 0.1 };
  const claimed = await claimOperation(db, asked.id, worker);
  assert.ok(claimed.kind === 'claimed');
  await new OperationRunner(
    {
      db,
      databaseUrl: url,
      queue,
      log,
      metrics: api.metrics,
      tracing: NO_TRACING,
      worker,
      stateFolder: api.stateFolder,
      categories: () => Promise.resolve([]),
      stopping: new AbortController().signal,
      announce: () => undefined,
      // The row is locked meanwhile, so that signs of life have to wait for the end.
      announceChange: () => sleep(10 * worker.leaseSeconds * 1000),
    },
    claimed.row,
  ).run();
  await queue.stop();
  const ended = await api.call('GET', `/api/v1/operations/${asked.id}`, { token });
  assert.equal((ended.body as Operation).status, 'completed');
  assert.deepEqual(lines, []);
});
