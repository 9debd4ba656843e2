import type { JournalStore } from '../ports/journal-store.ts';
import { FrameReader, type Frame } from './frames.ts';
import { isJournalEnd, JOURNAL_MAGIC } from './journal-records.ts';
import { decodeJson } from './json-payload.ts';

/** How a record of outcomes ends that names no leftovers. */
const NO_LEFTOVERS = Buffer.from('"leftovers":[]}');

/**
 * Looks whether an operation was carried out to its end and needs nothing any more. That is far cheaper than reading its
 * journal, and true of most operations in a long history. What the look cannot tell for sure is for `readJournal` to
 * find out.
 *
 * @param store - where operations are kept
 * @param operationId - the operation
 * @returns true when every record is whole, no batch is open, no name was left behind, and the last record says that
 *   all was done
 */
export async function looksAtRest(store: JournalStore, operationId: string): Promise<boolean> {
  const look = new JournalLook();
  for await (const piece of store.read(operationId, 'journal')) {
    if (!look.push(piece)) return false;
  }
  return look.isAtRest;
}

class JournalLook {
  readonly #frames = new FrameReader(JOURNAL_MAGIC.length);
  #start: Uint8Array | undefined = Buffer.alloc(0);
  #last: Frame | undefined;
  #isOpen = false;

  /** Answers whether the operation may still be at rest. */
  push(piece: Uint8Array): boolean {
    if (this.#start === undefined) return this.#take(piece);
    const start = Buffer.concat([this.#start, piece]);
    this.#start = start.length < JOURNAL_MAGIC.length ? start : undefined;
    if (this.#start !== undefined) return true;
    return start.indexOf(JOURNAL_MAGIC) === 0 && this.#take(start.subarray(JOURNAL_MAGIC.length));
  }

  get isAtRest(): boolean {
    return this.#frames.finish() === undefined && !this.#isOpen && this.#last !== undefined && isDone(this.#last);
  }

  #take(piece: Uint8Array): boolean {
    for (const frame of this.#frames.push(piece)) {
      this.#last = frame;
      if (frame.type === 'b') this.#isOpen = true;
      if (frame.type !== 'o' && frame.type !== 's') continue;
      this.#isOpen = false;
      if (!NO_LEFTOVERS.equals(frame.payload.subarray(-NO_LEFTOVERS.length))) return false;
    }
    return !this.#frames.stopped;
  }
}

/** Whether a record ends an operation that nobody will carry on with. */
function isDone({ type, payload }: Frame): boolean {
  if (type !== 'e') return false;
  try {
    const end = decodeJson(payload);
    return isJournalEnd(end) && (end.status === 'completed' || end.status === 'completed_with_errors');
  } catch {
    return false;
  }
}
