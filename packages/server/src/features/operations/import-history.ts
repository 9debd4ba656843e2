import { and, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { ErrorCode, HistoryEntry } from '@kempt/contracts';
import { isInside, KemptError } from '@kempt/engine';
import type { OperationRow } from '../../platform/access/operation-access.ts';
import { tellChange, UNDONE } from '../../platform/cache/tell-change.ts';
import type { Db } from '../../platform/db/open-database.ts';
import { forgottenOperation, operation, root } from '../../platform/db/schema/index.ts';
import type { EngineHost } from '../../platform/engine/open-engine-host.ts';
import type { Log } from '../../platform/log/create-log.ts';

/** What history is taken from and to. */
export interface HistoryParts {
  readonly db: Db;
  readonly engine: EngineHost;
  readonly log: Log;
  /** Loads the file records of an operation, in place of any that were there, and writes down that it did. */
  readonly load: (row: OperationRow) => Promise<void>;
}

const ENDED: ReadonlySet<HistoryEntry['status']> = new Set([
  'completed',
  'completed_with_errors',
  'interrupted',
  'failed',
]);
/** What keeps one operation from being read, and says nothing of the others. */
const DAMAGED: ReadonlySet<ErrorCode> = new Set([
  'plan_corrupt',
  'plan_version',
  'journal_corrupt',
  'journal_version',
  'operation_not_found',
]);

/**
 * Makes what takes what the command line did under the same state folder into the service's history, and what it took
 * back. Which operations the engine keeps tells whether there is something new; journals are read only then. What the
 * service has forgotten is not new, and what a process is at work on is left to it.
 *
 * @param parts - the engine and the database
 * @returns what imports, and answers how many operations were new
 */
export function createHistoryImport(parts: HistoryParts): () => Promise<number> {
  const { db, engine } = parts;
  const passedOver = new Set<string>();
  const notBegun = new Set<string>();
  return async () => {
    const ids = (await engine.call('operationIds', undefined)).filter((id) => !passedOver.has(id));
    const fresh = await idleOnes(engine, await unknownOnes(db, ids));
    if (fresh.size === 0) return 0;
    const history = await engine.call('history', undefined);
    // A purge is not taken in, and says what cannot be undone any more.
    await tellChange(db, UNDONE);
    await markRolledBack(
      db,
      history.filter(({ undone }) => undone === 'yes').map(({ operation_id: id }) => id),
    );
    let count = 0;
    // The oldest first, so that what a rollback takes back is there before it.
    for (const entry of history.toReversed()) {
      if (!fresh.has(entry.operation_id) || (entry.type !== 'purge' && !ENDED.has(entry.status))) continue;
      if (entry.type !== 'purge' && (await importEntry(parts, entry))) count++;
      else passedOver.add(entry.operation_id);
    }
    const begun = new Set(history.map(({ operation_id: id }) => id));
    for (const id of fresh) {
      // One that is being made looks like a plan that nobody waits for; the second time it is one, or cannot be read.
      if (notBegun.has(id)) passedOver.add(id);
      else if (!begun.has(id)) notBegun.add(id);
    }
    return count;
  };
}

/** One whose records were not all loaded is not known yet. */
async function unknownOnes(db: Db, ids: readonly string[]): Promise<readonly string[]> {
  if (ids.length === 0) return [];
  const { rows } = await db.execute<{ id: string }>(sql`
    select kept.id from unnest(${sql.param([...ids])}::text[]) as kept (id)
    where not exists (
      select from ${operation} o
      where o.engine_id = kept.id and (o.id <> o.engine_id or o.records_loaded_at is not null)
    ) and not exists (select from ${forgottenOperation} f where f.engine_id = kept.id)`);
  return rows.map(({ id }) => id);
}

async function idleOnes(engine: EngineHost, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const idle = new Set<string>();
  for (const id of ids) if (!(await engine.call('isBusy', id))) idle.add(id);
  return idle;
}

async function markRolledBack(db: Db, engineIds: readonly string[]): Promise<void> {
  const standing = inArray(operation.status, [
    'completed',
    'completed_with_errors',
    'interrupted',
    'failed',
    'cancelled',
  ]);
  await db
    .update(operation)
    .set({ status: 'rolled_back' })
    .where(and(inArray(operation.engineId, [...engineIds]), standing));
}

/** Answers false for one that cannot be read. */
async function importEntry({ db, engine, log, load }: HistoryParts, entry: HistoryEntry): Promise<boolean> {
  try {
    const undoes = entry.undoes === null ? null : await idOf(db, entry.undoes);
    const made = await insertPast(db, entry, { undoes, ...(await placeOf(db, engine, entry)) });
    if (made !== undefined) await load(made);
    return true;
  } catch (error) {
    if (!(error instanceof KemptError) || !DAMAGED.has(error.code)) throw error;
    log.warn('fail_to_import_operation', { operation_id: entry.operation_id, error });
    return false;
  }
}

async function idOf(db: Db, engineId: string): Promise<string | null> {
  const [row] = await db.select({ id: operation.id }).from(operation).where(eq(operation.engineId, engineId));
  return row?.id ?? null;
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
async function placeOf(db: Db, engine: EngineHost, entry: HistoryEntry): Promise<PastPlace> {
  const roots = await db.select({ id: root.id, path: root.path }).from(root).where(isNull(root.removedAt));
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

/** Answers undefined for one that a worker knows by now. */
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
  if (row !== undefined) return row;
  // Its records were not all loaded, the last time.
  const [found] = await db.select().from(operation).where(eq(operation.id, entry.operation_id));
  return found;
}
