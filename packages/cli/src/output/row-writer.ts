import { exactJson } from './exact-json.ts';
import type { Outlet } from './outlet.ts';

/** Writes JSON lines, gathered into blocks. */
export interface RowWriter {
  /** Adds a row; waits when the reader is behind. */
  write(row: object): Promise<void>;
  /** Adds a part of a row that is written piece by piece, its line end included. */
  append(text: string): Promise<void>;
  /** Writes what is still held back. */
  flush(): Promise<void>;
}

/** Characters gathered before they are written: a call for every row of a million would cost more than the rows. */
const BLOCK = 64 * 1024;

/**
 * Writes rows as JSON lines, many of them in one go.
 *
 * @param outlet - where they go
 * @returns a writer that must be flushed at the end
 */
export function createRowWriter(outlet: Outlet): RowWriter {
  let pending = '';
  const flush = async (): Promise<void> => {
    const block = pending;
    pending = '';
    await outlet.write(block);
  };
  const append = async (text: string): Promise<void> => {
    pending += text;
    if (pending.length >= BLOCK) await flush();
  };
  return { write: (row) => append(`${exactJson(row)}\n`), append, flush };
}
