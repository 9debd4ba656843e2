import type { CategoryCount, LargeFile, Problem, ReportData, SkippedCount } from '@kempt/contracts';

/**
 * A report as JSON: the data, pretty-printed, its keys in one order whatever order they were set in.
 *
 * @param data - what to report
 * @returns one JSON object and a line feed
 */
export function reportJson(data: ReportData): string {
  return `${JSON.stringify(data, KEY_ORDER, 2)}\n`;
}

type Keys<T> = T extends unknown ? keyof T : never;
type ReportKey = Keys<ReportData | CategoryCount | LargeFile | Problem | SkippedCount | ReportData['timeline'][number]>;

// An object rather than a list, so that a key somebody adds to the contract and forgets here does not compile.
const KEYS: Readonly<Record<ReportKey, true>> = {
  operation_id: true,
  type: true,
  status: true,
  undoes: true,
  undone: true,
  root: true,
  root_base64: true,
  destination: true,
  destination_base64: true,
  created_at: true,
  finished_at: true,
  duration_seconds: true,
  files_scanned: true,
  files_planned: true,
  files_in_place: true,
  files_left: true,
  seconds: true,
  files_completed: true,
  files_skipped: true,
  files_failed: true,
  bytes_completed: true,
  action: true,
  files_overwritten: true,
  space_quarantined_bytes: true,
  space_reclaimed_bytes: true,
  duplicates_found: true,
  duplicates_size_bytes: true,
  plan_digest: true,
  categories: true,
  category: true,
  file_count: true,
  total_size_bytes: true,
  percentage: true,
  timeline: true,
  largest_files: true,
  path: true,
  path_base64: true,
  size_bytes: true,
  reasons: true,
  left: true,
  skipped: true,
  reason: true,
  count: true,
  problems_total: true,
  problems: true,
  code: true,
  message: true,
};
const KEY_ORDER = Object.keys(KEYS);
