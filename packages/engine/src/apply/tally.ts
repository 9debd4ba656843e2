import { outcomeOf, outcomeStatus, type OutcomeCode, type Problem } from '@kempt/contracts';
import type { PlanBatch } from '../journal/plan-batch.ts';
import { decodeRaw } from '../names/raw-string.ts';
import { shown } from '../names/shown.ts';
import { STEP_FLAGS } from '../plan/plan.ts';
import { NO_REQUIREMENT, STEP_ACTIONS, type StepAction, type StepBatch } from '../ports/file-system.ts';
import { describeLeftover, describeOutcome } from '../errors/describe-outcome.ts';
import type { RowWords } from './row-words.ts';

const PROBLEMS_SHOWN = 100;
/** What these are about is at the target. */
const AT_TARGET: ReadonlySet<StepAction> = new Set(['remove_copy', 'make_folder', 'rejoin']);
const DISPLACE = STEP_ACTIONS.indexOf('displace');
const QUARANTINE = STEP_ACTIONS.indexOf('quarantine');
const NOT_COUNTED = STEP_FLAGS.stage | STEP_FLAGS.folder | STEP_FLAGS.uncounted;

/**
 * Whether a row counts as a file on its way: folder work, putting aside and making room do not.
 *
 * @param batch - the batch
 * @param row - the row
 * @returns true when the row adds to the counters
 */
export function isFileStep(batch: PlanBatch, row: number): boolean {
  return ((batch.flags[row] ?? 0) & NOT_COUNTED) === 0;
}

/**
 * Whether a row takes a file to the quarantine to make room for another one.
 *
 * @param batch - the batch
 * @param row - the row
 * @returns true for the action `displace`
 */
export function isDisplaced(batch: StepBatch, row: number): boolean {
  return batch.action[row] === DISPLACE;
}

function makesRoom(batch: PlanBatch, row: number): boolean {
  return ((batch.flags[row] ?? 0) & STEP_FLAGS.uncounted) !== 0;
}

/** What a row is about: its path before and after, as raw strings. */
export interface StepPaths {
  readonly source: string;
  readonly target: string;
}

/**
 * The absolute paths of a row.
 *
 * @param batch - the batch, its folders addressed by root of the plan
 * @param row - the row
 * @param roots - absolute raw paths of the plan's roots
 * @returns raw paths; the parent folder where the row has no name on that side
 */
export function stepPaths(batch: PlanBatch, row: number, roots: readonly string[]): StepPaths {
  const start = row === 0 ? 0 : (batch.nameEnd[2 * row - 1] ?? 0);
  const middle = batch.nameEnd[2 * row] ?? 0;
  const end = batch.nameEnd[2 * row + 1] ?? 0;
  return {
    source: absolute(batch, batch.sourceFolder[row], roots, decodeRaw(batch.names.subarray(start, middle))),
    target: absolute(batch, batch.targetFolder[row], roots, decodeRaw(batch.names.subarray(middle, end))),
  };
}

// eslint-disable-next-line max-params -- a batch, a folder of it, where its roots are, and a name
function absolute(batch: PlanBatch, folder: number | undefined, roots: readonly string[], name: string): string {
  const ref = batch.folders[folder ?? 0];
  const root = roots[ref?.root ?? 0] ?? '';
  const folderPath = `${root === '/' ? '' : root}${below(ref?.path ?? '')}`;
  return `${folderPath}${below(name)}`;
}

function below(part: string): string {
  return part === '' ? '' : `/${part}`;
}

/**
 * A problem as people and programs see it.
 *
 * @param path - absolute raw path
 * @param code - an outcome code or reason
 * @param message - one sentence
 * @returns the problem, with the raw bytes where the shown path is escaped
 */
export function problemOf(path: string, code: string, message: string): Problem {
  return { ...shown('path', path), code, message };
}

/** A row that is done, or was not begun, is a problem only for what it left behind. */
function problemOfRow(
  code: OutcomeCode,
  message: string | undefined,
  leftover: OutcomeCode | undefined,
): { readonly code: OutcomeCode; readonly message: string } {
  const sentence = describeOutcome(code, message);
  if (leftover === undefined) return { code, message: sentence };
  const isWell = outcomeStatus(code) === 'completed' || outcomeStatus(code) === 'pending';
  return { code: isWell ? leftover : code, message: `${sentence} ${describeLeftover(leftover)}` };
}

/** Files by outcome and bytes done. */
export interface TallyCounters {
  readonly files_completed: number;
  readonly files_skipped: number;
  readonly files_failed: number;
  readonly bytes_completed: number;
}

