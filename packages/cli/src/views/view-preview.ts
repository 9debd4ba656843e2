import type { StepLine } from '@kempt/contracts';
import { formatBytes, formatCount, type PlanPreview } from '@kempt/engine';
import { folderTree } from '../output/folder-tree.ts';
import type { Page } from '../output/page.ts';
import { plural } from '../output/plural.ts';
import { table } from '../output/table.ts';
import { wrap } from '../output/wrap.ts';
import type { PlanAction } from './action-words.ts';
import { below } from './below.ts';
import { leftLines } from './left-lines.ts';
import { mismatchLines } from './mismatch-lines.ts';
import { orderWords } from './order-words.ts';
import { paragraphs } from './paragraphs.ts';
import { problemLines } from './problem-lines.ts';
import { viewDuplicatesPlan } from './view-duplicates-plan.ts';

/** Folders of the tree shown to somebody who did not ask for all of them. */
const MOST_FOLDERS = 30;
/** Conflicts shown likewise. */
const FIRST_CONFLICTS = 5;

/** What becomes of a duplicate, unless it is organized as any file or stays. */
const FATES: Readonly<Partial<Record<StepLine['action'], string>>> = {
  quarantine: ' → quarantine',
  hardlink: ' → link',
};

/** What a preview is laid out with. */
export interface PreviewLayout {
  readonly page: Page;
  readonly action: PlanAction;
}

/**
 * Lays out what a plan would do.
 *
 * @param preview - what the engine knows of the plan
 * @param layout - the page, and what happens to files
 * @returns one string a line
 */
export function viewPreview(preview: PlanPreview, { page, action }: PreviewLayout): string[] {
  const { result, duplicates } = preview;
  if (result.type === 'deduplicate') return viewDuplicatesPlan(preview, duplicates ?? [], page);
  return paragraphs([
    summaryLines(preview, { page, action }),
    result.files_planned === 0 ? [] : treeLines(preview, page),
    conflictLines(preview, page),
    overwrittenLines(preview, page),
    duplicates === undefined ? [] : duplicateLines(preview, duplicates, page),
    mismatchLines(
      {
        mismatches: preview.mismatches.map((file) => ({ ...file, path: below(preview.root, file.path) })),
        total: preview.mismatches_total,
      },
      page,
    ),
    leftLines('Left where they are', preview.left, page),
    problemLines({ problems: result.problems, total: result.problems_total }, page),
    noteLines(preview).flatMap((note) => wrap(note, page.width)),
  ]);
}

function summaryLines(preview: PlanPreview, { page, action }: PreviewLayout): string[] {
  const { files_planned: planned, files_in_place: inPlace, files_left: left, files_scanned: scanned } = preview.result;
  const plan =
    planned === 0 ? `Nothing to do in ${preview.root}` : `${orderWords(preview, action, true)} of ${preview.root}`;
  const rest = `Of ${plural(scanned, 'file')} ${formatCount(inPlace)} ${inPlace === 1 ? 'is' : 'are'} in place and ${formatCount(left)} stay.`;
  return [page.style.heading(plan), ...wrap(rest, page.width)];
}

function treeLines(preview: PlanPreview, page: Page): string[] {
  const maxFolders = page.verbose ? Number.POSITIVE_INFINITY : MOST_FOLDERS;
  return folderTree(preview.destination, preview.folders, { page, maxFolders });
}

function conflictLines(preview: PlanPreview, page: Page): string[] {
  const total = preview.conflicts_total;
  if (total === 0) return [];
  const shown = page.verbose ? preview.conflicts : preview.conflicts.slice(0, FIRST_CONFLICTS);
  const hidden = total - shown.length;
  return [
    page.style.notable(`${plural(total, 'file')} whose name is taken`),
    ...table(
      shown.map((line) => [below(preview.root, line.original_path), outcomeOf(line, preview)]),
      {
        columns: [
          { title: '', flexible: true },
          { title: '', flexible: true },
        ],
        width: page.width,
        indent: '  ',
      },
    ),
    ...(hidden === 0 ? [] : [page.style.faint(`  … and ${formatCount(hidden)} more`)]),
  ];
}

function overwrittenLines(preview: PlanPreview, page: Page): string[] {
  const { overwritten, overwritten_total: total, overwritten_size_bytes: bytes } = preview;
  if (total === 0) return [];
  const shown = page.verbose ? overwritten : overwritten.slice(0, FIRST_CONFLICTS);
  const hidden = total - shown.length;
  return [
    page.style.notable(
      `${plural(total, 'file')} (${formatBytes(bytes)}) to be overwritten: the old ones go to the quarantine`,
    ),
    ...shown.map((line) => `  ${below(preview.destination, line.original_path)}`),
    ...(hidden === 0 ? [] : [page.style.faint(`  … and ${formatCount(hidden)} more; --preview --list names all`)]),
  ];
}

function duplicateLines(preview: PlanPreview, duplicates: readonly StepLine[], page: Page): string[] {
  const { duplicates_found: total } = preview.result;
  if (total === 0) return ['No file has a duplicate.'];
  const shown = page.verbose ? duplicates : duplicates.slice(0, FIRST_CONFLICTS);
  const hidden = total - shown.length;
  const rows = shown.map((line) => [
    `${below(preview.root, line.original_path)}${FATES[line.action] ?? ''}`,
    `kept: ${below(preview.root, line.kept_path ?? '')} (${line.kept_by ?? 'first_seen'})`,
  ]);
  const columns = [
    { title: '', flexible: true },
    { title: '', flexible: true },
  ];
  return [
    page.style.notable(`${plural(total, 'duplicate')} (${formatBytes(preview.duplicates_size_bytes ?? 0)})`),
    ...table(rows, { columns, width: page.width, indent: '  ' }),
    ...(hidden === 0 ? [] : [page.style.faint(`  … and ${formatCount(hidden)} more`)]),
  ];
}

function outcomeOf(line: StepLine, preview: PlanPreview): string {
  const goes = line.action === 'move' || line.action === 'copy';
  return goes ? `→ ${below(preview.destination, line.new_path)}` : 'stays';
}

function noteLines(preview: PlanPreview): string[] {
  const lines: string[] = [];
  if (preview.folders_made > 0) lines.push(`${plural(preview.folders_made, 'folder')} will be made.`);
  if (preview.folders_removed > 0) {
    lines.push(`${plural(preview.folders_removed, 'folder')} will be empty and removed; undo brings them back.`);
  }
  if (preview.copied_bytes > 0) {
    lines.push(
      `${formatBytes(preview.copied_bytes)} cross to another file system: they are copied, checked, then removed.`,
    );
  }
  return lines;
}
