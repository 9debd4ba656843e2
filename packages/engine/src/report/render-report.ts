import type { ReportData, ReportRow } from '@kempt/contracts';
import { reportCsv } from './report-csv.ts';
import { reportHtml } from './report-html.ts';
import { reportJson } from './report-json.ts';

/** The forms a report comes in. */
export const REPORT_FORMATS = ['json', 'csv', 'html'] as const;

/** One of {@link REPORT_FORMATS}. */
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/**
 * Writes the report of an operation. JSON and HTML show the data alone; CSV shows the details alone, one row a file,
 * and reads them as it goes, so that a million rows never sit in memory.
 *
 * @param data - what the operation did
 * @param format - the form to write
 * @param details - one row a planned file, in plan order; only read for CSV
 * @returns the text in pieces
 */
export async function* renderReport(
  data: ReportData,
  format: ReportFormat,
  details: AsyncIterable<ReportRow>,
): AsyncGenerator<string> {
  if (format === 'csv') yield* reportCsv(details);
  else if (format === 'html') yield* reportHtml(data);
  else yield reportJson(data);
}
