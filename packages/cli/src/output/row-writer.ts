import { exactJson } from './exact-json.ts';
import type { Outlet } from './outlet.ts';

/** Writes JSON lines. */
export interface RowWriter {
  /** Adds a row; waits when the reader is behind. */
  write(row: object): Promise<void>;
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
  return {
    async write(row) {
      pending += `${exactJson(row)}\n`;
      if (pending.length >= BLOCK) await flush();
    },
    flush,
  };
}
