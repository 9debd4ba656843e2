import { STEP_ACTIONS, type StepAction, type StepBatch } from '../ports/file-system.ts';
import { stepRow, type StepRow } from './batch-rows.ts';
import { fits, tokenOf, type Sight } from './memory-sight.ts';

const MOVES: ReadonlySet<StepAction | undefined> = new Set(['move', 'quarantine', 'displace']);

/** What is known while rows are settled, from the last to the first. */
export interface Settled {
  readonly batch: StepBatch;
  /** What later rows took away, by identity and name. */
  readonly takenAway: ReadonlySet<string>;
  /** What is at the target of a row. */
  readonly look: (step: StepRow) => Sight;
}

/**
 * Whether an earlier row takes the same file, by another of its names, from where a row brings it, and has not yet.
 *
 * @param settled - what is known
 * @param step - the row
 * @returns true when what is there was there before
 */
export function isAwaited(settled: Settled, step: StepRow): boolean {
  const { batch, takenAway, look } = settled;
  const wanted = tokenOf(step, step.targetFolder, step.targetName);
  const earlier = movesBefore(batch, step).find((move) => tokenOf(move, move.sourceFolder, move.sourceName) === wanted);
  if (earlier === undefined) return false;
  const isMoved = takenAway.has(tokenOf(earlier, earlier.targetFolder, earlier.targetName));
  return (!isMoved && !fits(look(earlier), earlier)) || isAwaited(settled, earlier);
}

/**
 * Whether what is at the target of a row is the file that an earlier row takes away: it may look like a copy.
 *
 * @param batch - the rows
 * @param step - the row
 * @param target - what is at its target
 * @returns true when it is
 */
export function isAnothers(batch: StepBatch, step: StepRow, target: Sight): boolean {
  if (target.node === undefined) return false;
  const { root, path } = step.targetFolder;
  return movesBefore(batch, step).some(
    (move) =>
      move.sourceFolder.root === root &&
      move.sourceFolder.path === path &&
      move.sourceName === step.targetName &&
      fits(target, move),
  );
}

function movesBefore(batch: StepBatch, { row }: StepRow): readonly StepRow[] {
  return Array.from({ length: row }, (_, earlier) => earlier)
    .filter((earlier) => batch.skip[earlier] === 0 && MOVES.has(STEP_ACTIONS[batch.action[earlier] ?? 0]))
    .map((earlier) => stepRow(batch, earlier));
}
