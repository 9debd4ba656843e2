import type { ProcessRequest } from './run-process.ts';
import type { SeededRandom } from './seeded-random.ts';

/** What one torture run does with its tree. */
export interface TortureChoices {
  /** Options of `kempt organize` beside the folder, `--yes` and `--json`. */
  readonly options: readonly string[];
  readonly mode: 'move' | 'copy';
  /** Where files go: into the tree itself, beside it, or onto another device. */
  readonly destination: 'same' | 'beside' | 'other_device';
  /** Whether the destination holds files before. */
  readonly destinationExists: boolean;
  /** What follows the first, killed `organize`. */
  readonly followUps: readonly ('resume' | 'undo' | 'redo')[];
}

/** How long a command needs when nobody kills it, in milliseconds. */
export interface CommandTiming {
  /** From start to end. */
  readonly totalMs: number;
  /** From the first change of the tree to the end. */
  readonly changingMs: number;
}

/**
 * Chooses what a run does.
 *
 * @param random - the run's row of choices
 * @param hasOtherDevice - whether there is a second device to move to
 * @returns the choices
 */
export function chooseTorture(random: SeededRandom, hasOtherDevice: boolean): TortureChoices {
  const options = ['--by', random.pick(['category', 'category', 'year', 'category-year', 'extension'])];
  options.push('--on-conflict', random.pick(['rename_new', 'overwrite', 'skip', 'rename_existing', 'deduplicate']));
  for (const flag of ['--keep-folders', '--keep-empty-dirs', '--hidden', '--into-projects']) {
    if (random.chance(0.25)) options.push(flag);
  }
  const mode = random.chance(0.15) ? 'copy' : 'move';
  const where = random.next();
  const destination = where < 0.7 ? 'same' : where < 0.85 || !hasOtherDevice ? 'beside' : 'other_device';
  const followUps: TortureChoices['followUps'][number][] = [];
  for (let rounds = 1 + random.below(3); rounds > 0; rounds--) {
    followUps.push(random.pick(['resume', 'resume', 'undo', 'undo', 'redo']));
  }
  return {
    options: mode === 'copy' ? [...options, '--mode', 'copy'] : options,
    mode,
    destination,
    destinationExists: destination !== 'same' && random.chance(0.5),
    followUps,
  };
}

/**
 * Chooses the moment of a kill: any time of the command's life, or, more often, while it changes something.
 *
 * @param random - the run's row of choices
 * @param timing - how long the command usually takes
 * @param watched - what changes first: one group of paths is chosen
 * @returns the plan of the kill
 */
export function chooseKill(
  random: SeededRandom,
  timing: CommandTiming,
  watched: readonly (readonly string[])[],
): Pick<ProcessRequest, 'killAfterMs' | 'watch'> {
  if (random.chance(0.4)) return { killAfterMs: random.next() * timing.totalMs * 1.05 };
  const killAfterMs = random.next() * timing.changingMs;
  return { killAfterMs, watch: random.pick(watched) };
}
