import { Blake3Hasher } from '@napi-rs/blake-hash';
import type { StepAction } from '../ports/file-system.ts';
import type { OperationFiles } from '../ports/journal-store.ts';
import { encodeFrame } from './frames.ts';
import { encodeJson } from './json-payload.ts';
import { PlanBatchBuilder, type NewStep } from './plan-batch.ts';
import { encodePlanBatch } from './plan-batch-codec.ts';
import type { PlanCounts, PlanHeader, PlanProblem } from './plan-header.ts';

/** First bytes of a plan file. */
export const PLAN_MAGIC = Buffer.from('KEMPT PLAN 1\n');

const PROBLEMS_PER_FRAME = 1000;
/** Steps after which a name leads to another file. */
const RELINKS: ReadonlySet<StepAction> = new Set(['hardlink', 'separate', 'rejoin']);

/** Writes a plan file from start to end; `finish` freezes it with its digest. */
export class PlanWriter {
  readonly #files: OperationFiles;
  readonly #hasher = new Blake3Hasher();
  #problems: PlanProblem[] = [];
  #builder = new PlanBatchBuilder(0);
  #steps = 0;
  #relinks = false;

  /** @param files - the operation's files */
  constructor(files: OperationFiles) {
    this.#files = files;
  }

  /** Index the next step will have. */
  get steps(): number {
    return this.#steps;
  }

  /**
   * Starts the file.
   *
   * @param header - what the plan says about itself
   */
  async start(header: PlanHeader): Promise<void> {
    await this.#append(PLAN_MAGIC);
    await this.#append(encodeFrame('H', encodeJson(header)));
  }

  /**
   * Adds a step. Await the result when it is a promise: a batch is full and goes to the file.
   *
   * Steps that give a name another file never share a batch with steps that take names elsewhere: whoever settles them
   * has to see what is under the name.
   *
   * @param step - the step
   * @returns a promise when bytes are being written
   */
  add(step: NewStep): Promise<void> | undefined {
    const relinks = RELINKS.has(step.action);
    const early = relinks === this.#relinks ? undefined : this.#flush();
    this.#relinks = relinks;
    this.#builder.add(step);
    this.#steps++;
    return this.#builder.isFull ? this.#flushAfter(early) : early;
  }

  /**
   * Notes a file that is left for a fault.
   *
   * @param problem - path, code, message
   * @returns a promise when bytes are being written
   */
  addProblem(problem: PlanProblem): Promise<void> | undefined {
    this.#problems.push(problem);
    return this.#problems.length >= PROBLEMS_PER_FRAME ? this.#flushProblems() : undefined;
  }

  /**
   * Freezes the plan: counters, digest, and everything on disk.
   *
   * @param counts - the counters
   * @returns the digest, hexadecimal BLAKE3 over everything before it
   */
  async finish(counts: PlanCounts): Promise<string> {
    await this.#flush();
    await this.#flushProblems();
    await this.#append(encodeFrame('C', encodeJson(counts)));
    const digest = this.#hasher.digestBuffer();
    await this.#files.append('plan', encodeFrame('E', digest), true);
    return digest.toString('hex');
  }

  async #flushAfter(early: Promise<void> | undefined): Promise<void> {
    await early;
    await this.#flush();
  }

  async #flush(): Promise<void> {
    if (this.#builder.count === 0) return;
    const batch = this.#builder.finish();
    this.#builder = new PlanBatchBuilder(this.#steps);
    await this.#append(encodeFrame('S', encodePlanBatch(batch)));
  }

  async #flushProblems(): Promise<void> {
    if (this.#problems.length === 0) return;
    const problems = this.#problems;
    this.#problems = [];
    await this.#append(encodeFrame('L', encodeJson(problems)));
  }

  async #append(bytes: Uint8Array): Promise<void> {
    this.#hasher.update(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
    await this.#files.append('plan', bytes, false);
  }
}
