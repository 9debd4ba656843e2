import type { OperationType } from '@kempt/contracts';
import { KemptError } from '../errors/kempt-error.ts';
import type { PlanBatch } from '../journal/plan-batch.ts';
import { readBatches, type BatchReading } from '../journal/plan-reader.ts';
import { displayName } from '../names/display-name.ts';
import { isInQuarantine, QUARANTINE_FOLDER } from '../names/quarantine-folder.ts';
import { decodeRaw } from '../names/raw-string.ts';
import { STEP_ACTIONS, type FolderRef, type StepAction } from '../ports/file-system.ts';

/** What is planned for people to look at. Undoing and purging are decided from the journal, never from a file. */
const STEPS: Readonly<Partial<Record<OperationType, ReadonlySet<StepAction>>>> = {
  organize: new Set(['move', 'copy', 'make_folder', 'remove_folder', 'displace', 'quarantine', 'hardlink']),
  deduplicate: new Set(['make_folder', 'quarantine', 'hardlink', 'reflink', 'symlink']),
};

/**
 * Refuses a plan file with steps that no plan of its kind has.
 *
 * Threat model: the digest says that a plan is whole, not who made it. Somebody may have written steps that cannot be
 * undone, steps in a reference, which is opened without the checks of other roots, or duplicates that go where nobody
 * looks for them.
 *
 * @param reading - the plan
 * @param path - raw path of its file, for the message
 * @throws KemptError `plan_corrupt`
 */
export async function refuseForeignSteps(reading: BatchReading, path: string): Promise<void> {
  const { header } = reading.plan;
  const actions = STEPS[header.type];
  if (actions === undefined) {
    throw new KemptError('plan_corrupt', `${displayName(path)} is not the plan of an organize or a deduplicate.`, {
      hint: 'Use `kempt undo` to take an operation back.',
    });
  }
  const isOrganize = header.type === 'organize';
  if (header.restore_times.length > 0) throw foreign(path);
  for await (const batch of readBatches(reading)) {
    for (let row = 0; row < batch.count; row++) {
      const step = stepOf(batch, row);
      const isKnown = step !== undefined && actions.has(step.action);
      const isHere = [step?.source, step?.target].every((folder) => !isReference(reading, folder));
      const fits = isOrganize ? fitsOrganize : fitsDeduplicate;
      if (!isKnown || !isHere || !fits(step, header.plan_id)) throw foreign(path);
    }
  }
}

/** A step as far as it is looked at. */
interface Step {
  readonly action: StepAction;
  readonly source: FolderRef;
  readonly target: FolderRef;
  /** Views on the names' bytes. */
  readonly sourceName: Uint8Array;
  readonly targetName: Uint8Array;
}

function stepOf(batch: PlanBatch, row: number): Step | undefined {
  const action = STEP_ACTIONS[batch.action[row] ?? 0xff];
  const source = batch.folders[batch.sourceFolder[row] ?? 0];
  const target = batch.folders[batch.targetFolder[row] ?? 0];
  if (action === undefined || source === undefined || target === undefined) return undefined;
  const middle = batch.nameEnd[2 * row];
  return {
    action,
    source,
    target,
    sourceName: batch.names.subarray(row === 0 ? 0 : batch.nameEnd[2 * row - 1], middle),
    targetName: batch.names.subarray(middle, batch.nameEnd[2 * row + 1]),
  };
}

function isReference({ plan }: BatchReading, folder: FolderRef | undefined): boolean {
  return plan.header.roots[folder?.root ?? 0]?.reference === true;
}

/**
 * What makes room, and a duplicate that is taken away, goes to the quarantine of its plan; what was there before stays
 * there. A duplicate that becomes a link keeps its place.
 */
function fitsOrganize(step: Step, planId: string): boolean {
  const { action, source, target } = step;
  if (action === 'hardlink') return keepsPlace(step) && !isInQuarantine(source.path);
  if (action !== 'displace' && action !== 'quarantine') return true;
  return source.root === target.root && !isInQuarantine(source.path) && target.path === quarantineOf(planId);
}

function quarantineOf(planId: string): string {
  return `${QUARANTINE_FOLDER}/${planId}`;
}

/** A duplicate goes to the quarantine of its plan, or keeps its place. */
function fitsDeduplicate(step: Step, planId: string): boolean {
  const { action, source, target, targetName } = step;
  if (action === 'make_folder') {
    const wanted = new Map([
      ['', QUARANTINE_FOLDER],
      [QUARANTINE_FOLDER, planId],
    ]);
    return wanted.get(target.path) === decodeRaw(targetName);
  }
  if (source.root !== target.root || isInQuarantine(source.path)) return false;
  if (action === 'quarantine') return target.path === quarantineOf(planId);
  return keepsPlace(step);
}

function keepsPlace({ source, target, sourceName, targetName }: Step): boolean {
  return source.root === target.root && source.path === target.path && Buffer.compare(sourceName, targetName) === 0;
}

function foreign(path: string): KemptError {
  return new KemptError('plan_corrupt', `${displayName(path)} holds steps that no such plan has.`, {
    hint: 'Make the plan again; a plan file must not be edited.',
  });
}
