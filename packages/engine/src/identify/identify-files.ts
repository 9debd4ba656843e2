import { setImmediate as pause } from 'node:timers/promises';
import { leftReasonId, outcomeId, outcomeOf } from '@kempt/contracts';
import type { LeftReason, OutcomeCode } from '@kempt/contracts';
import { describeOutcome } from '../errors/describe-outcome.ts';
import { throwIfInterrupted } from '../errors/throw-if-interrupted.ts';
import type { FileSystem, HeadBatch } from '../ports/file-system.ts';
import type { FileTable } from '../table/file-table.ts';
import { fileBatches, fileRef } from './file-batches.ts';
import type { RowBatch } from './file-batches.ts';
import type { Identification } from './identification.ts';
import type { IdentificationTexts } from './identification-texts.ts';
import { DEEP_BUDGET, identifyWith } from './identify-deep.ts';
import { HEAD_LENGTH, identifyHead, identifyName } from './identify-head.ts';
import { RangeReader } from './range-reader.ts';
import { mayTellTaken, takenFrom } from './taken/read-taken.ts';

/** What {@link identifyFiles} needs. */
export interface IdentifyOptions {
  readonly fileSystem: Pick<FileSystem, 'readHeads' | 'readRange'>;
  /** Id of the table's root. */
  readonly root: number;
  /** Gives mimetypes and extensions their ids. */
  readonly texts: IdentificationTexts;
  /** Fills the column `taken` too. */
  readonly withTaken: boolean;
  /** Called after each batch with the number of files done. */
  readonly onProgress?: ((done: number) => void) | undefined;
  /** Ends the work between two batches. */
  readonly signal?: AbortSignal | undefined;
}

/** A file that could not be read. */
export interface IdentifyProblem {
  /** Raw path below the root. */
  readonly path: string;
  readonly code: OutcomeCode;
  /** One sentence for people. */
  readonly message: string;
}

const FILES_PER_BATCH = 512;
const BATCHES_IN_FLIGHT = 4;
/** Files looked into at the same time. */
const LOOKS_IN_FLIGHT = 16;
const COMPLETED = outcomeId('completed');

/**
 * Fills the columns category, mimetype, detectedExtension and mismatch, and taken where asked, of every file that
 * takes part. A file that cannot be read is identified by its name, becomes a problem and is left with the reason.
 *
 * @param table - the files; columns and `left` are updated
 * @param options - file system, texts and what to read
 * @returns files that could not be read
 * @throws KemptError `interrupted`
 */
export async function identifyFiles(table: FileTable, options: IdentifyOptions): Promise<readonly IdentifyProblem[]> {
  if (options.withTaken) table.taken = new Float64Array(table.count).fill(Number.NaN);
  const run = new IdentifyRun(table, options);
  const inFlight: { batch: RowBatch; heads: Promise<HeadBatch> }[] = [];
  for (const batch of fileBatches(table, options.root, FILES_PER_BATCH)) {
    throwIfInterrupted(options.signal);
    const heads = options.fileSystem.readHeads(batch.files, HEAD_LENGTH);
    heads.catch(() => undefined);
    inFlight.push({ batch, heads });
    const oldest = inFlight.length < BATCHES_IN_FLIGHT ? undefined : inFlight.shift();
    if (oldest !== undefined) await run.take(oldest.batch, await oldest.heads);
  }
  for (const { batch, heads } of inFlight) {
    throwIfInterrupted(options.signal);
    await run.take(batch, await heads);
  }
  return run.problems;
}

class IdentifyRun {
  readonly problems: IdentifyProblem[] = [];
  readonly #table: FileTable;
  readonly #options: IdentifyOptions;
  #done = 0;

  constructor(table: FileTable, options: IdentifyOptions) {
    this.#table = table;
    this.#options = options;
  }

  async take({ rows }: RowBatch, heads: HeadBatch): Promise<void> {
    const looks: (() => Promise<void>)[] = [];
    rows.forEach((row, i) => {
      if (heads.code[i] !== COMPLETED) {
        this.#leave(row, outcomeOf(heads.code[i] ?? 0));
        return;
      }
      const head = heads.bytes.subarray(i === 0 ? 0 : heads.end[i - 1], heads.end[i]);
      const found = identifyHead(this.#table.name(row), head, this.#table.size[row] ?? 0);
      this.#write(row, found);
      if (!found.certain || this.#wantsTaken(found)) looks.push(() => this.#lookInto(row, found, head));
    });
    await inTurns(looks, LOOKS_IN_FLIGHT);
    this.#done += rows.length;
    this.#options.onProgress?.(this.#done);
    await pause();
  }

  #wantsTaken(found: Identification): boolean {
    return this.#options.withTaken && mayTellTaken(found.detectedExtension);
  }

  async #lookInto(row: number, first: Identification, head: Uint8Array): Promise<void> {
    const { fileSystem, root } = this.#options;
    const file = fileRef(this.#table, root, row);
    const read = (offset: number, length: number): Promise<Uint8Array> => fileSystem.readRange(file, offset, length);
    const reader = new RangeReader({ size: this.#table.size[row] ?? 0, read, budget: DEEP_BUDGET, head });
    const found = first.certain ? first : await identifyWith(file.name, first, reader);
    if (found !== first) this.#write(row, found);
    if (this.#wantsTaken(found)) {
      this.#table.taken[row] = (await takenFrom(found.detectedExtension, reader)) ?? Number.NaN;
    }
  }

  #leave(row: number, code: OutcomeCode): void {
    this.#write(row, identifyName(this.#table.name(row)));
    this.#table.left[row] = leftReasonId(LEFT_BY_CODE[code] ?? 'unreadable');
    this.problems.push({ path: this.#table.path(row), code, message: describeOutcome(code) });
  }

  #write(row: number, found: Identification): void {
    const { texts } = this.#options;
    this.#table.category[row] = found.category;
    this.#table.mimetype[row] = texts.id(found.mimetype);
    this.#table.detectedExtension[row] = texts.id(found.detectedExtension);
    this.#table.mismatch[row] = found.mismatch ? 1 : 0;
  }
}

const LEFT_BY_CODE: Partial<Record<OutcomeCode, LeftReason>> = {
  permission_denied: 'permission_denied',
  not_found: 'vanished',
  folder_missing: 'vanished',
};

/** Runs tasks, a number of them at the same time. */
async function inTurns(tasks: readonly (() => Promise<void>)[], atOnce: number): Promise<void> {
  const waiting = tasks.values();
  const lane = async (): Promise<void> => {
    for (const task of waiting) await task();
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, tasks.length) }, lane));
}
