import type { StepLine } from '@kempt/contracts';
import type { FrozenPlan } from '../journal/plan-reader.ts';
import { shown } from '../names/shown.ts';
import type { JournalStore } from '../ports/journal-store.ts';
import type { PlanPreview } from './engine.ts';
import { operationResult } from './operation-result.ts';
import { stepLines } from './step-lines.ts';

const LISTED = 20;

/** What a preview is made of. */
export interface DeduplicatePreviewing {
  readonly store: JournalStore;
  readonly operationId: string;
  readonly plan: FrozenPlan;
  readonly durationSeconds: number;
}

/**
 * Which duplicates a frozen plan takes away, for a person to look at: read from the plan itself, so that what is shown
 * is what will be done.
 *
 * @param previewing - the plan and how long it took
 * @returns the preview
 */
export async function previewDeduplicate(previewing: DeduplicatePreviewing): Promise<PlanPreview> {
  const { operationId, plan, durationSeconds } = previewing;
  const { header, counts } = plan;
  return {
    result: operationResult(plan, { operationId, status: 'planned', durationSeconds }),
    ...shown('root', header.roots[0]?.path ?? ''),
    ...shown('destination', header.roots[0]?.path ?? ''),
    folders: [],
    conflicts: [],
    conflicts_total: 0,
    overwritten: [],
    overwritten_total: 0,
    overwritten_size_bytes: 0,
    mismatches: [],
    mismatches_total: 0,
    left: counts.left,
    copied_bytes: 0,
    folders_made: counts.steps - counts.files_planned,
    folders_removed: 0,
    duplicates: await firstLines(previewing),
    duplicates_size_bytes: counts.bytes_planned,
  };
}

async function firstLines(previewing: DeduplicatePreviewing): Promise<readonly StepLine[]> {
  const lines: StepLine[] = [];
  for await (const { line } of stepLines(previewing)) {
    if (lines.push(line) === LISTED) break;
  }
  return lines;
}
