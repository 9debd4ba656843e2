import { displayWidth, shorten } from './display-width.ts';

/** A column of a table. */
interface Column {
  readonly title: string;
  /** Numbers stand on the right. */
  readonly align?: 'left' | 'right';
  /** Cut when the table is wider than the page; the others keep their width. */
  readonly flexible?: boolean;
  /** Colours a cell after it was laid out. */
  readonly paint?: (cell: string) => string;
}

/** How a table is laid out. */
export interface TableLayout {
  readonly columns: readonly Column[];
  /** Columns of the page. */
  readonly width: number;
  /** Colours the line of titles; no titles when absent. */
  readonly heading?: (line: string) => string;
  /** Put before every line. */
  readonly indent?: string;
}

const GAP = '  ';
const LEAST = 8;

/**
 * Lays out rows of cells in columns.
 *
 * @param rows - cells without colours, as many a row as there are columns
 * @param layout - columns and room
 * @returns one string a line
 */
export function table(rows: readonly (readonly string[])[], layout: TableLayout): string[] {
  const { columns, indent = '' } = layout;
  const widths = columnWidths(rows, layout);
  const line = (cells: readonly string[], paint: boolean) =>
    indent + columns.map((column, i) => place(cells[i] ?? '', widths[i] ?? 0, { column, paint })).join(GAP);
  const lines = rows.map((row) => line(row, true).trimEnd());
  if (layout.heading === undefined || rows.length === 0) return lines;
  const titles = columns.map((column) => column.title);
  return [layout.heading(line(titles, false).trimEnd()), ...lines];
}

function columnWidths(rows: readonly (readonly string[])[], layout: TableLayout): number[] {
  const { columns, indent = '' } = layout;
  const widths = columns.map((column, i) => {
    let width = layout.heading === undefined ? 0 : displayWidth(column.title);
    for (const row of rows) width = Math.max(width, displayWidth(row[i] ?? ''));
    return width;
  });
  let excess = widths.reduce((sum, width) => sum + width + GAP.length, indent.length - GAP.length) - layout.width;
  while (excess > 0) {
    const widest = widestFlexible(columns, widths);
    if (widest < 0) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
    excess--;
  }
  return widths;
}

function widestFlexible(columns: readonly Column[], widths: readonly number[]): number {
  let widest = -1;
  for (const [i, column] of columns.entries()) {
    const width = widths[i] ?? 0;
    if (column.flexible === true && width > LEAST && width > (widths[widest] ?? 0)) widest = i;
  }
  return widest;
}

function place(cell: string, width: number, how: { readonly column: Column; readonly paint: boolean }): string {
  const text = shorten(cell, width);
  const padding = ' '.repeat(Math.max(0, width - displayWidth(text)));
  const painted = how.paint && how.column.paint !== undefined ? how.column.paint(text) : text;
  return how.column.align === 'right' ? padding + painted : painted + padding;
}
