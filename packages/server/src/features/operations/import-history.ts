import { eq, isNotNull, isNull } from 'drizzle-orm';
import type { HistoryEntry } from '@kempt/contracts';
import { isInside } from '@kempt/engine';
import type { OperationRow } from '../../platform/access/operation-access.ts';
import type { Db } from '../../platform/db/open-database.ts';
import { operation, root } from '../../platform/db/schema/index.ts';
import type { EngineHost } from '../../platform/engine/open-engine-host.ts';

/** What history is taken from and to. */
export interface HistoryParts {
  readonly db: Db;
  readonly engine: EngineHost;
  /** Loads the file records of an operation. */
  readonly load: (row: OperationRow) => Promise<void>;
}

const ENDED: ReadonlySet<HistoryEntry['status']> = new Set([
  'completed',
  'completed_with_errors',
  'interrupted',
  'failed',
]);

/**
 * Takes what the command line did under the same state folder into the service's history, and what it took back.
 *
 * @param parts - the engine and the database
 * @returns how many operations were new
 */
export async function importHistory({ db, engine, load }: HistoryParts): Promise<number> {
  const known = new Map<string | null, Pick<OperationRow, 'id' | 'status' | 'engineId'>>();
  const fields = { id: operation.id, status: operation.status, engineId: operation.engineId };
  for (const row of await db.select(fields).from(operation).where(isNotNull(operation.engineId))) {
    known.set(row.engineId, row);
  }
  const history = await engine.call('history', undefined);
  const roots = await db.select({ id: root.id, path: root.path }).from(root).where(isNull(root.removedAt));
  let count = 0;
  // The oldest first, so that what a rollback takes back is there before it.
  for (const entry of history.toReversed()) {
    const row = known.get(entry.operation_id);
    if (row !== undefined) {
      if (entry.undone === 'yes') await markRolledBack(db, row);
      continue;
    }
    if (!ENDED.has(entry.status) || entry.type === 'purge') continue;
    const undoes = entry.undoes === null ? null : (known.get(entry.undoes)?.id ?? null);
    const made = await insertPast(db, entry, { undoes, ...(await placeOf(engine, entry, roots)) });
    if (made === undefined) continue;
    known.set(entry.operation_id, made);
    count++;
    await load(made);
  }
  return count;
}

/** Where an operation belongs, in roots of the service. */
interface PastPlace {
  readonly rootId: string | null;
  readonly destinationRootId: string | null;
  readonly destinationPath: string | null;
}

const NOWHERE: PastPlace = { rootId: null, destinationRootId: null, destinationPath: null };

/**
 * The command line may have touched folders that are no roots, or several at once. Such an operation belongs to none, so
 * that nobody sees paths of a folder they have no grant on.
 */
async function placeOf(
  engine: EngineHost,
  entry: HistoryEntry,
  roots: readonly { readonly id: string; readonly path: string }[],
): Promise<PastPlace> {
  const { destination } = await engine.call('show', entry.operation_id);
  const [from, to] = [closest(roots, entry.root), closest(roots, destination)];
  if (from === undefined || to === undefined) return NOWHERE;
  for await (const step of engine.rows('planSteps', { operationId: entry.operation_id })) {
    const paths = [step.original_path, step.new_path, ...(step.kept_path === undefined ? [] : [step.kept_path])];
    if (!paths.every((path) => isInside(path, from.path) || isInside(path, to.path))) return NOWHERE;
  }
  return { rootId: from.id, destinationRootId: to.id, destinationPath: destination };
}

function closest<T extends { readonly path: string }>(roots: readonly T[], path: string): T | undefined {
  return roots.filter((one) => isInside(path, one.path)).sort((a, b) => b.path.length - a.path.length)[0];
}

async function markRolledBack(db: Db, row: Pick<OperationRow, 'id' | 'status'>): Promise<void> {
  if (!(ENDED as ReadonlySet<string>).has(row.status)) return;
  await db.update(operation).set({ status: 'rolled_back' }).where(eq(operation.id, row.id));
}

async function insertPast(
  db: Db,
  entry: HistoryEntry,
  links: PastPlace & { readonly undoes: string | null },
): Promise<OperationRow | undefined> {
  const [row] = await db
    .insert(operation)
    .values({
      ...links,
      id: entry.operation_id,
      engineId: entry.operation_id,
      type: entry.type === 'undo' ? 'rollback' : entry.type,
      status: entry.undone === 'yes' ? 'rolled_back' : (entry.status as OperationRow['status']),
      rootPath: entry.root,
      filesPlanned: entry.files_planned,
      filesProcessed: entry.files_completed + entry.files_skipped + entry.files_failed,
      filesCompleted: entry.files_completed,
      filesSkipped: entry.files_skipped,
      filesFailed: entry.files_failed,
      bytesProcessed: entry.bytes_completed,
      createdAt: new Date(entry.created_at),
      startedAt: new Date(entry.created_at),
      completedAt: entry.finished_at === null ? null : new Date(entry.finished_at),
    })
    .onConflictDoNothing()
    .returning();
  return row;
}
