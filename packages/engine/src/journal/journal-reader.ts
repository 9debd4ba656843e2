import { outcomeId, type OutcomeCode } from '@kempt/contracts';
import { KemptError } from '../errors/kempt-error.ts';
import type { FolderFacts, FolderRef } from '../ports/file-system.ts';
import type { JournalStore } from '../ports/journal-store.ts';
import { CreatedTable } from './created-table.ts';
import { FrameReader, type Frame, type FrameDamage } from './frames.ts';
import {
  decodeBatchBegin,
  decodeBatchEnd,
  isFoldersAfter,
  isFoldersBefore,
  isJournalBegin,
  isJournalEnd,
  JOURNAL_MAGIC,
  type BatchBegin,
  type BatchEnd,
  type FolderAfter,
  type JournalBegin,
  type JournalEnd,
} from './journal-records.ts';
import { decodeJson } from './json-payload.ts';

const NOT_ATTEMPTED = outcomeId('not_attempted');
const REVERTED = outcomeId('reverted');
const MESSAGES_KEPT = 10_000;

/** A moment of an operation: a batch that ended. */
export interface Moment {
  readonly time: number;
  readonly first: number;
  readonly count: number;
}

/** Everything a journal says, folded to the newest word on each step. */
export interface JournalState {
  readonly begin: JournalBegin;
  /** Outcome byte by step. */
  readonly codes: Uint8Array;
  readonly created: CreatedTable;
  /** The system's words by step, the first ten thousand. */
  readonly messages: ReadonlyMap<number, string>;
  /** Steps of which a name could not be removed, and why. */
  readonly leftovers: ReadonlyMap<number, OutcomeCode>;
  /** Bytes of disk that each step gained; absent while none did. */
  readonly gained: Float64Array | undefined;
  /** The batch that was begun and whose end is not known. */
  readonly open: BatchBegin | undefined;
  readonly foldersBefore: ReadonlyMap<string, { readonly folder: FolderRef; readonly facts: FolderFacts }>;
  /** mtime by folder when the operation ended last; null when it was gone. */
  readonly foldersAfter: ReadonlyMap<string, FolderAfter>;
  /** Absent while it runs and after a crash. */
  readonly end: JournalEnd | undefined;
  readonly timeline: readonly Moment[];
  /** Bytes up to the end of the last whole record. */
  readonly length: number;
  readonly damage: FrameDamage | undefined;
}

/**
 * The key of a folder in the maps of a journal.
 *
 * @param folder - root and path
 * @returns a text that is different for different folders
 */
export function folderKey(folder: FolderRef): string {
  return `${String(folder.root)}/${folder.path}`;
}

/**
 * Reads the journal of an operation. A torn tail is what a crash leaves: everything before it counts.
 *
 * @param store - where operations are kept
 * @param operationId - the operation
 * @returns its state; undefined when the operation never began
 * @throws KemptError `journal_corrupt` when whole records follow a damaged one, `journal_version`
 */
export async function readJournal(store: JournalStore, operationId: string): Promise<JournalState | undefined> {
  const state = await readWholeRecords(store, operationId);
  if (state?.damage === 'corrupt') throw corrupt(operationId, 'a record in its middle is damaged');
  return state;
}

/**
 * Reads the journal of an operation up to its first damaged record, wherever that is.
 *
 * @param store - where operations are kept
 * @param operationId - the operation
 * @returns its state so far; undefined when not even its begin can be read
 * @throws KemptError `journal_corrupt` when a whole record says what no journal says, `journal_version`
 */
export async function readWholeRecords(store: JournalStore, operationId: string): Promise<JournalState | undefined> {
  const reading = new JournalReading(operationId);
  for await (const piece of store.read(operationId, 'journal')) reading.push(piece);
  return reading.finish();
}

/**
 * Reads what can be read of a journal, whatever it is like.
 *
 * @param store - where operations are kept
 * @param operationId - the operation
 * @returns its state up to its first damaged record; undefined when not even its begin can be read
 * @throws KemptError `journal_version`
 */
export async function readReadable(store: JournalStore, operationId: string): Promise<JournalState | undefined> {
  try {
    return await readWholeRecords(store, operationId);
  } catch (error) {
    if (error instanceof KemptError && error.code === 'journal_corrupt') return undefined;
    throw error;
  }
}

class JournalReading {
  readonly #operationId: string;
  readonly #frames = new FrameReader(JOURNAL_MAGIC.length);
  readonly #messages = new Map<number, string>();
  readonly #before = new Map<string, { folder: FolderRef; facts: FolderFacts }>();
  readonly #after = new Map<string, FolderAfter>();
  readonly #leftovers = new Map<number, OutcomeCode>();
  readonly #created = new CreatedTable();
  readonly #timeline: Moment[] = [];
  #start = Buffer.alloc(0);
  #started = false;
  /** The first line was never written whole: a power cut left zeros in its place. */
  #torn = false;
  #begin: JournalBegin | undefined;
  #codes = new Uint8Array(0);
  #gained: Float64Array | undefined;
  #open: BatchBegin | undefined;
  #end: JournalEnd | undefined;

  constructor(operationId: string) {
    this.#operationId = operationId;
  }

