import type { SkippedCount } from '@kempt/contracts';
import { folderKey, type JournalState } from '../journal/journal-reader.ts';
import { FORMAT_VERSION, type PlanHeader, type TimesToRestore } from '../journal/plan-header.ts';
import { PlanWriter } from '../journal/plan-writer.ts';
import { STEP_FLAGS } from '../plan/plan.ts';
import { NO_REQUIREMENT, type FolderRef } from '../ports/file-system.ts';
import type { OperationFiles } from '../ports/journal-store.ts';
import { inverseSteps, type InverseStep, type Undoing } from './inverse-steps.ts';

/** How an undo is planned. */
export interface UndoPlanning {
  readonly undoing: Undoing;
  /** Files of the new operation. */
  readonly files: OperationFiles;
  readonly planId: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly match: 'inode' | 'content';
  /** The glob, when only some files go back. */
  readonly only: string | undefined;
  /** Files in effect that are not taken back. */
  readonly notSelected: number;
}

/**
 * Writes and freezes the plan that takes an operation back.
 *
 * @param planning - what is undone, and where the plan goes
 */
export async function planUndo(planning: UndoPlanning): Promise<void> {
  const { undoing, files, notSelected } = planning;
  const writer = new PlanWriter(files);
  await writer.start(headerOf(planning));
  const newIndex = new Map<number, number>();
  const counted = { files: 0, bytes: 0 };
  for await (const step of inverseSteps(undoing)) {
    const isFile = (step.flags & (STEP_FLAGS.stage | STEP_FLAGS.folder | STEP_FLAGS.uncounted)) === 0;
    if (isRequired(step)) newIndex.set(step.origin, writer.steps);
    if (isFile) {
      counted.files++;
      counted.bytes += step.identity.size;
    }
    const requires =
      step.requires === NO_REQUIREMENT ? NO_REQUIREMENT : (newIndex.get(step.requires) ?? NO_REQUIREMENT);
    const written = writer.add({ ...step, requires });
    if (written !== undefined) await written;
  }
  const left: SkippedCount[] = notSelected === 0 ? [] : [{ reason: 'not_selected', count: notSelected }];
  await writer.finish({
    steps: writer.steps,
    files_scanned: counted.files + notSelected,
    files_planned: counted.files,
    files_in_place: 0,
    files_left: notSelected,
    duplicates_found: 0,
    bytes_planned: counted.bytes,
    left,
    skipped: [],
    problems_total: 0,
  });
}

/** What a later step may have to wait for: a file put aside, and a file that others are to be names of. */
function isRequired({ action, flags }: InverseStep): boolean {
  return (flags & STEP_FLAGS.stage) !== 0 || (action === 'separate' && (flags & STEP_FLAGS.again) !== 0);
}

function headerOf(planning: UndoPlanning): PlanHeader {
  const { undoing, planId, createdAt, match, only } = planning;
  const { header } = undoing.plan;
  return {
    version: FORMAT_VERSION,
    plan_id: planId,
    type: 'undo',
    created_at: createdAt,
    roots: header.roots,
    destination: header.destination,
    match,
    options: only === undefined ? {} : { only },
    undoes: undoing.operationId,
    restore_times: only === undefined ? timesToRestore(undoing) : [],
  };
}

/** Only folders whose times at the end are known: of the others nobody can tell whether somebody changed them since. */
function timesToRestore({ journal, since }: Undoing): readonly TimesToRestore[] {
  return [...journal.foldersBefore.values()].flatMap(({ folder, facts }) => {
    const after = journal.foldersAfter.get(folderKey(folder))?.mtime;
    if (after === undefined) return [];
    return [{ folder, expected_mtime: timeLeft(folder, after, since), atime: facts.atime, mtime: facts.mtime }];
  });
}

/** The time a folder has now if nobody but Kempt changed it: an undo that was cut short left a time of its own. */
function timeLeft(folder: FolderRef, after: bigint | null, since: readonly JournalState[]): bigint | null {
  const key = folderKey(folder);
  return since.reduce((time, { foldersBefore, foldersAfter }) => {
    const left = foldersAfter.get(key)?.mtime;
    const found = foldersBefore.get(key)?.facts.mtime ?? null;
    return left === undefined || found !== time ? time : left;
  }, after);
}
