import type { ReclaimAction, StepLine } from '@kempt/contracts';
import { formatBytes, formatCount, type PlanPreview } from '@kempt/engine';
import type { Page } from '../output/page.ts';
import { plural } from '../output/plural.ts';
import { wrap } from '../output/wrap.ts';
import { ACTION_WORDS } from './action-words.ts';
import { leftLines } from './left-lines.ts';
import { paragraphs } from './paragraphs.ts';
import { problemLines } from './problem-lines.ts';

/** What is to be known of them. */
const AFTERWARDS: Readonly<Record<ReclaimAction, string>> = {
  quarantine: ' that go. Undo brings them back',
  hardlink: ' that become links. Undo makes them files of their own again',
  reflink: ' that share their bytes with the kept ones, and stay files of their own',
  symlink: ' that become symbolic links. Undo makes them files of their own again',
};

/** Duplicates shown to somebody who did not ask for all of them. */
const FIRST_DUPLICATES = 10;

/**
 * Lays out which duplicates would go, and what is kept for each.
 *
 * @param preview - what the engine knows of the plan
 * @param duplicates - the first of them
 * @param page - the page
 * @returns one string a line
 */
export function viewDuplicatesPlan(preview: PlanPreview, duplicates: readonly StepLine[], page: Page): string[] {
  const { result } = preview;
  return paragraphs([
    summaryLines(preview, preview.result.action ?? 'quarantine', page),
    duplicateLines(preview, duplicates, page),
    leftLines('Passed over', result.skipped, page),
    problemLines({ problems: result.problems, total: result.problems_total }, page),
  ]);
}

function summaryLines(preview: PlanPreview, action: ReclaimAction, page: Page): string[] {
  const { result, root, duplicates_size_bytes: bytes = 0 } = preview;
  const { files_planned: planned, files_scanned: scanned, files_in_place: kept } = result;
  const plan =
    planned === 0
      ? `Nothing to do in ${root}`
      : `${ACTION_WORDS[action].order} ${plural(planned, 'file')} (${formatBytes(bytes)}), keep ${plural(kept, 'file')}`;
  const rest = `Of ${plural(scanned, 'file')} ${formatCount(result.duplicates_found)} are duplicates${AFTERWARDS[action]}.`;
  return [page.style.heading(plan), ...(planned === 0 ? [] : wrap(rest, page.width))];
}

function duplicateLines({ result }: PlanPreview, duplicates: readonly StepLine[], page: Page): string[] {
  const shown = page.verbose ? duplicates : duplicates.slice(0, FIRST_DUPLICATES);
  const hidden = result.files_planned - shown.length;
  return [
    ...shown.flatMap(({ original_path: path, kept_path: kept = '', kept_by: rule = 'first_seen' }) => [
      `  ${path}`,
      page.style.faint(`    kept: ${kept} (${rule})`),
    ]),
    ...(hidden > 0 ? [page.style.faint(`  … and ${formatCount(hidden)} more; --preview --list names all`)] : []),
  ];
}
