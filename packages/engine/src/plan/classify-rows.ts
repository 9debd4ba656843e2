import { leftReasonId, leftReasonOf } from '@kempt/contracts';
import { everyRow } from './every-row.ts';
import { FoldBuffer } from './fold-bytes.ts';
import { idAt, NONE } from './id-at.ts';
import { FILE_KIND, type PlanDraft } from './plan-draft.ts';
import { isUnwritable, nameProblem } from './resolve-folders.ts';
import { ROW_STATE } from './row-state.ts';

/** The folder in which the quarantine of duplicates is. */
const SOURCE_ROOT = 0;
const PERMISSION_DENIED = leftReasonId('permission_denied');

/**
 * Gives every row its first state: no part in the plan, in place, left for a reason of its own, or wanting a place.
 *
 * @param draft - the plan
 * @param folderProblems - why no file can go to a wanted path, by id
 * @returns how many rows want a place
 */
export async function classifyRows(draft: PlanDraft, folderProblems: Uint8Array): Promise<number> {
  const range = { count: draft.rows, pause: draft.input.pause };
  const folded = [new FoldBuffer(), new FoldBuffer()] as const;
  await everyRow(range, (row) => {
    classifyRow(draft, row, { folderProblems, folded });
  });
  if (draft.groups.any) {
    await everyRow(range, (row) => {
      keepTogether(draft, row);
    });
  }
  let claims = 0;
  await everyRow(range, (row) => {
    if (draft.state[row] === ROW_STATE.claims) claims++;
  });
  return claims;
}

interface Judge {
  readonly folderProblems: Uint8Array;
  readonly folded: readonly [FoldBuffer, FoldBuffer];
}

function classifyRow(draft: PlanDraft, row: number, judge: Judge): void {
  const { table, destinations } = draft.input;
  if (table.kind[row] !== FILE_KIND || table.left[row] !== 0) return;
  if (draft.input.duplicates?.has(row) === true) {
    const isHeld = isUnwritable(draft, idAt(table.folder, row)) || isUnwritable(draft, SOURCE_ROOT);
    draft.state[row] = isHeld ? ROW_STATE.left : ROW_STATE.taken;
    draft.reason[row] = isHeld ? PERMISSION_DENIED : 0;
    return;
  }
  if (isInPlace(draft, row, judge.folded)) {
    draft.state[row] = ROW_STATE.inPlace;
    return;
  }
  const problem = (judge.folderProblems[idAt(destinations.folder, row)] ?? 0) || ownProblem(draft, row);
  draft.state[row] = problem === 0 ? ROW_STATE.claims : ROW_STATE.left;
  draft.reason[row] = problem;
}

/** A copy never goes beside its source under a name that differs in case alone. */
function isInPlace(draft: PlanDraft, row: number, folded: Judge['folded']): boolean {
  const { table, destinations, mode } = draft.input;
  if (draft.targetFolder(row) !== table.folder[row]) return false;
  const wanted = destinations.newNameBytes(row);
  if (wanted === undefined) return true;
  const name = table.nameBytes(row);
  return sameBytes(name, wanted) || (mode === 'copy' && sameFolded(name, wanted, folded));
}

function ownProblem(draft: PlanDraft, row: number): number {
  const { table, destinations, mode } = draft.input;
  const wanted = destinations.newNameBytes(row);
  const problem = wanted === undefined ? 0 : nameProblem(wanted);
  if (problem !== 0) return problem;
  return mode === 'move' && isUnwritable(draft, idAt(table.folder, row)) ? PERMISSION_DENIED : 0;
}

/** A group goes as a whole: what keeps one of its files from going keeps them all. */
function keepTogether(draft: PlanDraft, row: number): void {
  const group = draft.groups.of(row);
  const state = draft.state[row];
  if (group !== row && draft.state[group] === ROW_STATE.out && state === ROW_STATE.claims) {
    draft.leave(row, { reason: 'main_left', row });
    return;
  }
  const reason = state === ROW_STATE.out ? (draft.input.table.left[row] ?? 0) : (draft.reason[row] ?? 0);
  const holds = state === ROW_STATE.left || (state === ROW_STATE.out && group !== row);
  if (!holds || reason === 0 || reason === MAIN_LEFT || draft.groups.after(group) === NONE) return;
  draft.leave(group, { reason: leftReasonOf(reason), row });
}

const MAIN_LEFT = leftReasonId('main_left');

function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  if (one.length !== other.length) return false;
  for (let i = 0; i < one.length; i++) if (one[i] !== other[i]) return false;
  return true;
}

function sameFolded(one: Uint8Array, other: Uint8Array, [first, second]: Judge['folded']): boolean {
  first.fold(one);
  second.fold(other);
  return sameBytes(first.bytes.subarray(0, first.length), second.bytes.subarray(0, second.length));
}
