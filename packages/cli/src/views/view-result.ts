import type { OperationResult, OperationType, ReclaimAction } from '@kempt/contracts';
import { formatBytes, formatCount, formatDuration } from '@kempt/engine';
import type { Page } from '../output/page.ts';
import { plural } from '../output/plural.ts';
import { leftLines } from './left-lines.ts';
import { paragraphs } from './paragraphs.ts';
import { problemLines } from './problem-lines.ts';

/**
 * Lays out what became of an operation, with what one can do next.
 *
 * @param result - what became of it
 * @param page - the page
 * @returns one string a line
 */
export function viewResult(result: OperationResult, page: Page): string[] {
  return paragraphs([
    [headline(result, page), counters(result)],
    leftLines('Passed over', result.skipped, page),
    problemLines({ problems: result.problems, total: result.problems_total }, page),
    nextSteps(result),
  ]);
}

const COMPLETED_WORDS: Readonly<Record<OperationType, string>> = {
  organize: 'Done',
  undo: 'Taken back',
  deduplicate: 'Quarantined',
  purge: 'Removed for good',
};

function headline(result: OperationResult, page: Page): string {
  const { style } = page;
  const took = style.faint(`(${formatDuration(result.duration_seconds)})`);
  const done = `${plural(result.files_completed, 'file')}, ${formatBytes(result.bytes_completed)}`;
  if (result.files_planned === 0) return `${style.good('Nothing to do')} ${took}`;
  switch (result.status) {
    case 'completed':
      return `${style.good(completedWord(result))}: ${done}${gained(result)} ${took}`;
    case 'interrupted':
      return `${style.notable('Interrupted')} after ${done} ${took}`;
    case 'failed':
      return `${style.bad('Failed')} after ${done} ${took}`;
    default:
      return `${style.notable('Done, with problems')}: ${done} ${took}`;
  }
}

const RECLAIMED_WORDS: Readonly<Record<ReclaimAction, string>> = {
  quarantine: 'Quarantined',
  hardlink: 'Linked',
  reflink: 'Shared',
  symlink: 'Replaced by symbolic links',
};

function completedWord({ type, action }: OperationResult): string {
  return action === undefined ? COMPLETED_WORDS[type] : RECLAIMED_WORDS[action];
}

function gained({ space_reclaimed_bytes: bytes = 0 }: OperationResult): string {
  return bytes === 0 ? '' : `, ${formatBytes(bytes)} of disk gained`;
}

function counters(result: OperationResult): string {
  const counts: readonly (readonly [number, string])[] = [
    [result.files_planned, 'planned'],
    [result.files_completed, 'completed'],
    [result.files_skipped, 'skipped'],
    [result.files_failed, 'failed'],
    [result.files_in_place, 'in place'],
    [result.files_left, 'left'],
    [result.duplicates_found, `of them duplicates${heldBytes(result)}`],
    [result.files_overwritten ?? 0, 'old ones in quarantine'],
  ];
  const shown = counts.filter(([count]) => count > 0).map(([count, word]) => `${formatCount(count)} ${word}`);
  return `${plural(result.files_scanned, 'file')} seen${shown.length === 0 ? '' : `: ${shown.join(', ')}`}`;
}

function heldBytes({ duplicates_size_bytes: bytes }: OperationResult): string {
  return bytes === undefined ? '' : ` (${formatBytes(bytes)})`;
}

/** There is nothing to take back, or no way. */
function isFinal({ type, action }: OperationResult): boolean {
  return type === 'purge' || action === 'reflink';
}

function nextSteps(result: OperationResult): string[] {
  const id = result.operation_id;
  if (result.status === 'interrupted') {
    const on = `Go on with: kempt resume ${id}`;
    return result.files_completed === 0 || isFinal(result) ? [on] : [on, `Take it back with: kempt undo ${id}`];
  }
  if (result.files_completed === 0 || isFinal(result)) return [];
  return [result.type === 'undo' ? `Do it again with: kempt undo ${id}` : `Take it back with: kempt undo ${id}`];
}