/** Counts what became of the files of an operation; folder work that the system refused is a problem and no file. */
export class Tally {
  /** Files done. */
  completed = 0;
  /** Files Kempt chose not to touch. */
  skipped = 0;
  /** Files the system refused. */
  failed = 0;
  /** Steps that can still be done, folder work included. */
  pending = 0;
  /** Bytes of the files done. */
  bytes = 0;
  /** Bytes of disk that nothing needs any more. */
  gained = 0;
  /** Files that went to the quarantine to make room. */
  overwritten = 0;
  /** Bytes that went to the quarantine. */
  quarantined = 0;
  /** Problems in all. */
  problemsTotal = 0;
  /** The first hundred. */
  readonly problems: Problem[] = [];
  readonly #roots: readonly string[];
  /** Where files were before they were put aside, by the step that did it. */
  readonly #before = new Map<number, string>();

  /** @param roots - absolute raw paths of the plan's roots */
  constructor(roots: readonly string[]) {
    this.#roots = roots;
  }

  /** Files with an outcome. */
  get done(): number {
    return this.completed + this.skipped + this.failed;
  }

  /**
   * The counters as they stand in journals and results.
   *
   * @returns files by outcome and bytes done
   */
  counters(): TallyCounters {
    return {
      files_completed: this.completed,
      files_skipped: this.skipped,
      files_failed: this.failed,
      bytes_completed: this.bytes,
    };
  }

  /**
   * Adds a batch.
   *
   * @param batch - the steps
   * @param codes - outcome byte by row
   * @param words - what else there is to say of its rows
   */
  add(batch: PlanBatch, codes: Uint8Array, words: RowWords): void {
    for (let row = 0; row < batch.count; row++) {
      const code = outcomeOf(codes[row] ?? 0);
      const status = outcomeStatus(code);
      if (status === 'pending' && ((batch.flags[row] ?? 0) & STEP_FLAGS.stage) === 0) this.pending++;
      if (status === 'completed') {
        this.#countQuarantined(batch, row);
        this.gained += words.gained?.get(row) ?? 0;
      }
      if (!isFileStep(batch, row)) {
        this.#remember(batch, row);
        // An old file that went back, since the new one could not come, is none that anybody misses.
        const isLeft =
          status === 'failed' || (status === 'skipped' && makesRoom(batch, row) && code !== 'dependency_skipped');
        if (isLeft || words.leftovers.has(row)) this.#note(batch, row, { code, words });
        continue;
      }
      if (status === 'completed') {
        this.completed++;
        if (((batch.flags[row] ?? 0) & STEP_FLAGS.again) === 0) this.bytes += batch.size[row] ?? 0;
      } else if (status === 'skipped') this.skipped++;
      else if (status === 'failed') this.failed++;
      if (status === 'skipped' || status === 'failed' || words.leftovers.has(row)) {
        this.#note(batch, row, { code, words });
      }
    }
  }

  /**
   * Adds a problem that no counter counts.
   *
   * @param path - absolute raw path
   * @param what - an outcome code and one sentence
   */
  addProblem(path: string, what: { readonly code: OutcomeCode; readonly message: string }): void {
    this.problemsTotal++;
    if (this.problems.length < PROBLEMS_SHOWN) this.problems.push(problemOf(path, what.code, what.message));
  }

  #countQuarantined(batch: PlanBatch, row: number): void {
    if (isDisplaced(batch, row)) this.overwritten++;
    else if (batch.action[row] !== QUARANTINE) return;
    if (((batch.flags[row] ?? 0) & STEP_FLAGS.again) === 0) this.quarantined += batch.size[row] ?? 0;
  }

  /** A name that Kempt gave a file for a moment says nothing to anybody. */
  #remember(batch: PlanBatch, row: number): void {
    if (((batch.flags[row] ?? 0) & STEP_FLAGS.stage) === 0) return;
    this.#before.set(batch.firstStep + row, stepPaths(batch, row, this.#roots).source);
  }

  #note(batch: PlanBatch, row: number, { code, words }: { code: OutcomeCode; words: RowWords }): void {
    // What nobody will see is not put into words: there may be a million of them.
    if (this.problems.length >= PROBLEMS_SHOWN) {
      this.problemsTotal++;
      return;
    }
    const paths = stepPaths(batch, row, this.#roots);
    const source = this.#before.get(batch.requiresStep[row] ?? NO_REQUIREMENT) ?? paths.source;
    const isAtTarget = code === 'completed' || AT_TARGET.has(STEP_ACTIONS[batch.action[row] ?? 0] ?? 'move');
    this.addProblem(
      isAtTarget ? paths.target : source,
      problemOfRow(code, words.messages.get(row), words.leftovers.get(row)),
    );
  }
}
