import type { OperationProgress } from '@kempt/contracts/api';
import type { Db } from '../db/open-database.ts';
import type { Log } from '../log/create-log.ts';
import type { EventBus } from './create-event-bus.ts';
import type { OperationEvent } from './operation-event.ts';

/** Which operation is meant. */
export interface AnnouncedOperation {
  readonly id: string;
  readonly rootId: string | null;
}

/** How far an operation is, in the words of its row; what is absent has not changed. */
export interface AnnouncedProgress {
  readonly progress?: OperationProgress | Readonly<Record<string, unknown>> | null | undefined;
  readonly filesScanned?: number | undefined;
  readonly filesProcessed?: number | undefined;
  readonly bytesProcessed?: number | undefined;
}

/** An operation is spoken of so often at most. */
const INTERVAL_MS = 100;

/**
 * Tells all processes that the row of an operation has changed, so that whoever shows it reads it again. Called in the
 * transaction that changes the row, it is heard when that is committed, and not at all when it is rolled back.
 *
 * @param bus - carries it
 * @param db - the transaction
 * @param operation - the operation
 * @returns when it is on its way
 */
export function announceOperation(bus: EventBus, db: Db, { id, rootId }: AnnouncedOperation): Promise<void> {
  return bus.publish(db, { kind: 'changed', operation_id: id, root_id: rootId });
}

/**
 * Makes what tells all processes how far operations are: ten times a second an operation at most, the latest wins, and
 * one word at a time, so that a slow database slows nothing but the words.
 *
 * @param bus - carries it
 * @param db - the database
 * @param log - hears of failures
 * @returns what takes an operation and how far it is
 */
export function createProgressAnnouncer(
  bus: EventBus,
  db: Db,
  log: Log,
): (operation: AnnouncedOperation, change: AnnouncedProgress) => void {
  const waiting = new Map<string, OperationEvent>();
  const quiet = new Set<string>();
  let speaking = false;
  const speak = async (): Promise<void> => {
    if (speaking) return;
    speaking = true;
    for (let next = take(); next !== undefined; next = take()) {
      await bus.publish(db, next).catch((error: unknown) => {
        log.debug('fail_to_announce', { error });
      });
    }
    speaking = false;
  };
  const take = (): OperationEvent | undefined => {
    const next = [...waiting].find(([id]) => !quiet.has(id));
    if (next === undefined) return undefined;
    const [id, event] = next;
    waiting.delete(id);
    quiet.add(id);
    setTimeout(() => {
      quiet.delete(id);
      if (waiting.has(id)) void speak();
    }, INTERVAL_MS).unref();
    return event;
  };
  return ({ id, rootId }, { progress, filesScanned, filesProcessed, bytesProcessed }) => {
    if (progress === undefined || progress === null) return;
    const event = {
      kind: 'progress' as const,
      operation_id: id,
      root_id: rootId,
      progress: progress as OperationProgress,
      ...(filesScanned === undefined ? {} : { files_scanned: filesScanned }),
      ...(filesProcessed === undefined ? {} : { files_processed: filesProcessed }),
      ...(bytesProcessed === undefined ? {} : { bytes_processed: bytesProcessed }),
    };
    waiting.delete(id);
    waiting.set(id, event);
    void speak();
  };
}
