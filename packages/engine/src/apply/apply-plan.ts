import { outcomeId, type OperationStatus } from '@kempt/contracts';
import { readJournal, type JournalState } from '../journal/journal-reader.ts';
import type { BatchBegin } from '../journal/journal-records.ts';
import { JournalWriter } from '../journal/journal-writer.ts';
import type { PlanBatch } from '../journal/plan-batch.ts';
import { readBatches } from '../journal/plan-reader.ts';
import { decodeRaw } from '../names/raw-string.ts';
import { displayName } from '../names/display-name.ts';
import { STEP_FLAGS } from '../plan/plan.ts';
import { NO_REQUIREMENT, type BatchOutcome, type FolderRef, type UnsyncedFolder } from '../ports/file-system.ts';
import { onThisMachine, type OperationContext } from './operation-context.ts';
import { bringToRest } from './bring-to-rest.ts';
import { noteUnsynced } from './note-unsynced.ts';
import { restoreTimes, restoreUnchanged } from './restore-times.ts';
import type { RowWords } from './row-words.ts';
import { Tally } from './tally.ts';
import { tallyOf } from './tally-of.ts';
import { touchedByBatch } from './touched-by-batch.ts';
import { TouchedFolders } from './touched-folders.ts';
import { Vacancies } from './vacancies.ts';

const COMPLETED = outcomeId('completed');
const NOT_ATTEMPTED = outcomeId('not_attempted');
const DEPENDENCY_SKIPPED = outcomeId('dependency_skipped');

const NO_WORDS: RowWords = { messages: new Map(), leftovers: new Map() };