  push(piece: Uint8Array): void {
    if (this.#started) {
      this.#take(piece);
      return;
    }
    this.#start = Buffer.concat([this.#start, piece]);
    if (this.#start.length < JOURNAL_MAGIC.length) return;
    this.#torn = isTorn(this.#start.subarray(0, JOURNAL_MAGIC.length));
    if (!this.#torn) this.#checkMagic();
    this.#started = true;
    this.#take(this.#start.subarray(JOURNAL_MAGIC.length));
  }

  finish(): JournalState | undefined {
    if (!this.#started || (this.#begin === undefined && this.#frames.finish() !== 'corrupt')) return undefined;
    const damage = this.#frames.finish();
    if (this.#begin === undefined) throw this.#corrupt('its first record is damaged');
    return {
      begin: this.#begin,
      codes: this.#codes,
      created: this.#created,
      messages: this.#messages,
      leftovers: this.#leftovers,
      gained: this.#gained,
      open: this.#open,
      foldersBefore: this.#before,
      foldersAfter: this.#after,
      end: this.#end,
      timeline: this.#timeline,
      length: this.#frames.offset,
      damage,
    };
  }

  #take(piece: Uint8Array): void {
    for (const frame of this.#frames.push(piece)) {
      if (this.#torn) throw this.#corrupt('its first line is damaged');
      this.#record(frame);
    }
  }

  #record(frame: Frame): void {
    if (frame.type === 'b') {
      this.#open = this.#known(decodeBatchBegin(frame.payload));
      return;
    }
    if (frame.type === 'o' || frame.type === 's') {
      const batch = this.#known(this.#attempt(() => decodeBatchEnd(frame.payload)));
      this.#fold(batch);
      this.#foldLeftovers(batch, frame.type === 's');
      return;
    }
    const value = this.#attempt(() => decodeJson(frame.payload));
    if (frame.type === 'B' && isJournalBegin(value)) {
      this.#begin = value;
      this.#codes = new Uint8Array(value.counts.steps);
    } else if (frame.type === 'f' && isFoldersBefore(value)) {
      for (const row of value) this.#before.set(folderKey(row.folder), row);
    } else if (frame.type === 'a' && isFoldersAfter(value)) {
      for (const row of value) this.#after.set(folderKey(row.folder), row);
    } else if (frame.type === 'e' && isJournalEnd(value)) this.#end = value;
    else if (frame.type === 'R') this.#end = undefined;
    else throw this.#corrupt(`a record of kind ${frame.type} cannot be read`);
  }

  #fold(batch: BatchEnd): void {
    if (batch.first + batch.count > this.#codes.length) throw this.#corrupt('a batch lies outside the plan');
    batch.code.forEach((code, row) => {
      if (code !== NOT_ATTEMPTED) this.#codes[batch.first + row] = code === REVERTED ? NOT_ATTEMPTED : code;
    });
    for (const [row, message] of batch.messages) {
      if (this.#messages.size < MESSAGES_KEPT) this.#messages.set(batch.first + row, message);
    }
    for (const [row, file] of batch.created) this.#created.set(batch.first + row, file);
    for (const [row, bytes] of batch.gained) {
      this.#gained ??= new Float64Array(this.#codes.length);
      this.#gained[batch.first + row] = bytes;
    }
    this.#timeline.push({ time: batch.time, first: batch.first, count: batch.count });
    this.#open = undefined;
  }

  /** A recovery looked at the whole batch; what carries one out knows nothing of rows that were done before. */
  #foldLeftovers({ first, count, leftovers }: BatchEnd, settled: boolean): void {
    if (settled) for (let step = first; step < first + count; step++) this.#leftovers.delete(step);
    for (const [row, code] of leftovers) this.#leftovers.set(first + row, code);
  }

  #checkMagic(): void {
    if (this.#start.subarray(0, JOURNAL_MAGIC.length).equals(JOURNAL_MAGIC)) return;
    const other = /^KEMPT JOURNAL (\d+)\n/.exec(this.#start.toString('latin1', 0, 32));
    if (other === null) throw this.#corrupt('it is not a journal');
    throw new KemptError('journal_version', `Operation ${this.#operationId} has journal format ${other[1] ?? '?'}.`, {
      hint: 'Use the version of Kempt that wrote it.',
    });
  }

  #known<T>(value: T | undefined): T {
    if (value === undefined) throw this.#corrupt('a record cannot be read');
    return value;
  }

  #attempt<T>(read: () => T): T | undefined {
    try {
      return read();
    } catch {
      return undefined;
    }
  }

  #corrupt(what: string): KemptError {
    return corrupt(this.#operationId, what);
  }
}

function isTorn(magic: Uint8Array): boolean {
  const written = magic.findIndex((byte, i) => byte !== JOURNAL_MAGIC[i]);
  return written !== -1 && magic.subarray(written).every((byte) => byte === 0);
}

function corrupt(operationId: string, what: string): KemptError {
  return new KemptError('journal_corrupt', `The journal of operation ${operationId} is damaged: ${what}.`, {
    hint: `Nothing was changed. \`kempt recover ${operationId} --rebuild\` finds out from the disk what was done.`,
  });
}
