import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { from } from 'pg-copy-streams';

/** A value of a column: bytes go to a bytea. */
export type CopyValue = string | number | bigint | Uint8Array | null;

/** Text that travels together. */
const PIECE = 256 * 1024;

/**
 * Writes rows with COPY, as they come.
 *
 * @param client - a connection
 * @param into - table and columns, each a name of ours
 * @param rows - values in the order of the columns
 * @returns how many there were
 */
export async function copyRows(
  client: pg.ClientBase,
  into: { readonly table: string; readonly columns: readonly string[] },
  rows: AsyncIterable<readonly CopyValue[]>,
): Promise<number> {
  let count = 0;
  async function* pieces(): AsyncGenerator<string> {
    let text = '';
    for await (const row of rows) {
      count++;
      text += `${row.map(cell).join('\t')}\n`;
      if (text.length < PIECE) continue;
      yield text;
      text = '';
    }
    if (text !== '') yield text;
  }
  const quotedTable = client.escapeIdentifier(into.table);
  const quotedColumns = escapeIdentifiers(client, into.columns);
  const stream = client.query(from(`COPY ${quotedTable} (${quotedColumns}) FROM STDIN`));
  await pipeline(Readable.from(pieces()), stream);
  return count;
}

function escapeIdentifiers(client: pg.ClientBase, names: readonly string[]): string {
  return names.map((name) => client.escapeIdentifier(name)).join(', ');
}

const SPECIAL = /[\\\t\n\r]/g;
const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

function cell(value: CopyValue): string {
  if (value === null) return '\\N';
  if (value instanceof Uint8Array) return `\\\\x${Buffer.from(value).toString('hex')}`;
  if (typeof value !== 'string') return String(value);
  // PostgreSQL's text holds no NUL; no shown path does either.
  return value.replaceAll('\0', '\ufffd').replace(SPECIAL, (found) => ESCAPES[found] ?? found);
}
