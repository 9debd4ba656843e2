import { createEventBus } from '../platform/events/create-event-bus.ts';
import { openQueue } from '../platform/queue/open-queue.ts';
import { forgetRegularly } from './forget-regularly.ts';
import { indexRegularly } from './index-regularly.ts';
import { monitor } from './monitor.ts';
import { OPERATION_QUEUE, startWorker } from './start-worker.ts';
import { aborted, withDatabase, type ServiceProcess } from './with-database.ts';

/**
 * Carries operations out for services on the same database, until it is told to stop.
 *
 * @param service - what it needs from its process
 * @throws KemptError for settings that cannot be used and a database that does not answer
 */
export async function work(service: ServiceProcess): Promise<void> {
  await withDatabase(service, 'kempt.worker', async (opened) => {
    const { config, log, metrics, tracing, onQuery, database, closers } = opened;
    const queue = await openQueue(database.db, OPERATION_QUEUE, log);
    closers.add(() => queue.stop());
    await monitor(opened, queue);
    const events = createEventBus(database.url, log, onQuery);
    closers.add(() => events.close());
    const settings = { ...config, KEMPT_WORKERS: Math.max(1, config.KEMPT_WORKERS) };
    const worker = await startWorker({ config: settings, database, queue, events, log, metrics, tracing });
    closers.add(() => worker.stop());
    closers.add(indexRegularly({ database, log }));
    closers.add(forgetRegularly({ config, database, events, log }));
    service.onReady?.();
    await service.say('Kempt works: waiting for operations.');
    await aborted(service.signal);
  });
}
