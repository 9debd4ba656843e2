import { and, eq, inArray } from 'drizzle-orm';
import { KemptError } from '@kempt/engine';
import { requireOperation, type OperationRow } from '../../platform/access/operation-access.ts';
import type { Db } from '../../platform/db/open-database.ts';
import { operation } from '../../platform/db/schema/index.ts';
import type { EngineHost } from '../../platform/engine/open-engine-host.ts';
import { forgetOperations, type ForgetParts } from './forget-operations.ts';

/**
 * Forgets an operation that somebody names.
 *
 * @param parts - the database, the engine, and where plans lie
 * @param userId - who asks
 * @param id - the operation
 * @throws KemptError `not_found`, `forbidden`; `wrong_state` while it is under way, is being taken back, holds files in a
 * quarantine, or tells what was taken back of another one; `unavailable` where its records are read all the time
 */
export async function forgetOperation(
  parts: ForgetParts & { readonly engine: EngineHost },
  userId: string,
  id: string,
): Promise<void> {
  const seen = await requireOperation(parts.db, userId, { id, role: 'approver' });
  if (TAKES_AWAY.has(seen.type) && seen.engineId !== null) {
    const holding = await parts.engine.call('holdingOperations', undefined);
    if (holding.has(seen.engineId)) {
      throw new KemptError('wrong_state', 'Files of it lie in a quarantine.', {
        hint: 'Bring them back or remove them for good first: nobody could see them here without their operation.',
      });
    }
  }
  await forgetOperations(parts, [id], async (tx) => {
    const row = await requireOperation(tx, userId, { id, role: 'approver', lock: true });
    await refuseUnlessOver(tx, row);
    return [row];
  });
}

/** What may have put files into a quarantine. */
const TAKES_AWAY: ReadonlySet<OperationRow['type']> = new Set(['organize', 'deduplicate']);

async function refuseUnlessOver(tx: Db, row: OperationRow): Promise<void> {
  const { id, status, engineId, workerId, undoes } = row;
  const begun = status === 'pending' && engineId !== null;
  if (status === 'running' || begun || (status === 'interrupted' && workerId !== null)) {
    throw new KemptError('wrong_state', 'The operation is under way; cancel it first.');
  }
  const [rollback] = await tx
    .select({ id: operation.id })
    .from(operation)
    .where(and(eq(operation.undoes, id), inArray(operation.status, ['pending', 'running', 'interrupted'])));
  if (rollback !== undefined) throw new KemptError('wrong_state', 'A rollback of it is under way.');
  if (undoes !== null && row.filesCompleted > 0) {
    throw new KemptError('wrong_state', `It tells what was taken back of operation ${undoes}.`, {
      hint: 'Forget that operation first.',
    });
  }
}