/** How a plan is carried out. */
export interface ApplyOptions {
  /** The journal so far, when an interrupted operation goes on. */
  readonly before?: JournalState;
  readonly onProgress?: ((done: number, bytes: number, path: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** When it rejects, nothing more is written: the operation is somebody else's. */
  readonly beforeBatch?: (() => Promise<void>) | undefined;
}

/** How an operation ended. */
export interface ApplyResult {
  readonly status: OperationStatus;
  readonly tally: Tally;
  readonly durationSeconds: number;
}

/**
 * Carries a frozen plan out, batch by batch: the facts of folders touched first and the begin of the batch are on
 * disk before its first file moves; each batch is made durable before the next one begins.
 *
 * @param context - the operation
 * @param options - journal so far, progress, signal
 * @returns how it ended
 */
export async function applyPlan(context: OperationContext, options: ApplyOptions = {}): Promise<ApplyResult> {
  const run = new ApplyRun(context, options);
  return run.run();
}

class ApplyRun {
  readonly #context: OperationContext;
  readonly #options: ApplyOptions;
  readonly #journal: JournalWriter;
  readonly #touched: TouchedFolders;
  readonly #codes: Uint8Array;
  readonly #stop = new Int32Array(new SharedArrayBuffer(4));
  readonly #staged = new Set<number>();
  /** Steps that took a file away for another one that is not there yet. */
  readonly #vacancies: Vacancies;
  readonly #unsynced: UnsyncedFolder[] = [];
  #tally: Tally;
  #words: RowWords = NO_WORDS;
  /** What could not be synced may be gone after a power cut: whoever comes next has to look. */
  #doubtful: BatchBegin | undefined;
  #failure: string | undefined;

  constructor(context: OperationContext, options: ApplyOptions) {
    this.#context = context;
    this.#options = options;
    this.#journal = new JournalWriter(context.files);
    this.#tally = new Tally(context.plan.header.roots.map(({ path }) => path));
    this.#vacancies = new Vacancies(context.plan.header.roots.map(({ path }) => path));
    this.#touched = new TouchedFolders(context, options.before);
    this.#codes = options.before?.codes ?? new Uint8Array(context.plan.counts.steps);
  }

  async run(): Promise<ApplyResult> {
    const { clock, plan } = this.#context;
    const started = clock.monotonic();
    const abort = (): void => {
      Atomics.store(this.#stop, 0, 1);
    };
    this.#options.signal?.addEventListener('abort', abort);
    if (this.#options.signal?.aborted === true) abort();
    try {
      await this.#start();
      await this.#batches();
      let isCounted = this.#options.before === undefined;
      if (this.#staged.size > 0 || this.#vacancies.steps.length > 0) {
        if (await this.#rest()) isCounted = false;
        if (!this.#codes.includes(COMPLETED)) await restoreUnchanged(this.#context, this.#touched);
      }
      if (!isCounted) await this.#countAgain();
      if (plan.header.restore_times.length > 0) await restoreTimes(this.#context, this.#touched);
    } finally {
      this.#options.signal?.removeEventListener('abort', abort);
    }
    const durationSeconds = (clock.monotonic() - started) / 1000;
    const status = this.#status();
    if (this.#doubtful !== undefined) await this.#journal.batchBegins(this.#doubtful, []);
    await this.#journal.end(await this.#touched.now(), {
      status,
      finished_at: clock.now(),
      duration_seconds: durationSeconds + (this.#options.before?.end?.duration_seconds ?? 0),
      ...this.#tally.counters(),
      message: this.#failure ?? null,
    });
    return { status, tally: this.#tally, durationSeconds };
  }

  /** Answers whether anything stands differently now. */
  async #rest(): Promise<boolean> {
    const rest = await bringToRest({
      context: this.#context,
      writer: this.#journal,
      codes: this.#codes,
      touched: this.#touched,
      isResumable: this.#stopped,
    });
    this.#noteUnsynced(rest.unsynced);
    return rest.isChanged;
  }

  /** What was counted may have gone back, and what an earlier run did was not counted in full. */
  async #countAgain(): Promise<void> {
    const journal = await readJournal(this.#context.store, this.#context.operationId);
    if (journal === undefined) return;
    this.#tally = await tallyOf(this.#context, journal);
    noteUnsynced(this.#context, this.#tally, this.#unsynced);
  }

  async #start(): Promise<void> {
    const { clock, operationId, plan } = this.#context;
    if (this.#options.before !== undefined) await this.#journal.resumed(clock.now());
    else {
      const { header, counts, digest } = plan;
      const begin = { operation_id: operationId, plan_digest: digest, started_at: clock.now(), header, counts };
      await this.#journal.begin(begin);
    }
  }

  async #batches(): Promise<void> {
    const batches = readBatches(this.#context);
    let next = batches.next();
    for (;;) {
      const { value: batch, done } = await next;
      if (done === true) break;
      next = batches.next();
      next.catch(() => undefined);
      if (await this.#batch(batch)) continue;
      await next.catch(() => undefined);
      break;
    }
  }

  /** Answers whether to go on with the next batch. */
  async #batch(planned: PlanBatch): Promise<boolean> {
    const batch = this.#prepare(planned);
    if (batch.skip.includes(0)) {
      if (this.#stopped) return false;
      await this.#options.beforeBatch?.();
      const begin: BatchBegin = { first: batch.firstStep, count: batch.count, time: this.#context.clock.now() };
      await this.#journal.batchBegins(
        begin,
        await this.#touched.before([...this.#restored(), ...touchedByBatch(planned)]),
      );
      const outcome = await this.#execute(batch);
      await this.#journal.batchEnded(begin, this.#withSkipped(batch, outcome));
      if (outcome.unsynced.length > 0) this.#doubtful = begin;
      this.#take(batch, outcome);
    }
    this.#noteStaged(planned);
    this.#tally.add(planned, this.#codes.subarray(planned.firstStep, planned.firstStep + planned.count), this.#words);
    this.#words = NO_WORDS;
    this.#report(planned);
    return !this.#stopped;
  }

  async #execute(batch: PlanBatch): Promise<BatchOutcome> {
    const { fileSystem, moves } = this.#context;
    const watch = moves?.wanted(batch);
    const outcome = await fileSystem.execute(watch === undefined ? batch : { ...batch, watch }, this.#stop);
    if (outcome.moved !== undefined) moves?.take(batch, outcome.moved);
    return outcome;
  }

  /** An undo also sets the times of folders in which it has nothing else to do. */
  #restored(): readonly FolderRef[] {
    return this.#context.plan.header.restore_times.map(({ folder }) => folder);
  }

  get #stopped(): boolean {
    return this.#failure !== undefined || Atomics.load(this.#stop, 0) !== 0;
  }

  /** The batch for this machine, without what is decided already. */
  #prepare(batch: PlanBatch): PlanBatch {
    const skip = new Uint8Array(batch.count);
    for (let row = 0; row < batch.count; row++) skip[row] = this.#skips(batch, row) ? 1 : 0;
    return { ...onThisMachine(this.#context, batch), skip };
  }

  #skips(batch: PlanBatch, row: number): boolean {
    const step = batch.firstStep + row;
    if (this.#codes[step] !== NOT_ATTEMPTED) return true;
    const required = batch.requiresStep[row] ?? NO_REQUIREMENT;
    if (required === NO_REQUIREMENT || required >= batch.firstStep) return false;
    if (this.#codes[required] === COMPLETED) return false;
    this.#codes[step] = DEPENDENCY_SKIPPED;
    return true;
  }

  #withSkipped(batch: PlanBatch, outcome: BatchOutcome): BatchOutcome {
    const code = outcome.code.map((value, row) =>
      batch.skip[row] === 0 ? value : (this.#codes[batch.firstStep + row] ?? value),
    );
    return { ...outcome, code };
  }

  #take(batch: PlanBatch, outcome: BatchOutcome): void {
    outcome.code.forEach((code, row) => {
      if (batch.skip[row] === 0) this.#codes[batch.firstStep + row] = code;
    });
    this.#words = outcome;
    this.#noteUnsynced(outcome.unsynced);
  }

  #noteUnsynced(unsynced: readonly UnsyncedFolder[]): void {
    this.#unsynced.push(...unsynced);
    const words = noteUnsynced(this.#context, this.#tally, unsynced);
    this.#failure ??= words;
  }

  /** A file put aside must reach its place, or go back when the operation ends. */
  #noteStaged(batch: PlanBatch): void {
    this.#vacancies.add(batch, this.#codes);
    for (let row = 0; row < batch.count; row++) {
      if (this.#codes[batch.firstStep + row] !== COMPLETED) continue;
      if (((batch.flags[row] ?? 0) & STEP_FLAGS.stage) !== 0) this.#staged.add(batch.firstStep + row);
      else if (this.#staged.size > 0) this.#staged.delete(batch.requiresStep[row] ?? NO_REQUIREMENT);
    }
  }

  #report(batch: PlanBatch): void {
    const start = (batch.nameEnd[2 * batch.count - 3] ?? 0) || 0;
    const name = decodeRaw(batch.names.subarray(start, batch.nameEnd[2 * batch.count - 2]));
    this.#options.onProgress?.(this.#tally.done, this.#tally.bytes, displayName(name));
  }

  #status(): OperationStatus {
    if (this.#failure !== undefined) return 'failed';
    if (this.#tally.pending > 0 || (this.#stopped && this.#codes.includes(NOT_ATTEMPTED))) return 'interrupted';
    return this.#tally.problemsTotal > 0 ? 'completed_with_errors' : 'completed';
  }
}
