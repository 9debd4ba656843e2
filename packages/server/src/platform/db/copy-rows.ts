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
 * @param into - table and columns, each a name of ours; with `freeze`, rows are written as old ones, which nobody looks
 *   through again: for a table that the same transaction made or emptied
 * @param rows - values in the order of the columns
 * @returns how many there were
 */
export async function copyRows(
  client: pg.ClientBase,
  into: { readonly table: string; readonly columns: readonly string[]; readonly freeze?: boolean },
  rows: AsyncIterable<readonly CopyValue[]>,
): Promise<number> {
  let count = 0;
  async function* pieces(): AsyncGenerator<string> {
    let text = '';
    for await (const row of rows) {
      count++;
      let separator = '';
      for (const value of row) {
        text += separator + cell(value);
        separator = '\t';
      }
      text += '\n';
      if (text.length < PIECE) continue;
      yield text;
      text = '';
    }
    if (text !== '') yield text;
  }
  const quotedTable = client.escapeIdentifier(into.table);
  const quotedColumns = escapeIdentifiers(client, into.columns);
  const text = `COPY ${quotedTable} (${quotedColumns}) FROM STDIN`;
  const stream = client.query(from(into.freeze === true ? `${text} WITH (FREEZE)` : text));
  await pipeline(Readable.from(pieces()), stream);
  return count;
}

function escapeIdentifiers(client: pg.ClientBase, names: readonly string[]): string {
  return names.map((name) => client.escapeIdentifier(name)).join(', ');
}

// PostgreSQL's text holds no NUL; no shown path does either.
const SPECIAL = /[\\\t\n\r\0]/;
const ALL_SPECIAL = new RegExp(SPECIAL, 'g');
const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
  '\0': '\ufffd',
};

function cell(value: CopyValue): string {
  if (value === null) return '\\N';
  if (typeof value === 'string') {
    return SPECIAL.test(value) ? value.replace(ALL_SPECIAL, (found) => ESCAPES[found] ?? found) : value;
  }
  return value instanceof Uint8Array ? `\\\\x${Buffer.from(value).toString('hex')}` : String(value);
}
