import type { ReportRow } from '@kempt/contracts';
import { csvCell } from './csv-cell.ts';

/**
 * A report as CSV (RFC 4180): a header, then one row a file, numbered in plan order so that a sorted sheet can be put
 * back. It starts with a byte order mark, without which spreadsheets read UTF-8 names as something else. Cells cannot
 * become formulas, see {@link csvCell}. Names that hold unprintable bytes carry them in the two base64 columns.
 *
 * @param rows - one row a planned file
 * @returns the text in pieces of some tens of kilobytes
 */
export async function* reportCsv(rows: AsyncIterable<ReportRow>): AsyncGenerator<string> {
  let piece = `\ufeff${HEADER.join(',')}\r\n`;
  let number = 0;
  for await (const row of rows) {
    piece += csvRow(++number, row);
    if (piece.length < PIECE_LENGTH) continue;
    yield piece;
    piece = '';
  }
  if (piece !== '') yield piece;
}

function csvRow(number: number, row: ReportRow): string {
  const cells = [
    String(number),
    csvCell(row.original_path),
    csvCell(row.new_path),
    csvCell(row.category),
    String(row.size_bytes),
    csvCell(row.action),
    csvCell(row.outcome),
    csvCell(row.message),
    csvCell(row.original_path_base64 ?? ''),
    csvCell(row.new_path_base64 ?? ''),
  ];
  return `${cells.join(',')}\r\n`;
}

const PIECE_LENGTH = 64 * 1024;
const HEADER = [
  'row',
  'original_path',
  'new_path',
  'category',
  'size_bytes',
  'action',
  'outcome',
  'message',
  'original_path_base64',
  'new_path_base64',
];
