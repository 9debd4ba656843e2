import type { QuarantinedFile } from '@kempt/contracts';
import { formatBytes, formatCount } from '@kempt/engine';
import { formatTime } from '../output/format-time.ts';
import type { Page } from '../output/page.ts';
import { plural } from '../output/plural.ts';
import { table } from '../output/table.ts';

/** Files shown to somebody who did not ask for all of them. */
const FIRST_FILES = 50;

/**
 * Lays out what is in quarantine.
 *
 * @param files - oldest first
 * @param page - the page
 * @returns one string a line
 */
export function viewQuarantine(files: readonly QuarantinedFile[], page: Page): string[] {
  if (files.length === 0) return ['Nothing is in quarantine.'];
  const bytes = files.reduce((sum, file) => sum + file.size_bytes, 0);
  const shown = page.verbose ? files : files.slice(0, FIRST_FILES);
  const rows = shown.map((file) => [
    file.operation_id,
    formatTime(file.quarantined_at),
    formatBytes(file.size_bytes),
    file.reachable ? file.original_path : `${file.original_path} (its disk is not there)`,
  ]);
  const lines = table(rows, {
    columns: [
      { title: 'Operation' },
      { title: 'When' },
      { title: 'Size', align: 'right' },
      { title: 'Came from', flexible: true },
    ],
    width: page.width,
    heading: page.style.faint,
  });
  const hidden = files.length - shown.length;
  return [
    ...lines,
    ...(hidden === 0 ? [] : [page.style.faint(`… and ${formatCount(hidden)} more`)]),
    `${plural(files.length, 'file')}, ${formatBytes(bytes)}`,
  ];
}
