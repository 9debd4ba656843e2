import type { DuplicatesResult } from '@kempt/contracts';
import { formatBytes, formatDuration } from '@kempt/engine';
import type { Page } from '../output/page.ts';
import { plural } from '../output/plural.ts';
import { wrap } from '../output/wrap.ts';
import { groupLines } from './group-lines.ts';
import { leftLines } from './left-lines.ts';
import { paragraphs } from './paragraphs.ts';
import { problemLines } from './problem-lines.ts';
import { similarLines, similarSummary } from './similar-lines.ts';

/**
 * Lays out what a search for duplicates found.
 *
 * @param result - what was found
 * @param page - the page
 * @returns one string a line
 */
export function viewDuplicates(result: DuplicatesResult, page: Page): string[] {
  return paragraphs([
    summaryLines(result, page),
    groupLines(result, page),
    similarLines(result, page),
    leftLines('Passed over', result.skipped, page),
    problemLines({ problems: result.problems, total: result.problems_total }, page),
    hintLines(result, page),
  ]);
}

/**
 * Lays out that what was found is in a file.
 *
 * @param result - what was found
 * @param file - shown path of the report
 * @param page - the page
 * @returns one string a line
 */
export function viewDuplicatesReport(result: DuplicatesResult, file: string, page: Page): string[] {
  return paragraphs([
    summaryLines(result, page),
    problemLines({ problems: result.problems, total: result.problems_total }, page),
    [`The report is in ${file}.`],
  ]);
}

function summaryLines(result: DuplicatesResult, page: Page): string[] {
  const { groups, duplicate_files: duplicates, duplicates_size_bytes: bytes } = result;
  const headline =
    groups === 0
      ? 'No duplicates'
      : `${plural(duplicates, 'duplicate')} in ${plural(groups, 'group')}, ${formatBytes(bytes)} to reclaim`;
  const compared = `${plural(result.files, 'file')} in ${plural(result.directories, 'folder')}, ${formatBytes(result.size_bytes)}`;
  const effort = `${formatDuration(result.duration_seconds)}, ${formatBytes(result.read_bytes)} read`;
  return [
    page.style.heading(headline),
    ...similarSummary(result),
    `Compared ${compared} ${page.style.faint(`(${effort})`)}`,
  ];
}

function hintLines(result: DuplicatesResult, page: Page): string[] {
  if (result.groups === 0 && (result.similar_groups ?? 0) === 0) return [];
  const hint =
    'Nothing was changed. For every file of every group add --list or --out FILE.csv; --out FILE.html makes a page to send.';
  return wrap(hint, page.width).map(page.style.faint);
}
