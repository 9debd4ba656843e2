import type { PlanBatch } from '../journal/plan-batch.ts';
import type { FrozenPlan } from '../journal/plan-reader.ts';
import type { Clock } from '../ports/clock.ts';
import type { FileSystem, MovedFiles } from '../ports/file-system.ts';
import type { JournalStore, OperationFiles } from '../ports/journal-store.ts';
import type { OpenRoots } from './open-roots.ts';

/** What every room that carries out or settles an operation works with. */
export interface OperationContext {
  readonly fileSystem: FileSystem;
  readonly store: JournalStore;
  readonly clock: Clock;
  readonly operationId: string;
  readonly files: OperationFiles;
  readonly plan: FrozenPlan;
  readonly open: OpenRoots;
  /** Who wants to know of files that are moved; nobody when absent. */
  readonly moves?: MoveListener | undefined;
}

/** Wants to know when files changed last that are moved and hold the same bytes. */
export interface MoveListener {
  /**
   * Which files it wants to know of.
   *
   * @param batch - a batch that is about to be done
   * @returns 1 by row of which it wants to know; undefined where it wants to know of none
   */
  wanted(batch: PlanBatch): Uint8Array | undefined;
  /**
   * Hears of files that were moved.
   *
   * @param batch - the batch
   * @param moved - what is known of its rows
   */
  take(batch: PlanBatch, moved: MovedFiles): void;
}

/**
 * A batch addressed for this machine: folders by the roots open here, devices by the numbers of this mount.
 *
 * @param context - the operation
 * @param batch - the batch as the plan has it
 * @returns the batch as the file system takes it
 */
export function onThisMachine(context: Pick<OperationContext, 'open'>, batch: PlanBatch): PlanBatch {
  const { roots, devices } = context.open;
  const folders = batch.folders.map(({ root, path }) => ({ root: roots[root]?.id ?? root, path }));
  const device = devices.size === 0 ? batch.device : batch.device.map((from) => devices.get(from) ?? from);
  if (batch.kept === undefined) return { ...batch, folders, device };
  const kept = {
    ...batch.kept,
    folders: batch.kept.folders.map(({ root, path }) => ({ root: roots[root]?.id ?? root, path })),
    device: batch.kept.device.map((from) => devices.get(from) ?? from),
  };
  return { ...batch, folders, device, kept };
}
