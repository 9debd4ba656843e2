import type { HistoryEntry } from '@kempt/contracts';
import { formatCount } from '@kempt/engine';
import { formatTime } from '../output/format-time.ts';
import type { Page } from '../output/page.ts';
import { table } from '../output/table.ts';
import { shortIds } from './short-ids.ts';

/** Columns below which whole ids leave no room for the folders. */
const ROOM_FOR_IDS = 100;

/**
 * Lays out a list of operations. On a narrow terminal ids are cut to what tells them apart.
 *
 * @param operations - newest first
 * @param page - the page
 * @returns one string a line
 */
export function viewHistory(operations: readonly HistoryEntry[], page: Page): string[] {
  if (operations.length === 0) return ['Nothing was done yet.'];
  const ids = operations.map((entry) => entry.operation_id);
  const shown = page.width < ROOM_FOR_IDS ? shortIds(ids) : ids;
  const rows = operations.map((entry, i) => [
    shown[i] ?? '',
    formatTime(entry.created_at),
    entry.type,
    statusOf(entry),
    formatCount(entry.files_completed),
    entry.root,
  ]);
  return table(rows, {
    columns: [
      { title: 'Id' },
      { title: 'When' },
      { title: 'What' },
      { title: 'Status', flexible: true },
      { title: 'Files', align: 'right' },
      { title: 'Folder', flexible: true },
    ],
    width: page.width,
    heading: page.style.faint,
  });
}

function statusOf(entry: HistoryEntry): string {
  if (entry.undone === 'yes') return 'undone';
  const status = entry.status === 'completed_with_errors' ? 'with problems' : entry.status;
  return entry.undone === 'partly' ? `${status}, partly undone` : status;
}
