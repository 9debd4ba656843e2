import { LEFT_REASONS, leftReasonId } from '@kempt/contracts';
import type { FolderRef } from '../ports/file-system.ts';
import { addTo, idAt, NONE } from './id-at.ts';
import { FILE_KIND, FOLDER_KIND, type PlanDraft } from './plan-draft.ts';
import { ROW_STATE } from './row-state.ts';
import type { StepTable } from './step-table.ts';

/** What a plan comes to. */
export interface PlanSummary {
  /** Files that get a step of their own; putting aside, folder work and making room do not count. */
  readonly filesPlanned: number;
  /** Bytes of those files. */
  readonly bytesPlanned: number;
  /** Files that are where they should be. */
  readonly filesInPlace: number;
  /** Every other row that is no folder, so that planned, in place and left are all of them. */
  readonly filesLeft: number;
  /** Files left because the wanted place holds, or gets, the same bytes. */
  readonly duplicates: number;
  /** How many rows are left, by position in LEFT_REASONS; rows of folders are counted too. */
  readonly left: Uint32Array;
  /** Folders that files go to, most files first. */
  readonly destinations: readonly PlannedFolder[];
  /** The first files whose name had to change, or that stay because theirs is taken. */
  readonly conflicts: readonly PlannedConflict[];
  /** How many there are in all. */
  readonly conflictsTotal: number;
  /** Rows of the first files whose extension contradicts their content. */
  readonly mismatches: readonly number[];
  /** How many there are in all. */
  readonly mismatchesTotal: number;
}

/** A folder of the destination and what comes to it. */
export interface PlannedFolder {
  readonly folder: FolderRef;
  readonly files: number;
  readonly bytes: number;
}

/** A file whose wanted name is taken. */
export interface PlannedConflict {
  /** Row of the source table. */
  readonly row: number;
  /** The step that brings it to another name, or undefined when it stays. */
  readonly step: number | undefined;
}

const LISTED = 20;
const TAKEN_NAME: ReadonlySet<number> = new Set([leftReasonId('destination_exists'), leftReasonId('duplicate')]);

/**
 * Counts what a plan comes to.
 *
 * @param draft - the plan, settled
 * @param written - its steps, and the step of each row
 * @returns counts and first examples
 */
export function summarizePlan(
  draft: PlanDraft,
  written: { readonly steps: StepTable; readonly stepOf: Uint32Array },
): PlanSummary {
  const { table } = draft.input;
  const left = new Uint32Array(LEFT_REASONS.length);
  const conflicts = new FirstOnes<PlannedConflict>();
  const mismatches = new FirstOnes<number>();
  const counts = { filesPlanned: 0, bytesPlanned: 0, filesInPlace: 0, filesLeft: 0 };
  for (let row = 0; row < draft.rows; row++) {
    const step = idAt(written.stepOf, row);
    const state = draft.state[row];
    const reason = state === ROW_STATE.left ? (draft.reason[row] ?? 0) : (table.left[row] ?? 0);
    if (step !== NONE) {
      counts.filesPlanned++;
      counts.bytesPlanned += table.size[row] ?? 0;
    } else if (state === ROW_STATE.inPlace || state === ROW_STATE.keepsCounter) counts.filesInPlace++;
    else {
      addTo(left, reason, 1);
      if (table.kind[row] !== FOLDER_KIND) counts.filesLeft++;
    }
    if (step !== NONE && draft.names.of(row) !== undefined) conflicts.add({ row, step });
    else if (state === ROW_STATE.left && TAKEN_NAME.has(reason)) conflicts.add({ row, step: undefined });
    if (table.kind[row] === FILE_KIND && table.mismatch[row] !== 0) mismatches.add(row);
  }
  return {
    ...counts,
    duplicates: left[leftReasonId('duplicate')] ?? 0,
    left,
    destinations: countDestinations(draft, written),
    conflicts: conflicts.items,
    conflictsTotal: conflicts.total,
    mismatches: mismatches.items,
    mismatchesTotal: mismatches.total,
  };
}

class FirstOnes<T> {
  readonly items: T[] = [];
  total = 0;

  add(item: T): void {
    if (this.total++ < LISTED) this.items.push(item);
  }
}

function countDestinations(
  draft: PlanDraft,
  { steps, stepOf }: { readonly steps: StepTable; readonly stepOf: Uint32Array },
): PlannedFolder[] {
  const files = new Uint32Array(steps.folders.length);
  const bytes = new Float64Array(steps.folders.length);
  for (let row = 0; row < draft.rows; row++) {
    const step = idAt(stepOf, row);
    if (step === NONE) continue;
    const folder = idAt(steps.targetFolder, step);
    addTo(files, folder, 1);
    addTo(bytes, folder, draft.input.table.size[row] ?? 0);
  }
  return steps.folders
    .map((folder, index) => ({ folder, files: files[index] ?? 0, bytes: bytes[index] ?? 0 }))
    .filter((planned) => planned.files > 0)
    .sort((one, other) => other.files - one.files);
}
