import { Blake3Hasher } from '@napi-rs/blake-hash';
import { KemptError } from '../errors/kempt-error.ts';
import type { ByteRange, JournalStore } from '../ports/journal-store.ts';
import { FrameReader, type Frame } from './frames.ts';
import { decodeJson } from './json-payload.ts';
import { BATCH_STEPS, type PlanBatch } from './plan-batch.ts';
import { decodePlanBatch, PlanDamage } from './plan-batch-codec.ts';
import {
  FORMAT_VERSION,
  isPlanCounts,
  isPlanHeader,
  isPlanProblems,
  type PlanCounts,
  type PlanHeader,
  type PlanProblem,
} from './plan-header.ts';
import { PLAN_MAGIC } from './plan-writer.ts';

/** A plan that was read through once and found whole. */
export interface FrozenPlan {
  readonly header: PlanHeader;
  readonly counts: PlanCounts;
  /** Hexadecimal BLAKE3. */
  readonly digest: string;
  /** Where each step frame lies in the file. */
  readonly batches: readonly ByteRange[];
  /** The first hundred files left for a fault. */
  readonly problems: readonly PlanProblem[];
}

const PROBLEMS_KEPT = 100;

/**
 * Reads a plan through, checks its digest, and keeps where its batches lie.
 *
 * @param pieces - the plan file in pieces
 * @returns the frozen plan
 * @throws KemptError `plan_corrupt` or `plan_version`
 */
export async function readPlan(pieces: AsyncIterable<Uint8Array>): Promise<FrozenPlan> {
  const reading = new PlanReading();
  for await (const piece of pieces) reading.push(piece);
  return reading.finish();
}

class PlanReading {
  readonly #frames = new FrameReader(PLAN_MAGIC.length);
  readonly #hasher = new Blake3Hasher();
  readonly #batches: ByteRange[] = [];
  readonly #problems: PlanProblem[] = [];
  #start = Buffer.alloc(0);
  #started = false;
  #header: PlanHeader | undefined;
  #counts: PlanCounts | undefined;
  #digest: string | undefined;

