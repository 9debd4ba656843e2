import type { StepLine } from '@kempt/contracts';
import { isFileStep } from '../apply/tally.ts';
import { readBatches, type FrozenPlan } from '../journal/plan-reader.ts';
import { shown } from '../names/shown.ts';
import { STEP_FLAGS } from '../plan/plan.ts';
import { STEP_ACTIONS } from '../ports/file-system.ts';
import type { JournalStore } from '../ports/journal-store.ts';
import type { PlanPreview, PreviewFolder } from './engine.ts';
import { operationResult } from './operation-result.ts';
import { stepLines } from './step-lines.ts';

const LISTED = 20;

/** What a preview is made of. */
export interface Previewing {
  readonly store: JournalStore;
  readonly operationId: string;
  readonly plan: FrozenPlan;
  /** Absolute raw path files go to. */
  readonly destination: string;
  readonly copiedBytes: number;
  readonly durationSeconds: number;
  /** Files that stay because their name is taken, the first of them, and how many in all. */
  readonly staying: { readonly lines: readonly StepLine[]; readonly total: number };
  /** Extension found by content of a file whose extension contradicts it, by absolute raw path. */
  readonly detected: ReadonlyMap<string, string>;
  readonly mismatchesTotal: number;
}

/**
 * What a frozen plan will do, for a person to look at: read from the plan itself, so that what is shown is what will
 * be done.
 *
 * @param previewing - the plan and what it does not say
 * @returns the preview
 */
export async function previewPlan(previewing: Previewing): Promise<PlanPreview> {
  const { plan, operationId, staying, detected } = previewing;
  const folders = await countFolders(previewing);
  const renamed = await firstRenamed(previewing);
  return {
    result: operationResult(plan, { operationId, status: 'planned', durationSeconds: previewing.durationSeconds }),
    ...shown('root', plan.header.roots[0]?.path ?? ''),
    ...shown('destination', previewing.destination),
    folders: folders.list,
    conflicts: [...renamed.lines, ...staying.lines].slice(0, LISTED),
    conflicts_total: renamed.total + staying.total,
    ...(await overwrittenFiles(previewing)),
    mismatches: [...detected].slice(0, LISTED).map(([path, detected_extension]) => ({
      ...shown('path', path),
      detected_extension,
    })),
    mismatches_total: previewing.mismatchesTotal,
    left: plan.counts.left,
    copied_bytes: previewing.copiedBytes,
    folders_made: folders.made,
    folders_removed: folders.removed,
  };
}

async function countFolders(previewing: Previewing): Promise<{ list: PreviewFolder[]; made: number; removed: number }> {
  const counts = new Map<string, { file_count: number; total_size_bytes: number }>();
  const { plan, destination } = previewing;
  const roots = plan.header.roots.map(({ path }) => path);
  let made = 0;
  let removed = 0;
  for await (const batch of readBatches(previewing)) {
    const files = new Uint32Array(batch.folders.length);
    const bytes = new Float64Array(batch.folders.length);
    for (let row = 0; row < batch.count; row++) {
      const action = STEP_ACTIONS[batch.action[row] ?? 0];
      if (action === 'make_folder') made++;
      if (action === 'remove_folder') removed++;
      if (!isFileStep(batch, row) || action === 'quarantine' || action === 'hardlink') continue;
      const folder = batch.targetFolder[row] ?? 0;
      files[folder] = (files[folder] ?? 0) + 1;
      bytes[folder] = (bytes[folder] ?? 0) + (batch.size[row] ?? 0);
    }
    batch.folders.forEach(({ root, path: below }, index) => {
      if (files[index] === 0) return;
      const full = [roots[root] ?? '', below].filter((part) => part !== '').join('/');
      const path = full === destination ? '' : full.slice(destination.length + 1);
      const count = counts.get(path) ?? { file_count: 0, total_size_bytes: 0 };
      count.file_count += files[index] ?? 0;
      count.total_size_bytes += bytes[index] ?? 0;
      counts.set(path, count);
    });
  }
  const list = [...counts].map(([path, count]) => ({ ...shown('path', path), ...count }));
  return { list: list.sort((a, b) => (a.path < b.path ? -1 : 1)), made, removed };
}

async function overwrittenFiles(
  previewing: Previewing,
): Promise<Pick<PlanPreview, 'overwritten' | 'overwritten_total' | 'overwritten_size_bytes'>> {
  const overwritten: StepLine[] = [];
  let [total, bytes] = [0, 0];
  if (previewing.plan.header.options['on_conflict'] === 'overwrite') {
    for await (const { line } of stepLines(previewing, isUncounted)) {
      total++;
      bytes += line.size_bytes;
      if (overwritten.length < LISTED) overwritten.push(line);
    }
  }
  return { overwritten, overwritten_total: total, overwritten_size_bytes: bytes };
}

function isUncounted(flags: number): boolean {
  return (flags & STEP_FLAGS.uncounted) !== 0;
}

async function firstRenamed(previewing: Previewing): Promise<{ lines: StepLine[]; total: number }> {
  const lines: StepLine[] = [];
  let total = 0;
  for await (const { line } of stepLines(previewing, (flags) => (flags & STEP_FLAGS.renamed) !== 0)) {
    total++;
    if (lines.length < LISTED) lines.push(line);
  }
  return { lines, total };
}
