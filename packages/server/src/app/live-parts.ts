import { eq } from 'drizzle-orm';
import { KemptError } from '@kempt/engine';
import type { LiveParts, SeenOperation } from '../features/live/live-parts.ts';
import { listOperations } from '../features/operations/operation-store.ts';
import { toOperation } from '../features/operations/operation-view.ts';
import { requireOperation, type OperationRow } from '../platform/access/operation-access.ts';
import { lookAfterPrincipals } from '../platform/access/look-after-principals.ts';
import { operation } from '../platform/db/schema/index.ts';
import { rootsOf } from '../platform/events/roots-of.ts';
import { isOwnOrigin } from '../platform/http/is-own-origin.ts';
import type { ApiParts } from './build-api.ts';

/**
 * What live progress is built from: it knows operations only as they are shown.
 *
 * @param parts - what the API is built from
 * @returns the parts
 */
export function liveParts(parts: ApiParts): LiveParts {
  const { config, db, log, metrics, events, ticketPlace, publicUrl, liveTimes = {} } = parts;
  return {
    events,
    log: log.with({ logger: 'kempt.live' }),
    metrics,
    times: liveTimes,
    ticketPlace,
    lookAfter: (principals) => lookAfterPrincipals(db, principals),
    isOwnOrigin: (origin, host) =>
      config.KEMPT_ALLOWED_ORIGINS.includes(origin) ||
      ['http', 'https'].some((protocol) => isOwnOrigin(origin, { publicUrl: publicUrl(), protocol, host })),
    operations: {
      read: async (id) => {
        const [row] = await db.select().from(operation).where(eq(operation.id, id));
        return row === undefined ? undefined : toSeen(row);
      },
      readFor: async (userId, id) => {
        try {
          return toSeen(await requireOperation(db, userId, { id, role: 'viewer' }));
        } catch (error) {
          if (error instanceof KemptError && error.code === 'not_found') return undefined;
          throw error;
        }
      },
      listFor: async (userId, limit) => (await listOperations(db, userId, { limit })).map(({ row }) => toSeen(row)),
    },
  };
}

function toSeen(row: OperationRow): SeenOperation {
  return { operation: toOperation(row), rootId: rootsOf(row) };
}