  push(piece: Uint8Array): void {
    if (this.#started) {
      this.#take(piece);
      return;
    }
    this.#start = Buffer.concat([this.#start, piece]);
    if (this.#start.length < PLAN_MAGIC.length) return;
    checkMagic(this.#start);
    this.#started = true;
    this.#hasher.update(PLAN_MAGIC);
    this.#take(this.#start.subarray(PLAN_MAGIC.length));
  }

  finish(): FrozenPlan {
    if (this.#frames.finish() !== undefined) throw damaged();
    if (this.#header === undefined || this.#counts === undefined || this.#digest === undefined) {
      throw corrupt('its end is missing');
    }
    return {
      header: this.#header,
      counts: this.#counts,
      digest: this.#digest,
      batches: this.#batches,
      problems: this.#problems,
    };
  }

  #take(piece: Uint8Array): void {
    for (const frame of this.#frames.push(piece)) this.#frame(frame);
    if (this.#frames.stopped) throw damaged();
  }

  #frame(frame: Frame): void {
    if (this.#digest !== undefined) throw corrupt('something follows its end');
    if (frame.type === 'E') {
      const digest = this.#hasher.digestBuffer();
      if (Buffer.compare(digest, frame.payload) !== 0) throw corrupt('its digest does not fit its steps');
      this.#digest = digest.toString('hex');
      return;
    }
    hashFrame(this.#hasher, frame);
    if (frame.type === 'H') this.#header = parseHeader(frame.payload);
    else if (frame.type === 'S') this.#batches.push({ start: frame.start, end: frame.end });
    else if (frame.type === 'C') this.#counts = parseCounts(frame.payload);
    else if (frame.type === 'L') this.#problems.push(...parseProblems(frame.payload).slice(0, PROBLEMS_KEPT));
    this.#problems.length = Math.min(this.#problems.length, PROBLEMS_KEPT);
  }
}

/** The digest covers the bytes of the file; a frame's head can be told from its payload. */
function hashFrame(hasher: Blake3Hasher, frame: Frame): void {
  const { payload } = frame;
  const head = frame.end - frame.start - payload.length;
  hasher.update(Buffer.from(payload.buffer, payload.byteOffset - head, head + payload.length));
}

function checkMagic(start: Buffer): void {
  if (start.subarray(0, PLAN_MAGIC.length).equals(PLAN_MAGIC)) return;
  const other = /^KEMPT PLAN (\d+)\n/.exec(start.toString('latin1', 0, 32));
  if (other === null) throw corrupt('it is not a plan of Kempt');
  throw new KemptError(
    'plan_version',
    `The plan has format ${other[1] ?? '?'}, this Kempt reads ${String(FORMAT_VERSION)}.`,
    {
      hint: 'Make the plan again with this version of Kempt.',
    },
  );
}

function damaged(): KemptError {
  return corrupt('it is cut short or damaged');
}

function corrupt(what: string): KemptError {
  return new KemptError('plan_corrupt', `The plan cannot be used: ${what}.`, {
    hint: 'Make the plan again; a plan file must not be edited.',
  });
}

function parsed(payload: Uint8Array): unknown {
  try {
    return decodeJson(payload);
  } catch {
    throw corrupt('a record is not JSON');
  }
}

function parseHeader(payload: Uint8Array): PlanHeader {
  const header = parsed(payload);
  if (!isPlanHeader(header)) throw corrupt('its header is not a header');
  return header;
}

function parseCounts(payload: Uint8Array): PlanCounts {
  const counts = parsed(payload);
  if (!isPlanCounts(counts)) throw corrupt('its counters are not counters');
  return counts;
}

function parseProblems(payload: Uint8Array): readonly PlanProblem[] {
  const problems = parsed(payload);
  if (!isPlanProblems(problems)) throw corrupt('its problems are not problems');
  return problems;
}

/** Which batches to read, and how. */
export interface BatchReading {
  readonly store: Pick<JournalStore, 'read'>;
  readonly operationId: string;
  readonly plan: FrozenPlan;
  /** Reads the last batch first. */
  readonly backwards?: boolean;
}

/**
 * Reads the batches of a plan one after the other.
 *
 * @param reading - store, operation, plan
 * @returns the batches, ready to be executed for that operation
 * @throws KemptError `plan_corrupt` when a batch says something a plan cannot say
 */
export async function* readBatches(reading: BatchReading): AsyncGenerator<PlanBatch, void> {
  const { plan, backwards = false } = reading;
  for (const range of backwards ? plan.batches.toReversed() : plan.batches) {
    yield await readBatch(reading, range);
  }
}

/**
 * Reads the batch that starts with a step.
 *
 * @param reading - store, operation, plan
 * @param firstStep - index in the plan of its first step
 * @returns the batch
 * @throws KemptError `plan_corrupt` when there is none
 */
export async function readBatchAt(reading: BatchReading, firstStep: number): Promise<PlanBatch> {
  const batch = await readBatchOf(reading, firstStep);
  if (batch.firstStep !== firstStep) throw corrupt(`no batch starts with step ${String(firstStep)}`);
  return batch;
}

/**
 * Reads the batch that holds a step. Most batches are full, so few are read in vain.
 *
 * @param reading - store, operation, plan
 * @param step - index in the plan
 * @returns the batch
 * @throws KemptError `plan_corrupt` when there is none
 */
export async function readBatchOf(reading: BatchReading, step: number): Promise<PlanBatch> {
  for (const range of reading.plan.batches.slice(Math.floor(step / BATCH_STEPS))) {
    const batch = await readBatch(reading, range);
    if (step < batch.firstStep + batch.count) return batch;
  }
  throw corrupt(`no batch starts with step ${String(step)}`);
}

async function readBatch(reading: BatchReading, range: ByteRange): Promise<PlanBatch> {
  const { store, operationId, plan } = reading;
  const frames = new FrameReader(range.start);
  for await (const piece of store.read(operationId, 'plan', range)) {
    for (const frame of frames.push(piece))
      return decode(frame.payload, { operationId, match: plan.header.match }, plan);
  }
  throw corrupt('a batch cannot be read');
}

function decode(
  payload: Uint8Array,
  setting: { readonly operationId: string; readonly match: 'inode' | 'content' },
  plan: FrozenPlan,
): PlanBatch {
  try {
    const batch = decodePlanBatch(payload, setting);
    if (batch.folders.every(({ root }) => root in plan.header.roots)) return batch;
    throw new PlanDamage('a folder lies below a root the plan does not have');
  } catch (error) {
    if (error instanceof PlanDamage) throw corrupt(error.message);
    throw error;
  }
}
