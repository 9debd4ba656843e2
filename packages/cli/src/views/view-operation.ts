import { formatBytes, formatCount, formatDuration, reasonWords, type OperationDetails } from '@kempt/engine';
import { exactJson } from '../output/exact-json.ts';
import { formatTime } from '../output/format-time.ts';
import type { Page } from '../output/page.ts';
import { below } from './below.ts';
import { pairLines, type Pair } from './pair-lines.ts';
import { paragraphs } from './paragraphs.ts';

/**
 * Lays out all about one operation.
 *
 * @param details - what the journal knows
 * @param page - the page
 * @returns one string a line
 */
export function viewOperation(details: OperationDetails, page: Page): string[] {
  return paragraphs([pairLines(factsOf(details), page), optionLines(details, page), sampleLines(details, page)]);
}

function factsOf(details: OperationDetails): Pair[] {
  const undone = { no: 'no', partly: 'partly', yes: 'yes' }[details.undone];
  const by = details.undone_by_all.length === 0 ? '' : `, by ${details.undone_by_all.join(', ')}`;
  return [
    ['operation', details.operation_id],
    ['type', details.type],
    ['status', details.status],
    ...(details.undoes === null ? [] : [['undoes', details.undoes] as const]),
    ['undone', `${undone}${by}`],
    ['folder', details.root],
    ['destination', details.destination],
    ['begun', formatTime(details.created_at)],
    ['ended', `${formatTime(details.finished_at)} (${formatDuration(details.duration_seconds)} of work)`],
    ['seen', `${formatCount(details.files_scanned)} files`],
    ['planned', formatCount(details.files_planned)],
    ['completed', `${formatCount(details.files_completed)} (${formatBytes(details.bytes_completed)})`],
    ['skipped', formatCount(details.files_skipped)],
    ['failed', formatCount(details.files_failed)],
    ['in place', formatCount(details.files_in_place)],
    ['left', formatCount(details.files_left)],
    ['journal', formatBytes(details.journal_bytes)],
    ['plan digest', details.plan_digest],
  ];
}

function optionLines(details: OperationDetails, page: Page): string[] {
  const pairs = Object.entries(details.options).map(([name, value]): Pair => [
    name,
    typeof value === 'string' ? value : exactJson(value),
  ]);
  if (pairs.length === 0) return [];
  return [page.style.heading('Options'), ...pairLines(pairs, page, '  ')];
}

function sampleLines(details: OperationDetails, page: Page): string[] {
  if (details.sample.length === 0) return [];
  const files = details.sample.flatMap((line) => {
    const completed = line.outcome === 'completed';
    const outcome = completed ? page.style.good('✓') : page.style.bad('✗');
    const reason = completed ? [] : [`      ${page.style.faint(reasonWords(line.outcome))}`];
    return [
      `  ${outcome} ${below(details.root, line.original_path)}`,
      `    → ${below(details.destination, line.new_path)}`,
      ...reason,
    ];
  });
  return [page.style.heading('First files'), ...files];
}
