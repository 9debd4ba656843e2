import type { ReportData } from '@kempt/contracts';

/** A report of a small operation in which a little of everything happened. */
export const SAMPLE: ReportData = {
  operation_id: '20250312-140509-7k2m9q',
  type: 'organize',
  status: 'completed_with_errors',
  files_scanned: 1260,
  files_planned: 1204,
  files_in_place: 30,
  files_left: 26,
  files_completed: 1199,
  files_skipped: 3,
  files_failed: 2,
  bytes_completed: 48_212_345_678,
  duplicates_found: 7,
  plan_digest: 'ab'.repeat(32),
  duration_seconds: 12.34,
  problems: [
    { path: '/data/in/a.jpg', code: 'changed_since_plan', message: 'It was changed after the plan was made.' },
    { path: '/data/in/b\\xff', path_base64: 'L2RhdGEvaW4vYv8=', code: 'io_error', message: 'Input/output error.' },
  ],
  problems_total: 5,
  skipped: [
    { reason: 'hidden', count: 20 },
    { reason: 'symlink', count: 4 },
  ],
  root: '/data/in',
  destination: '/data/out',
  created_at: '2025-03-12T14:05:09.123Z',
  finished_at: '2025-03-12T14:05:21.463Z',
  categories: [
    { category: 'images', file_count: 1000, total_size_bytes: 40_000_000_000, percentage: 82.97 },
    { category: 'models_3d', file_count: 199, total_size_bytes: 8_212_345_678, percentage: 17.03 },
    { category: 'code', file_count: 0, total_size_bytes: 0, percentage: 0 },
  ],
  largest_files: [{ path: '/data/out/images/big.tif', size_bytes: 1_234_567_890, category: 'images' }],
  reasons: [
    { reason: 'io_error', count: 2 },
    { reason: 'changed_since_plan', count: 3 },
  ],
  left: [
    { reason: 'hidden', count: 20 },
    { reason: 'project', count: 6 },
  ],
  timeline: [
    { seconds: 4, files_completed: 400, bytes_completed: 10_000_000_000 },
    { seconds: 8, files_completed: 700, bytes_completed: 30_000_000_000 },
    { seconds: 12.34, files_completed: 1199, bytes_completed: 48_212_345_678 },
  ],
  undone: 'no',
};

/** An operation in which nothing happened at all. */
export const NOTHING: ReportData = {
  ...SAMPLE,
  status: 'completed',
  files_scanned: 0,
  files_planned: 0,
  files_in_place: 0,
  files_left: 0,
  files_completed: 0,
  files_skipped: 0,
  files_failed: 0,
  bytes_completed: 0,
  duplicates_found: 0,
  duration_seconds: 0,
  problems: [],
  problems_total: 0,
  skipped: [],
  categories: [],
  largest_files: [],
  reasons: [],
  left: [],
  timeline: [],
  finished_at: null,
};
