import { CACHE_KINDS, type CacheKind } from '@kempt/contracts';
import { createAudit } from '../platform/audit/create-audit.ts';
import { matchTag } from '../platform/cache/cache-key.ts';
import { EVERYTHING } from '../platform/cache/cache-store.ts';
import { tellChange } from '../platform/cache/tell-change.ts';
import { withDatabase, type ServiceProcess } from './with-database.ts';

/** What is to go from the cache: all of it when neither is given. */
export interface ClearedCache {
  /** All kinds when null. */
  readonly kind: CacheKind | null;
  /** Fits the keys of a kind; `*` stands for any characters, `?` for one. All keys when null. */
  readonly match: string | null;
}

/**
 * Has every process forget what it keeps, now or when it comes back. It is told through the database, so that it is the
 * same with Redis and without.
 *
 * @param service - the process of the command
 * @param cleared - what is to go
 * @returns when all are told
 */
export function clearCache(service: ServiceProcess, { kind, match }: ClearedCache): Promise<void> {
  const kinds = kind === null ? CACHE_KINDS : [kind];
  const isAll = kind === null && match === null;
  const tags = isAll ? [EVERYTHING] : kinds.map((one) => matchTag(one, match ?? '*'));
  return withDatabase(service, 'kempt.admin', ({ log, database: { db } }) =>
    createAudit(db, log).during(async (tx, note) => {
      note({ actor: 'system', action: 'clear_cache', outcome: 'allowed', details: { kind, match } });
      for (const tag of tags) await tellChange(tx, tag);
    }),
  );
}
