import { outcomeId, type HistoryEntry, type OperationStatus, type OperationType } from '@kempt/contracts';
import { KemptError } from '../errors/kempt-error.ts';
import { readJournal, type JournalState } from '../journal/journal-reader.ts';
import type { PlanHeader } from '../journal/plan-header.ts';
import { shown } from '../names/shown.ts';
import type { UndoTree } from '../undo/standing.ts';
import type { EngineParts } from './engine-parts.ts';

const COMPLETED = outcomeId('completed');
/** Journals that are read side by side: most are small, and waiting for the disk is most of the time. */
const READ_AT_ONCE = 16;

/** An operation of the history with its journal. */
export interface PastOperation {
  readonly operationId: string;
  readonly journal: JournalState;
  readonly busy: boolean;
}

/** All operations that ever began, oldest first, with who undoes whom. */
export interface Past {
  readonly operations: readonly PastOperation[];
  readonly undos: UndoTree;
  /** Operations whose journal cannot be read, oldest first. */
  readonly damaged: readonly string[];
}

/**
 * Reads the journals of all operations. Plans that were never begun do not count; a damaged journal is passed over
 * here and reported by every command that names its operation.
 *
 * @param parts - the engine's parts
 * @returns the past
 */
export async function readPast(parts: EngineParts): Promise<Past> {
  const ids = await parts.store.list();
  const operations: PastOperation[] = [];
  const undos = new Map<string, string[]>();
  const damaged: string[] = [];
  for (let at = 0; at < ids.length; at += READ_AT_ONCE) {
    for (const read of await Promise.all(ids.slice(at, at + READ_AT_ONCE).map((id) => readOne(parts, id)))) {
      if (typeof read === 'string') damaged.push(read);
      if (typeof read !== 'object') continue;
      operations.push(read);
      const { undoes } = read.journal.begin.header;
      if (undoes !== null) undos.set(undoes, [...(undos.get(undoes) ?? []), read.operationId]);
    }
  }
  return { operations, undos, damaged };
}

/** Answers the id alone when the journal cannot be read, and undefined when the operation never began. */
async function readOne(parts: EngineParts, operationId: string): Promise<PastOperation | string | undefined> {
  try {
    const journal = await readJournal(parts.store, operationId);
    if (journal === undefined) return undefined;
    return { operationId, journal, busy: journal.end === undefined && (await parts.store.isBusy(operationId)) };
  } catch (error) {
    if (!(error instanceof KemptError)) throw error;
    return operationId;
  }
}

/**
 * Files of an operation that are in effect: completed, less what its undos took back.
 *
 * @param past - all operations
 * @param operationId - the operation
 * @returns a number of files
 */
export function filesInEffect(past: Past, operationId: string): number {
  const operation = past.operations.find((other) => other.operationId === operationId);
  const completed = operation?.journal.end?.files_completed ?? 0;
  const taken = (past.undos.get(operationId) ?? []).map((undo) => filesInEffect(past, undo));
  return Math.max(0, completed - taken.reduce((sum, count) => sum + count, 0));
}

/**
 * Whether there is something of an operation to take back: files, or folders that were made for files that failed.
 *
 * @param past - all operations
 * @param operationId - the operation
 * @returns true when an undo has something to do
 */
export function isInEffect(past: Past, operationId: string): boolean {
  const journal = past.operations.find((other) => other.operationId === operationId)?.journal;
  if (journal !== undefined && sharesOnly(journal.begin.header)) return false;
  if (filesInEffect(past, operationId) > 0) return true;
  const moved = journal?.end?.files_completed ?? 0;
  return moved === 0 && !past.undos.has(operationId) && (journal?.codes.includes(COMPLETED) ?? false);
}

/**
 * Whether all that an operation does is to have files share their bytes on the disk. They are files of their own in
 * every other way, so there is nothing to take back.
 *
 * @param header - of its plan
 * @returns true for a deduplicate with the action `reflink`
 */
export function sharesOnly({ type, options }: PlanHeader): boolean {
  return type === 'deduplicate' && options['action'] === 'reflink';
}

/**
 * One row of the history.
 *
 * @param parts - the engine's parts
 * @param past - all operations
 * @param operation - which one
 * @returns the row
 */
export async function historyEntry(parts: EngineParts, past: Past, operation: PastOperation): Promise<HistoryEntry> {
  const { operationId, journal } = operation;
  const { header, counts } = journal.begin;
  const undos = (past.undos.get(operationId) ?? []).filter(
    (undo) => filesInEffect(past, undo) > 0 && typeOf(past, undo) === 'undo',
  );
  const completed = journal.end?.files_completed ?? 0;
  const inEffect = filesInEffect(past, operationId);
  return {
    operation_id: operationId,
    type: header.type,
    status: statusOf(operation),
    created_at: new Date(header.created_at).toISOString(),
    finished_at: journal.end === undefined ? null : new Date(journal.end.finished_at).toISOString(),
    ...shown('root', header.roots[0]?.path ?? ''),
    files_planned: counts.files_planned,
    files_completed: completed,
    files_skipped: journal.end?.files_skipped ?? 0,
    files_failed: journal.end?.files_failed ?? 0,
    bytes_completed: journal.end?.bytes_completed ?? 0,
    undoes: header.type === 'undo' ? header.undoes : null,
    undone_by: undos.at(-1) ?? null,
    undone: undos.length === 0 ? 'no' : inEffect === 0 ? 'yes' : 'partly',
    journal_bytes: await parts.store.sizeOf(operationId),
  };
}

function typeOf(past: Past, operationId: string): OperationType | undefined {
  return past.operations.find((other) => other.operationId === operationId)?.journal.begin.header.type;
}

/**
 * Where an operation stands.
 *
 * @param operation - the operation
 * @returns `running` while a process holds it, `interrupted` after a crash
 */
export function statusOf(operation: PastOperation): OperationStatus {
  if (operation.journal.end !== undefined) return operation.journal.end.status;
  return operation.busy ? 'running' : 'interrupted';
}

/**
 * The whole history.
 *
 * @param parts - the engine's parts
 * @returns one row an operation, newest first
 */
export async function readHistory(parts: EngineParts): Promise<readonly HistoryEntry[]> {
  const past = await readPast(parts);
  return Promise.all(past.operations.toReversed().map((operation) => historyEntry(parts, past, operation)));
}
