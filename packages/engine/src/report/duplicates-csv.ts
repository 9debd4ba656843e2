import type { DuplicateFile, ShownPath } from '@kempt/contracts';
import { csvCell } from './csv-cell.ts';

/** A group as its rows need it. */
export interface ListedGroup {
  /** Hexadecimal. */
  readonly hash: string;
  readonly size_bytes: number;
  /** Made as they are asked for. */
  files(): Iterable<DuplicateFile>;
}

/**
 * Groups of duplicates as CSV (RFC 4180): a header, then one row a name, the groups numbered in their order. Other
 * names of a file follow it. It starts with a byte order mark, without which spreadsheets read UTF-8 names as something
 * else; cells cannot become formulas, see {@link csvCell}.
 *
 * @param groups - the groups
 * @returns the text in pieces of some tens of kilobytes, whatever the size of a group
 */
export async function* duplicatesCsv(groups: AsyncIterable<ListedGroup>): AsyncGenerator<string> {
  let piece = `\ufeff${HEADER.join(',')}\r\n`;
  let number = 0;
  for await (const group of groups) {
    const start = `${String(++number)},${csvCell(group.hash)},${String(group.size_bytes)}`;
    for (const file of group.files()) {
      piece += row(start, file, { kind: file.reference === true ? 'reference' : 'file', modified: file.modified });
      for (const link of file.hard_links ?? [])
        piece += row(start, link, { kind: 'hard_link', modified: file.modified });
      if (piece.length < PIECE_LENGTH) continue;
      yield piece;
      piece = '';
    }
  }
  if (piece !== '') yield piece;
}

function row(
  start: string,
  { path, path_base64: bytes = '' }: ShownPath,
  { kind, modified }: { readonly kind: string; readonly modified: string },
): string {
  return `${start},${kind},${csvCell(path)},${csvCell(modified)},${csvCell(bytes)}\r\n`;
}

const PIECE_LENGTH = 64 * 1024;
const HEADER = ['group', 'hash', 'size_bytes', 'kind', 'path', 'modified', 'path_base64'];
