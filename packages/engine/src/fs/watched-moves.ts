import { closeSync, statfsSync } from 'node:fs';
import { outcomeId } from '@kempt/contracts';
import type { MovedFiles, StepBatch } from '../ports/file-system.ts';
import { isSettledStamp, TICK } from '../ports/settled-stamp.ts';
import { type ChangeWatch, type DiskCalls, type EntryFacts, type OpenFolder } from './disk-calls.ts';
import { isUntouched, factsOf } from './held-pair.ts';
import { sourceName } from './step-rows.ts';

const COMPLETED = outcomeId('completed');
const MILLISECOND = 1_000_000n;

/** File systems that no other machine writes to, and that are no view on another one: f_type of statfs. */
const LOCAL: ReadonlySet<number> = new Set([
  0xef53, // ext2, ext3, ext4
  0x5846_5342, // XFS
  0x9123_683e, // Btrfs
  0xf2f5_2010, // F2FS
  0x0102_1994, // tmpfs
  0x2fc1_2fc1, // ZFS
  0xca45_1a4e, // bcachefs
]);

/** A file that is watched while it is moved; to be closed. */
export interface WatchedFile {
  readonly fd: number;
  readonly handle: number;
}

interface Moved {
  readonly row: number;
  readonly handle: number;
  readonly before: bigint;
  readonly after: bigint;
}

/**
 * Finds out of files that are moved whether they held the same bytes all the while, and when they changed last before
 * and after.
 *
 * Threat model: a move sets the time of last change itself. So another program that writes to a file and puts its mtime
 * back right before the move, or behind it before the clock of the file system goes on, leaves no trace in the file's
 * facts. But it sets times to do so, and that is watched on the file itself, from before it is looked at until the
 * clock has gone on. Writing without putting the mtime back shows in the mtime. What other machines do is not seen, so
 * only file systems are watched that have none.
 */
export class WatchedMoves {
  readonly #calls: DiskCalls;
  readonly #batch: StepBatch;
  readonly #isLocal = new Map<OpenFolder, boolean>();
  readonly #moved: Moved[] = [];
  #watch: ChangeWatch | undefined | null = null;

  /**
   * @param calls - system calls of this thread
   * @param batch - the steps
   */
  constructor(calls: DiskCalls, batch: StepBatch) {
    this.#calls = calls;
    this.#batch = batch;
  }

  /**
   * Begins to watch the file of a row that is about to be looked at and moved.
   *
   * @param row - the row
   * @param from - the folder it is in
   * @returns the watched file; undefined where nobody wants to know, or that cannot be
   */
  begin(row: number, from: OpenFolder): WatchedFile | undefined {
    if (this.#batch.watch?.[row] !== 1 || !this.#isLocalFolder(from)) return undefined;
    if (this.#watch === null) this.#watch = this.#calls.watchChanges();
    if (this.#watch === undefined) return undefined;
    const fd = this.#calls.open(from, sourceName(this.#batch, row), 'read');
    if (fd < 0) return undefined;
    const handle = this.#watch.add(fd);
    if (handle >= 0) return { fd, handle };
    closeSync(fd);
    return undefined;
  }

  /**
   * Notes that a watched file was moved.
   *
   * @param row - the row
   * @param file - the file
   * @param before - what was seen under its name right before
   */
  moved(row: number, { fd, handle }: WatchedFile, before: EntryFacts): void {
    const now = factsOf(this.#calls, fd);
    const isIt = now.inode === before.inode && now.device === before.device;
    if (!isIt || !isUntouched(now, before, 'without_ctime')) return;
    this.#moved.push({ row, handle, before: before.ctime, after: now.ctime });
  }

  /**
   * What is known in the end. Waits until the clock of the file system has gone on, which it mostly has.
   *
   * @param code - outcome byte per row
   * @returns the files that nobody touched; undefined when there are none
   */
  finish(code: Uint8Array): MovedFiles | undefined {
    const watch = this.#watch ?? undefined;
    if (watch === undefined) return undefined;
    const readSince = afterTick(this.#moved);
    const changed = watch.changed();
    if (changed === undefined) return undefined;
    const moved = this.#moved.filter(
      ({ row, handle, after }) => code[row] === COMPLETED && !changed.has(handle) && isSettledStamp(after, readSince),
    );
    return {
      row: Uint32Array.from(moved, ({ row }) => row),
      before: BigInt64Array.from(moved, ({ before }) => before),
      after: BigInt64Array.from(moved, ({ after }) => after),
    };
  }

  /** Ends the watching. */
  close(): void {
    this.#watch?.close();
    this.#watch = undefined;
  }

  #isLocalFolder(folder: OpenFolder): boolean {
    const known = this.#isLocal.get(folder);
    if (known !== undefined) return known;
    const isLocal = LOCAL.has(typeOf(folder));
    this.#isLocal.set(folder, isLocal);
    return isLocal;
  }
}

function typeOf({ fd }: OpenFolder): number {
  try {
    return statfsSync(`/proc/self/fd/${String(fd)}`).type;
  } catch {
    return 0;
  }
}

/** A time after the tick of the last move: nanoseconds since 1970. */
function afterTick(moved: readonly Moved[]): bigint {
  const last = moved.reduce((latest, { after }) => (after > latest ? after : latest), 0n);
  const missing = last + TICK - BigInt(Date.now()) * MILLISECOND;
  // Milliseconds are rounded down here; a clock that was set back is not waited for.
  if (missing >= 0n && missing <= 2n * TICK) {
    const nobody = new Int32Array(new SharedArrayBuffer(4));
    Atomics.wait(nobody, 0, 0, Number(missing / MILLISECOND) + 2);
  }
  return BigInt(Date.now()) * MILLISECOND;
}
