import { OPERATION_QUEUE, startWorker } from '../../src/app/start-worker.ts';
import { loadConfig } from '../../src/platform/config/load-config.ts';
import { createLog } from '../../src/platform/log/create-log.ts';
import { openQueue } from '../../src/platform/queue/open-queue.ts';
import type { TestApi } from '../../src/testing/test-api.ts';

/**
 * Has a worker carry operations out for a while, and no longer: what is asked for afterwards waits.
 *
 * @param api - the API
 * @param use - asks for operations
 * @returns what that answers
 */
export async function withWorker<T>(api: TestApi, use: () => Promise<T>): Promise<T> {
  const { database, events, metrics } = api;
  const log = createLog({ level: 'silent', logger: 'test', stream: { write: () => undefined } });
  const queue = await openQueue(database.db, OPERATION_QUEUE, log);
  const worker = await startWorker({ config: loadConfig({}, api.stateFolder), database, queue, events, log, metrics });
  try {
    return await use();
  } finally {
    await worker.stop();
    await queue.stop();
  }
}
