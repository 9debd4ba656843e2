const ROWS_BETWEEN_PAUSES = 50_000;

/** Rows to go through. */
export interface RowRange {
  readonly count: number;
  /** From the last to the first. */
  readonly backwards?: boolean;
  /** Awaited between stretches of rows. */
  readonly pause?: (() => Promise<void>) | undefined;
}

/**
 * Goes through rows in stretches, with a pause between them.
 *
 * @param range - how many, which way, and what to await
 * @param visit - called with every row
 */
export async function everyRow(range: RowRange, visit: (row: number) => void): Promise<void> {
  for (let start = 0; start < range.count; start += ROWS_BETWEEN_PAUSES) {
    const end = Math.min(range.count, start + ROWS_BETWEEN_PAUSES);
    if (range.backwards === true) for (let i = start; i < end; i++) visit(range.count - 1 - i);
    else for (let row = start; row < end; row++) visit(row);
    if (end < range.count) await range.pause?.();
  }
}
