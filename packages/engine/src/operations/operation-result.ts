import type { OperationResult, OperationStatus } from '@kempt/contracts';
import { problemOf, type Tally } from '../apply/tally.ts';
import type { FrozenPlan } from '../journal/plan-reader.ts';

const PROBLEMS_SHOWN = 100;

/** How far an operation got. */
export interface Standing {
  readonly operationId: string;
  readonly status: OperationStatus;
  readonly durationSeconds: number;
  /** Absent while nothing was done. */
  readonly tally?: Tally;
}

/**
 * What an operation reports, from its frozen plan and what became of it.
 *
 * @param plan - the frozen plan
 * @param standing - how far it got
 * @returns the result
 */
export function operationResult(plan: FrozenPlan, standing: Standing): OperationResult {
  const { header, counts, digest } = plan;
  const { tally } = standing;
  const left = plan.problems.map(({ path, code, message }) => problemOf(path, code, message));
  return {
    operation_id: standing.operationId,
    type: header.type,
    status: standing.status,
    files_scanned: counts.files_scanned,
    files_planned: counts.files_planned,
    files_in_place: counts.files_in_place,
    files_left: counts.files_left,
    files_completed: tally?.completed ?? 0,
    files_skipped: tally?.skipped ?? 0,
    files_failed: tally?.failed ?? 0,
    bytes_completed: tally?.bytes ?? 0,
    duplicates_found: counts.duplicates_found,
    plan_digest: digest,
    duration_seconds: Math.round(standing.durationSeconds * 1000) / 1000,
    problems: [...(tally?.problems ?? []), ...left].slice(0, PROBLEMS_SHOWN),
    problems_total: counts.problems_total + (tally?.problemsTotal ?? 0),
    skipped: counts.skipped,
    ...(header.undoes === null ? {} : { undoes: header.undoes }),
  };
}
