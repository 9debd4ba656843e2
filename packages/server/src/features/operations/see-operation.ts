import { eq } from 'drizzle-orm';
import Type, { type Static } from 'typebox';
import { Operation } from '@kempt/contracts/api';
import { KemptError } from '@kempt/engine';
import type { Principal } from '../../platform/access/principal.ts';
import { roleOnOperation } from '../../platform/access/role-on-operation.ts';
import type { Cache } from '../../platform/cache/create-cache.ts';
import type { Db } from '../../platform/db/open-database.ts';
import { operation } from '../../platform/db/schema/index.ts';
import { toOperation } from './operation-view.ts';

const TextOrNull = Type.Union([Type.String(), Type.Null()]);

/** An operation as it is shown, and what is needed to know who may see it. */
export const SeenOperation = Type.Object({
  operation: Operation,
  engine_id: TextOrNull,
  destination_root_id: TextOrNull,
});

/** See the schema of the same name. */
export type SeenOperation = Static<typeof SeenOperation>;

/**
 * Looks at an operation for somebody.
 *
 * @param grants - their role on each root
 * @param id - the operation
 * @throws KemptError `not_found`, without a grant too
 */
export type SeeOperation = (grants: Principal['grants'], id: string) => Promise<SeenOperation>;

/** They change by the second, and are read by their key. */
const UNDER_WAY: ReadonlySet<Operation['status']> = new Set(['pending', 'running', 'interrupted']);

/**
 * Makes what looks at operations, through the cache. One that is under way is read from the database each time.
 *
 * @param db - the database
 * @param cache - keeps the others
 * @returns what looks
 */
export function createSeeOperation(db: Db, cache: Cache): SeeOperation {
  return async (grants, id) => {
    const seen = await cache.cached(
      {
        kind: 'operation_status',
        key: [id],
        tags: [`operation:${id}`],
        schema: SeenOperation,
        seconds: ({ operation: { status } }) => (UNDER_WAY.has(status) ? 0 : Number.POSITIVE_INFINITY),
      },
      () => read(db, id),
    );
    const { operation: shown, destination_root_id: destinationRootId } = seen;
    if (roleOnOperation(grants, { rootId: shown.root_id, destinationRootId }) === undefined) throw noSuchOperation();
    return seen;
  };
}

async function read(db: Db, id: string): Promise<SeenOperation> {
  const [row] = await db.select().from(operation).where(eq(operation.id, id));
  if (row === undefined) throw noSuchOperation();
  return { operation: toOperation(row), engine_id: row.engineId, destination_root_id: row.destinationRootId };
}

function noSuchOperation(): KemptError {
  return new KemptError('not_found', 'There is no such operation.');
}
