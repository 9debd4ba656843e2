import { createRootFiles } from '@kempt/engine';
import { browseRoutes } from '../features/browse/browse-routes.ts';
import { categoryRoutes } from '../features/categories/category-routes.ts';
import { customCategories } from '../features/categories/category-store.ts';
import { fileRoutes } from '../features/files/file-routes.ts';
import type { SeeOperation } from '../features/operations/see-operation.ts';
import { quarantineRoutes } from '../features/quarantine/quarantine-routes.ts';
import { reportRoutes } from '../features/reports/report-routes.ts';
import { rootRoutes } from '../features/roots/root-routes.ts';
import { keepSweeping } from '../features/uploads/sweep-uploads.ts';
import { uploadRoutes } from '../features/uploads/upload-routes.ts';
import type { Audit } from '../platform/audit/create-audit.ts';
import type { Cache } from '../platform/cache/create-cache.ts';
import type { Config } from '../platform/config/load-config.ts';
import type { Db } from '../platform/db/open-database.ts';
import type { EngineHost } from '../platform/engine/open-engine-host.ts';
import type { Http } from '../platform/http/create-http.ts';
import type { Log } from '../platform/log/create-log.ts';
import type { Metrics } from '../platform/metrics/create-metrics.ts';
import { browseRoots } from '../platform/storage/browse-roots.ts';

/** What the routes around files are built from. */
export interface FileFeatureParts {
  readonly config: Config;
  readonly db: Db;
  readonly audit: Audit;
  readonly log: Log;
  readonly engine: EngineHost;
  readonly metrics: Metrics;
  readonly cache: Cache;
  readonly see: SeeOperation;
}

/**
 * Everything around people's files but operations.
 *
 * @param http - the server; what is opened here is closed with it
 * @param parts - what the routes are built from
 */
export async function fileFeatures(http: Http, parts: FileFeatureParts): Promise<void> {
  const { config, db, audit, log, engine, metrics, cache, see } = parts;
  const files = createRootFiles({ stateFolder: config.stateFolder });
  http.addHook('onClose', () => files.close());
  rootRoutes(http, { db, audit, files, stateFolder: config.stateFolder });
  browseRoutes(http, { db, files, browseRoots: () => browseRoots(config.KEMPT_BROWSE_ROOTS) });
  categoryRoutes(http, { db, audit, cache });
  fileRoutes(http, { db, files, cache });
  reportRoutes(http, { db, audit, engine, cache, see, categories: () => customCategories(db) });
  quarantineRoutes(http, { db, audit, engine, metrics });
  const uploads = { db, audit, files, largestBytes: config.KEMPT_UPLOAD_BYTES };
  await uploadRoutes(http, uploads);
  const stopSweeping = keepSweeping(uploads, log);
  http.addHook('onClose', () => {
    stopSweeping();
  });
}
