import type { ConflictPolicy, OutcomeCode } from '@kempt/contracts';
import type { Destinations } from '../table/destinations.ts';
import type { DuplicateRows } from './duplicate-rows.ts';
import type { PlanTrees } from './plan-folders.ts';

/**
 * Answers whether two files hold the same bytes, for the policy `deduplicate`.
 *
 * @param row - row of the source table
 * @param other - row of the source table, or of the destination table when `inOccupied`
 * @param inOccupied - which table `other` belongs to
 * @returns undefined when the two were not compared
 */
export type SameBytes = (row: number, other: number, inOccupied: boolean) => boolean | undefined;

/** All a plan is made of. */
export interface PlanInput extends PlanTrees {
  /** Where every row of the source table should go. */
  readonly destinations: Destinations;
  readonly mode: 'move' | 'copy';
  readonly onConflict: ConflictPolicy;
  /** Device of the destination root, whose quarantine takes files of that device alone. */
  readonly destinationDevice: bigint;
  /** Leaves folders in place that the plan empties. */
  readonly keepEmptyDirs: boolean;
  /** Names the operation in temporary names, `.kempt-<operationId>-<n>`, and its folder in the quarantine. */
  readonly operationId: string;
  /** Needed for `deduplicate`; files that were not compared count as different. */
  readonly sameBytes?: SameBytes | undefined;
  /** Duplicates that go to the quarantine; none when absent. Only a plan that moves has any. */
  readonly duplicates?: DuplicateRows | undefined;
  /** Duplicates that become links of what is kept before anything moves; none when absent. */
  readonly links?: DuplicateRows | undefined;
  /** Folders of the source table that nothing can be added to or removed from. */
  readonly unwritable?: ReadonlyMap<number, OutcomeCode> | undefined;
  /** The same of the destination table, where that is another one. */
  readonly unwritableOccupied?: ReadonlyMap<number, OutcomeCode> | undefined;
  /** Folders of the source table whose entries are not all known; they are never removed. */
  readonly incompleteFolders?: ReadonlySet<number> | undefined;
  /** Awaited every so often, so that the event loop can answer others. */
  readonly pause?: (() => Promise<void>) | undefined;
}
