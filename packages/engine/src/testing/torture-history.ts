/** What a torture run needs to know of one operation. */
export interface HistoryRow {
  readonly id: string;
  readonly type: string;
  readonly status: string;
  readonly undone: string;
}

/**
 * Reads what `kempt history --json` printed.
 *
 * @param json - one JSON object
 * @returns the operations, newest first
 * @throws Error when it is something else
 */
export function readHistory(json: string): HistoryRow[] {
  const parsed: unknown = JSON.parse(json);
  if (!isRecord(parsed) || !Array.isArray(parsed.operations)) throw new Error('The history holds no operations.');
  return parsed.operations.map(readRow);
}

function readRow(row: unknown): HistoryRow {
  if (!isRecord(row)) throw new Error('An operation of the history is no object.');
  const text = (key: string): string => (typeof row[key] === 'string' ? row[key] : '');
  return { id: text('operation_id'), type: text('type'), status: text('status'), undone: text('undone') };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
