import type { ScanResult } from '@kempt/contracts';
import { formatBytes, formatDuration, formatPercent } from '@kempt/engine';
import { bar } from '../output/bar.ts';
import type { Page } from '../output/page.ts';
import { plural } from '../output/plural.ts';
import { table } from '../output/table.ts';
import { leftLines } from './left-lines.ts';
import { mismatchLines } from './mismatch-lines.ts';
import { paragraphs } from './paragraphs.ts';
import { problemLines } from './problem-lines.ts';

/** Columns of a full bar. */
const BAR_WIDTH = 20;
/** Columns below which the table has no room for bars. */
const ROOM_FOR_BARS = 72;

/**
 * Lays out what is in a folder.
 *
 * @param result - what the scan found
 * @param page - the page
 * @returns one string a line
 */
export function viewScan(result: ScanResult, page: Page): string[] {
  return paragraphs([
    [summary(result, page)],
    categoryLines(result, page),
    largestLines(result, page),
    mismatchLines({ mismatches: result.mismatches, total: result.mismatches_total }, page),
    leftLines('Passed over', result.skipped, page),
    problemLines({ problems: result.problems, total: result.problems_total }, page),
  ]);
}

function summary(result: ScanResult, page: Page): string {
  const found = `${plural(result.files, 'file')} in ${plural(result.directories, 'folder')}, ${formatBytes(result.size_bytes)}`;
  return `${page.style.heading(found)} ${page.style.faint(`(${formatDuration(result.duration_seconds)})`)}`;
}

function categoryLines(result: ScanResult, page: Page): string[] {
  const largest = Math.max(...result.categories.map((row) => row.percentage), 1);
  const bars = page.width >= ROOM_FOR_BARS;
  const rows = result.categories
    .toSorted((a, b) => b.total_size_bytes - a.total_size_bytes || b.file_count - a.file_count)
    .map((row) => [
      row.category,
      plural(row.file_count, 'file'),
      formatBytes(row.total_size_bytes),
      formatPercent(row.percentage),
      ...(bars ? [bar(row.percentage / largest, BAR_WIDTH)] : []),
    ]);
  return table(rows, {
    columns: [
      { title: 'Category' },
      { title: 'Files', align: 'right' },
      { title: 'Size', align: 'right' },
      { title: 'Share', align: 'right' },
      ...(bars ? [{ title: '', paint: page.style.good }] : []),
    ],
    width: page.width,
    heading: page.style.faint,
  });
}

function largestLines(result: ScanResult, page: Page): string[] {
  if (result.largest_files.length === 0) return [];
  const rows = result.largest_files
    .slice(0, page.verbose ? undefined : 10)
    .map((file) => [formatBytes(file.size_bytes), file.category, file.path]);
  return [
    page.style.heading('Largest files'),
    ...table(rows, {
      columns: [
        { title: '', align: 'right' },
        { title: '', paint: page.style.faint },
        { title: '', flexible: true },
      ],
      width: page.width,
      indent: '  ',
    }),
  ];
}
