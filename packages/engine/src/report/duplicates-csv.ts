import type { DuplicateFile, ShownPath, SimilarFile } from '@kempt/contracts';
import { csvCell } from './csv-cell.ts';

/** A group as its rows need it. */
export interface ListedGroup {
  /** Hexadecimal. */
  readonly hash: string;
  readonly size_bytes: number;
  /** Made as they are asked for. */
  files(): Iterable<DuplicateFile>;
}

/** A group of similar images as its rows need it. */
export interface ListedSimilarGroup {
  readonly kind: 'similar';
  /** Made as they are asked for. */
  files(): Iterable<SimilarFile>;
}

/**
 * Groups of duplicates as CSV (RFC 4180): a header, then one row a name, the groups numbered in their order. Other
 * names of a file follow it. It starts with a byte order mark, without which spreadsheets read UTF-8 names as something
 * else; cells cannot become formulas, see {@link csvCell}.
 *
 * Where similar images were looked for, their groups follow those of duplicates, and three more columns tell them.
 *
 * @param groups - the groups
 * @param form - whether there are columns for similar images
 * @returns the text in pieces of some tens of kilobytes, whatever the size of a group
 */
export async function* duplicatesCsv(
  groups: AsyncIterable<ListedGroup | ListedSimilarGroup>,
  { withSimilar = false }: { readonly withSimilar?: boolean } = {},
): AsyncGenerator<string> {
  let piece = `\ufeff${[...HEADER, ...(withSimilar ? SIMILAR_HEADER : [])].join(',')}\r\n`;
  let number = 0;
  for await (const group of groups) {
    const start = String(++number);
    for (const file of 'kind' in group ? similarRows(start, group) : equalRows(start, group, withSimilar)) {
      piece += file;
      if (piece.length < PIECE_LENGTH) continue;
      yield piece;
      piece = '';
    }
  }
  if (piece !== '') yield piece;
}

function* equalRows(number: string, group: ListedGroup, withSimilar: boolean): Generator<string> {
  const start = `${number},${csvCell(group.hash)},${String(group.size_bytes)}`;
  const rest = withSimilar ? ',,,' : '';
  for (const file of group.files()) {
    yield fileRows(file, { start, kind: file.reference === true ? 'reference' : 'file', rest });
  }
}

/** Whatever lies in a reference folder, what a program must not miss is that none of it is a duplicate. */
function* similarRows(number: string, group: ListedSimilarGroup): Generator<string> {
  for (const file of group.files()) {
    const start = `${number},${csvCell(file.hash ?? '')},${String(file.size_bytes)}`;
    const kind = file.reference === true ? 'similar_reference' : 'similar';
    yield fileRows(file, { start, kind, rest: `,${[file.width, file.height, file.distance].join(',')}` });
  }
}

interface RowParts {
  readonly start: string;
  readonly kind: string;
  readonly rest: string;
}

function fileRows(file: DuplicateFile, parts: RowParts): string {
  const links = (file.hard_links ?? []).map((link) => row(link, file.modified, { ...parts, kind: 'hard_link' }));
  return row(file, file.modified, parts) + links.join('');
}

function row({ path, path_base64: bytes = '' }: ShownPath, modified: string, { start, kind, rest }: RowParts): string {
  return `${start},${kind},${csvCell(path)},${csvCell(modified)},${csvCell(bytes)}${rest}\r\n`;
}

const PIECE_LENGTH = 64 * 1024;
const SIMILAR_HEADER = ['width', 'height', 'distance'];
const HEADER = ['group', 'hash', 'size_bytes', 'kind', 'path', 'modified', 'path_base64'];
