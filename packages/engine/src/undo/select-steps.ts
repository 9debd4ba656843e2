import { isDisplaced, isFileStep, stepPaths } from '../apply/tally.ts';
import type { PlanBatch } from '../journal/plan-batch.ts';
import { readBatches } from '../journal/plan-reader.ts';
import { pathGlob } from '../names/path-glob.ts';
import { decodeRaw } from '../names/raw-string.ts';
import { STEP_FLAGS } from '../plan/plan.ts';
import { NO_REQUIREMENT, STEP_ACTIONS, type StepAction } from '../ports/file-system.ts';
import type { Undoing } from './inverse-steps.ts';
import { findLinkedMoves } from './linked-moves.ts';

const TAKES_AWAY: ReadonlySet<StepAction> = new Set(['quarantine', 'displace']);

/**
 * Narrows the steps to take back to those whose original or new path fits a glob, with the folder work they need.
 *
 * @param undoing - the operation; `steps` holds everything in effect
 * @param only - a glob over paths below the roots, and over bare names when it holds no slash; or a test of the absolute
 *   raw path that a file came from
 * @param quarantinedOnly - whether only files in the quarantine are meant
 * @returns 1 by step that is to be taken back
 */
export async function selectSteps(
  undoing: Undoing,
  only: string | ((path: string) => boolean),
  quarantinedOnly = false,
): Promise<Uint8Array> {
  const isWanted = wanted(only);
  const selected = new Uint8Array(undoing.steps.length);
  const needed = new Set<string>();
  const roots = undoing.plan.header.roots.map(({ path }) => (typeof only === 'string' ? '' : path));
  const asidePaths = new Map<number, string>();
  const mayBeMeant = quarantinedOnly ? isTakenAway : isFile;
  let vacated: { readonly step: number; readonly place: string } | undefined;
  for await (const batch of readBatches(undoing)) {
    for (let row = 0; row < batch.count; row++) {
      const step = batch.firstStep + row;
      if (undoing.steps[step] !== 1) continue;
      const paths = stepPaths(batch, row, roots);
      if (((batch.flags[row] ?? 0) & STEP_FLAGS.stage) !== 0) asidePaths.set(step, paths.source);
      if (isDisplaced(batch, row)) vacated = { step, place: paths.source };
      if (!mayBeMeant(batch, row)) continue;
      const required = batch.requiresStep[row] ?? NO_REQUIREMENT;
      const original = asidePaths.get(required) ?? paths.source;
      if (!isWanted(original, paths.target)) continue;
      selected[step] = 1;
      if (asidePaths.has(required)) selected[required] = 1;
      // Where a new file goes, the old one comes back.
      if (vacated?.step === step - 1 && vacated.place === paths.target) selected[vacated.step] = 1;
      const source = batch.folders[batch.sourceFolder[row] ?? 0];
      addWithParents(needed, source?.root ?? 0, source?.path ?? '');
    }
  }
  await addFolderWork(undoing, selected, needed);
  // A name that goes back is the file there that it was.
  for (const [move, link] of await findLinkedMoves(undoing)) {
    if (selected[move] === 1 && undoing.steps[link] === 1) selected[link] = 1;
  }
  return selected;
}

function isFile(batch: PlanBatch, row: number): boolean {
  return isFileStep(batch, row) || isDisplaced(batch, row);
}

/** What comes back from the quarantine takes nothing else of its operation back with it. */
function isTakenAway(batch: PlanBatch, row: number): boolean {
  return TAKES_AWAY.has(STEP_ACTIONS[batch.action[row] ?? 0] ?? 'move');
}

function wanted(only: string | ((path: string) => boolean)): (original: string, target: string) => boolean {
  if (typeof only !== 'string') return only;
  const fits = pathGlob(only);
  return (original, target) => fits(original.slice(1)) || fits(target.slice(1));
}

function addWithParents(needed: Set<string>, root: number, path: string): void {
  for (let at = path; at !== ''; at = at.slice(0, Math.max(0, at.lastIndexOf('/')))) {
    if (needed.has(`${String(root)}/${at}`)) return;
    needed.add(`${String(root)}/${at}`);
  }
}

async function addFolderWork(undoing: Undoing, selected: Uint8Array, needed: ReadonlySet<string>): Promise<void> {
  for await (const batch of readBatches(undoing)) {
    for (let row = 0; row < batch.count; row++) {
      const step = batch.firstStep + row;
      const action = STEP_ACTIONS[batch.action[row] ?? 0];
      if (undoing.steps[step] !== 1) continue;
      if (action === 'make_folder') selected[step] = 1;
      if (action !== 'remove_folder') continue;
      const parent = batch.folders[batch.sourceFolder[row] ?? 0];
      const start = row === 0 ? 0 : batch.nameEnd[2 * row - 1];
      const name = decodeRaw(batch.names.subarray(start, batch.nameEnd[2 * row]));
      const path = parent === undefined || parent.path === '' ? name : `${parent.path}/${name}`;
      if (needed.has(`${String(parent?.root ?? 0)}/${path}`)) selected[step] = 1;
    }
  }
}
