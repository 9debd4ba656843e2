import { outcomeId } from '@kempt/contracts';
import type { BatchBegin } from '../journal/journal-records.ts';
import type { JournalWriter } from '../journal/journal-writer.ts';
import type { PlanBatch } from '../journal/plan-batch.ts';
import { readBatchOf, readBatches } from '../journal/plan-reader.ts';
import { STEP_FLAGS } from '../plan/plan.ts';
import type { BatchOutcome, UnsyncedFolder } from '../ports/file-system.ts';
import { onThisMachine, type OperationContext } from './operation-context.ts';
import { stepsInTheWay } from './steps-in-the-way.ts';
import { touchedByBatch } from './touched-by-batch.ts';
import type { TouchedFolders } from './touched-folders.ts';
import { turnedAround } from './turned-around.ts';
import { Vacancies } from './vacancies.ts';

const COMPLETED = outcomeId('completed');
const NOT_ATTEMPTED = outcomeId('not_attempted');
const REVERTED = outcomeId('reverted');
const DEPENDENCY_SKIPPED = outcomeId('dependency_skipped');

const NOTHING: Omit<BatchOutcome, 'code'> = {
  messages: new Map(),
  created: new Map(),
  unsynced: [],
  leftovers: new Map(),
};

type Way = 'forward' | 'back';

/** An operation that goes no further, and may have left files under temporary names. */
export interface Resting {
  readonly context: OperationContext;
  readonly writer: JournalWriter;
  /** Outcome byte by step; kept up to date. */
  readonly codes: Uint8Array;
  readonly touched: TouchedFolders;
  /** Whether a resume may follow: what is taken back is to be done again then. */
  readonly isResumable: boolean;
}

/** What came of it. */
export interface Rest {
  /** Whether steps stand differently now. */
  readonly isChanged: boolean;
  /** Folders that could not be synced. */
  readonly unsynced: readonly UnsyncedFolder[];
}

/**
 * Brings files that were put aside under a temporary name to rest: into their places where those are free, else back
 * to the names they had. Where another file of the operation has that name by now, the files of the ring go back one
 * by one, the last one first. Then files that made room go back from the quarantine where the new one did not come. The
 * journal knows of each step before it is done, as of any other batch.
 *
 * @param resting - the operation
 * @returns whether anything changed, and what could not be synced
 */
export async function bringToRest(resting: Resting): Promise<Rest> {
  const rest = new RestingRun(resting);
  await rest.run();
  return rest;
}

class RestingRun implements Rest {
  isChanged = false;
  readonly unsynced: UnsyncedFolder[] = [];
  readonly #resting: Resting;

  constructor(resting: Resting) {
    this.#resting = resting;
  }

  async run(): Promise<void> {
    await this.#restAsides();
    const vacancies = new Vacancies(this.#resting.context.plan.header.roots.map(({ path }) => path));
    for await (const batch of readBatches(this.#resting.context)) vacancies.add(batch, this.#resting.codes);
    if (vacancies.steps.length > 0) await this.#goBack(new Set(vacancies.steps));
  }

  async #restAsides(): Promise<void> {
    await this.#tryAll('forward');
    const asides = new Set((await this.#asides()).keys());
    if (asides.size === 0) return;
    const ring = await stepsInTheWay(this.#resting, asides);
    const others = [...ring].filter((step) => !asides.has(step)).sort((one, other) => other - one);
    for (const step of others) await this.#goBackAlone(step);
    await this.#tryAll('back');
  }

  /** Steps whose file is aside, with the step that brings it to its place. */
  async #asides(): Promise<ReadonlyMap<number, number>> {
    const { context, codes } = this.#resting;
    const asides = new Map<number, number>();
    for await (const batch of readBatches(context)) {
      batch.requiresStep.forEach((required, row) => {
        const step = batch.firstStep + row;
        if (isStage(batch, row)) {
          if (codes[step] === COMPLETED) asides.set(step, step);
        } else if (asides.has(required) && codes[step] === COMPLETED) asides.delete(required);
        else if (asides.has(required)) asides.set(required, step);
      });
    }
    return asides;
  }

  async #tryAll(way: Way): Promise<void> {
    const asides = await this.#asides();
    if (asides.size === 0) return;
    const steps = new Set(way === 'back' ? asides.keys() : asides.values());
    for await (const batch of readBatches(this.#resting.context)) {
      const rows = rowsOf(batch, steps).filter((row) => way === 'back' || !isStage(batch, row));
      if (rows.length > 0) await this.#go(way, batch, rows);
    }
  }

  async #goBack(steps: ReadonlySet<number>): Promise<void> {
    for await (const batch of readBatches(this.#resting.context)) {
      const rows = rowsOf(batch, steps);
      if (rows.length > 0) await this.#go('back', batch, rows);
    }
  }

  async #goBackAlone(step: number): Promise<void> {
    const batch = await readBatchOf(this.#resting.context, step);
    await this.#go('back', batch, [step - batch.firstStep]);
  }

  async #go(way: Way, batch: PlanBatch, rows: readonly number[]): Promise<void> {
    const { context, touched, writer, codes } = this.#resting;
    const { firstStep: first, count } = batch;
    const begin = { first, count, time: context.clock.now() };
    if (way === 'forward') await this.#reopen(begin, rows);
    await writer.batchBegins(begin, await touched.before(touchedByBatch(batch)));
    const skip = new Uint8Array(count).fill(1);
    for (const row of rows) skip[row] = 0;
    const here = onThisMachine(context, way === 'back' ? turnedAround(batch) : batch);
    const outcome = await context.fileSystem.execute({ ...here, skip });
    const done = rows.filter((row) => outcome.code[row] === COMPLETED);
    const code = new Uint8Array(count);
    if (way === 'forward') for (const row of rows) code[row] = codes[first + row] ?? NOT_ATTEMPTED;
    for (const row of done) code[row] = this.#codeDone(way, batch, row);
    const created = way === 'back' ? NOTHING.created : outcome.created;
    await writer.batchEnded(begin, { ...outcome, messages: NOTHING.messages, code, created });
    for (const row of done) codes[first + row] = code[row] === REVERTED ? NOT_ATTEMPTED : (code[row] ?? 0);
    this.isChanged ||= done.length > 0;
    this.unsynced.push(...outcome.unsynced);
  }

  /** What could not be done before is open again, for a crash must not leave it done and noted as failed. */
  async #reopen(begin: BatchBegin, rows: readonly number[]): Promise<void> {
    const { codes, writer } = this.#resting;
    const code = new Uint8Array(begin.count);
    for (const row of rows) if (codes[begin.first + row] !== NOT_ATTEMPTED) code[row] = REVERTED;
    if (code.includes(REVERTED)) await writer.batchEnded(begin, { ...NOTHING, code });
  }

  #codeDone(way: Way, batch: PlanBatch, row: number): number {
    if (way === 'forward') return COMPLETED;
    return this.#resting.isResumable || isStage(batch, row) ? REVERTED : DEPENDENCY_SKIPPED;
  }
}

function rowsOf(batch: PlanBatch, steps: ReadonlySet<number>): number[] {
  const rows: number[] = [];
  for (let row = 0; row < batch.count; row++) if (steps.has(batch.firstStep + row)) rows.push(row);
  return rows;
}

function isStage(batch: PlanBatch, row: number): boolean {
  return ((batch.flags[row] ?? 0) & STEP_FLAGS.stage) !== 0;
}
