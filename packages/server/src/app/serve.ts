import type { AddressInfo } from 'node:net';
import { KemptError } from '@kempt/engine';
import { renewSetupToken } from '../features/accounts/setup-store.ts';
import type { Config } from '../platform/config/load-config.ts';
import { holdServiceLock } from '../platform/db/hold-service-lock.ts';
import { createEventBus } from '../platform/events/create-event-bus.ts';
import { openEngineHost } from '../platform/engine/open-engine-host.ts';
import type { Http } from '../platform/http/create-http.ts';
import { openQueue } from '../platform/queue/open-queue.ts';
import { buildApi } from './build-api.ts';
import { followHistory } from './follow-history.ts';
import { forgetRegularly } from './forget-regularly.ts';
import { indexRegularly } from './index-regularly.ts';
import { monitor } from './monitor.ts';
import { openCache } from './open-cache.ts';
import { openRateLimits } from './open-rate-limits.ts';
import { OPERATION_QUEUE, startWorker } from './start-worker.ts';
import { aborted, withDatabase, type ServiceProcess } from './with-database.ts';

/**
 * Runs the service until it is told to stop: the database, the API, and a worker beside it.
 *
 * @param service - what it needs from its process
 * @throws KemptError for settings that cannot be used, a database that does not start, an address that is taken
 */
export async function serve(service: ServiceProcess): Promise<void> {
  const { version, signal, say } = service;
  await withDatabase(service, 'kempt.service', async (opened) => {
    const { config, log, metrics, tracing, onQuery, database, databaseKind, closers } = opened;
    const taken = Promise.withResolvers<never>();
    const release = await holdServiceLock(database.url, {
      isAlone: config.REDIS_URL === undefined,
      onLost: (error) => {
        log.warn('lose_service_lock', { error });
      },
      onTaken: taken.reject,
    });
    closers.add(release);
    let address = '';
    const publicUrl = (): string => config.KEMPT_PUBLIC_URL ?? address;
    const engine = openEngineHost(config.stateFolder);
    closers.add(() => engine.close());
    const queue = await openQueue(database.db, OPERATION_QUEUE, log);
    closers.add(() => queue.stop());
    const events = createEventBus(database.url, log, onQuery);
    closers.add(() => events.close());
    const kept = await openCache({ config, db: database.db, events, log, metrics });
    closers.add(() => kept.close());
    const { cache, settle, shared } = kept;
    const health = await monitor(opened, queue, shared?.redis);
    const both = { config, log, metrics, tracing, queue, events };
    const http = await buildApi({
      ...both,
      db: database.db,
      health,
      engine,
      cache,
      settle,
      limits: openRateLimits(config, shared, metrics),
      ticketPlace: shared,
      version,
      publicUrl,
    });
    closers.add(() => http.close());
    if (config.KEMPT_WORKERS > 0) {
      const worker = await startWorker({ ...both, database });
      closers.add(() => worker.stop());
    }
    closers.add(followHistory({ database, engine, log, metrics }));
    closers.add(indexRegularly({ database, log }));
    closers.add(forgetRegularly({ config, database, events, log }));
    const setupToken = await renewSetupToken(database.db);
    address = await listen(http, config);
    service.onReady?.();
    if (setupToken !== undefined) await say(`Set up: ${publicUrl()}/setup?token=${setupToken}`);
    await say(`Kempt is ready: ${publicUrl()}`);
    log.info('start_service', { context: { database: databaseKind, version } });
    await Promise.race([aborted(signal), taken.promise]);
    log.info('stop_service');
  });
}

async function listen(http: Http, config: Config): Promise<string> {
  const { KEMPT_HOST: host, KEMPT_PORT: port } = config;
  await http.listen({ host, port }).catch((error: unknown) => {
    throw new KemptError('address_in_use', `Kempt cannot listen on ${host}:${port}.`, {
      hint: 'Another program uses the port, or it takes more rights. KEMPT_PORT names another one.',
      cause: error,
    });
  });
  const { port: taken } = http.server.address() as AddressInfo;
  return `http://${host.includes(':') ? `[${host}]` : host}:${taken}`;
}
