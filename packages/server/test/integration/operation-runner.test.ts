import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Operation } from '@kempt/contracts/api';
import { OPERATION_QUEUE } from '../../src/app/start-worker.ts';
import { claimOperation } from '../../src/features/operations/lease-store.ts';
import { OperationRunner, type RunnerParts } from '../../src/features/operations/operation-runner.ts';
import { createLog } from '../../src/platform/log/create-log.ts';
import { NO_TRACING } from '../../src/platform/trace/tracing.ts';
import { openQueue } from '../../src/platform/queue/open-queue.ts';
import { openTestApi } from '../../src/testing/test-api.ts';

const LEASE_SECONDS = 0.1;

/** Asks for an operation and carries it out; answers what became of it, and what a worker said. */
async function runOnce(t: TestContext, wanted: object, different: Partial<RunnerParts>) {
  const api = await openTestApi();
  t.after(() => api.close());
  const { db, url } = api.database;
  const path = join(api.folder, 'root');
  await mkdir(path);
  const { token } = api.owner;
  const root = await api.call('POST', '/api/v1/roots', { token, body: { name: 'Root', path } });
  const body = { ...wanted, root_id: (root.body as { id: string }).id };
  const asked = (await api.call('POST', '/api/v1/operations', { token, body })).body as Operation;
  const lines: string[] = [];
  const log = createLog({ level: 'warn', logger: 'test', stream: { write: (line: string) => lines.push(line) } });
  const queue = await openQueue(db, OPERATION_QUEUE, log);
  const worker = { id: 'test', leaseSeconds: LEASE_SECONDS };
  const claimed = await claimOperation(db, asked.id, worker);
  assert.ok(claimed.kind === 'claimed');
  const parts = {
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
    announceChange: () => Promise.resolve(),
    ...different,
  };
  await new OperationRunner(parts, claimed.row).run();
  const waiting = await queue.waiting();
  await queue.stop();
  const { status } = (await api.call('GET', `/api/v1/operations/${asked.id}`, { token })).body as Operation;
  return { status, waiting, lines };
}

test('a sign of life that comes behind the end of an operation is not told as its loss', async (t) => {
  // The row is locked meanwhile, so that signs of life have to wait for the end.
  const announceChange = () => sleep(10 * LEASE_SECONDS * 1000);
  const { status, lines } = await runOnce(t, { type: 'scan' }, { announceChange });
  assert.equal(status, 'completed');
  assert.deepEqual(lines, []);
});

test('an operation whose database goes away before it has begun is handed back, not failed', async (t) => {
  const lost = () => Promise.reject(new Error('Connection terminated unexpectedly'));
  const { status, waiting, lines } = await runOnce(t, { type: 'organize' }, { categories: lost });
  assert.equal(status, 'pending');
  // Its own job was never taken here; another one has joined it.
  assert.equal(waiting, 2);
  assert.deepEqual(lines, []);
});
