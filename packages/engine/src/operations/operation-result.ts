import { RECLAIM_ACTIONS, type OperationResult, type OperationStatus, type SkippedCount } from '@kempt/contracts';
import { problemOf, type Tally } from '../apply/tally.ts';
import type { PlanHeader } from '../journal/plan-header.ts';
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
    ...(counts.duplicates_size_bytes === undefined ? {} : { duplicates_size_bytes: counts.duplicates_size_bytes }),
    plan_digest: digest,
    duration_seconds: Math.round(standing.durationSeconds * 1000) / 1000,
    problems: [...(tally?.problems ?? []), ...left].slice(0, PROBLEMS_SHOWN),
    problems_total: counts.problems_total + (tally?.problemsTotal ?? 0),
    skipped: passedOver(counts),
    ...(header.type === 'undo' && header.undoes !== null ? { undoes: header.undoes } : {}),
    ...spaceOf(header, tally),
  };
}

/** What is in the quarantine still takes its space. */
function spaceOf(
  { type, options }: PlanHeader,
  tally: Tally | undefined,
): Pick<OperationResult, 'action' | 'files_overwritten' | 'space_quarantined_bytes' | 'space_reclaimed_bytes'> {
  if (type === 'organize') return organized(options, tally);
  if (type !== 'deduplicate' && type !== 'purge') return {};
  const gained = { space_reclaimed_bytes: tally?.gained ?? 0 };
  if (type === 'purge') return gained;
  const action = RECLAIM_ACTIONS.find((known) => known === options['action']) ?? 'quarantine';
  return { action, space_quarantined_bytes: action === 'quarantine' ? (tally?.bytes ?? 0) : 0, ...gained };
}

function organized(
  options: PlanHeader['options'],
  tally: Tally | undefined,
): Pick<OperationResult, 'files_overwritten' | 'space_quarantined_bytes' | 'space_reclaimed_bytes'> {
  const overwrites = options['on_conflict'] === 'overwrite';
  const searched = options['duplicates'] !== undefined;
  return {
    ...(overwrites ? { files_overwritten: tally?.overwritten ?? 0 } : {}),
    ...(overwrites || searched ? { space_quarantined_bytes: tally?.quarantined ?? 0 } : {}),
    ...(searched ? { space_reclaimed_bytes: tally?.gained ?? 0 } : {}),
  };
}

/** What is left by reason; what only the scan knows of, such as a source that cannot be listed, is no row of the plan. */
function passedOver({ left, skipped }: FrozenPlan['counts']): readonly SkippedCount[] {
  const known = new Set(left.map(({ reason }) => reason));
  return [...left, ...skipped.filter(({ reason }) => !known.has(reason))];
}
