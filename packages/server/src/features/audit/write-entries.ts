import type { AuditEvent } from '@kempt/contracts/api';
import { csvCell } from '@kempt/engine';

const PIECE_LENGTH = 64 * 1024;
const COLUMNS = [
  'id',
  'created_at',
  'actor',
  'user_id',
  'api_key_id',
  'action',
  'target_kind',
  'target',
  'outcome',
  'address',
  'user_agent',
  'request_id',
  'details',
  'previous_hash',
  'hash',
] as const satisfies readonly (keyof AuditEvent)[];

/**
 * Entries as CSV (RFC 4180) with a byte order mark, as reports have it: no cell becomes a formula.
 *
 * @param entries - the entries
 * @returns the text in pieces of some tens of kilobytes
 */
export async function* auditCsv(entries: AsyncIterable<AuditEvent>): AsyncGenerator<string> {
  yield `\ufeff${COLUMNS.join(',')}\r\n`;
  yield* inPieces(entries, (entry) => `${COLUMNS.map((name) => cell(entry[name])).join(',')}\r\n`);
}

/**
 * Entries as JSON, one object a line.
 *
 * @param entries - the entries
 * @returns the text in pieces of some tens of kilobytes
 */
export async function* auditLines(entries: AsyncIterable<AuditEvent>): AsyncGenerator<string> {
  yield* inPieces(entries, (entry) => `${JSON.stringify(entry)}\n`);
}

async function* inPieces(
  entries: AsyncIterable<AuditEvent>,
  lineOf: (entry: AuditEvent) => string,
): AsyncGenerator<string> {
  let piece = '';
  for await (const entry of entries) {
    piece += lineOf(entry);
    if (piece.length < PIECE_LENGTH) continue;
    yield piece;
    piece = '';
  }
  if (piece !== '') yield piece;
}

function cell(value: AuditEvent[keyof AuditEvent]): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  return csvCell(typeof value === 'string' ? value : JSON.stringify(value));
}
