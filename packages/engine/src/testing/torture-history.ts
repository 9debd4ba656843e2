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

/**
 * Reads the code of the error that a command printed in place of its answer.
 *
 * @param json - what it printed
 * @returns the code; empty when it printed no error
 * @example
 * errorCode('{"error":{"code":"internal"}}') // 'internal'
 */
export function errorCode(json: string): string {
  if (json.trim() === '') return '';
  const parsed: unknown = JSON.parse(json);
  if (!isRecord(parsed) || !isRecord(parsed['error'])) return '';
  return typeof parsed['error']['code'] === 'string' ? parsed['error']['code'] : '';
}

function readRow(row: unknown): HistoryRow {
  if (!isRecord(row)) throw new Error('An operation of the history is no object.');
  const text = (key: string): string => (typeof row[key] === 'string' ? row[key] : '');
  return { id: text('operation_id'), type: text('type'), status: text('status'), undone: text('undone') };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
