import { decodeRaw, encodeRaw } from '../names/raw-string.ts';
import { companionName } from '../rules/companion-name.ts';
import { conflictName } from '../rules/conflict-name.ts';
import { NONE } from './id-at.ts';
import type { PlanDraft } from './plan-draft.ts';
import { ROW_STATE } from './row-state.ts';

/** The name one file of a group would get with a counter. */
export interface MemberName {
  readonly row: number;
  readonly name: Uint8Array;
  /** True for a companion that has nothing in common with its main file's name, and so gets no counter. */
  readonly fixed: boolean;
}

/**
 * Names a group with a counter; its files keep their names in common.
 *
 * @param draft - the plan
 * @param group - the group
 * @param counter - 1 or more
 * @returns names for all its files that take part, the main file first
 */
export function groupNames(draft: PlanDraft, group: number, counter: number): MemberName[] {
  const { table } = draft.input;
  const before = table.name(group);
  const after = conflictName(decodeRaw(draft.wantedName(group)), counter);
  const rows = draft.groups.rows(group).filter((row) => draft.state[row] !== ROW_STATE.out);
  return rows.map((row) => {
    if (row === group) return { row, name: encodeRaw(after), fixed: false };
    const own = table.name(row);
    const name = companionName({ before, after }, own);
    return { row, name: encodeRaw(name), fixed: name === own && before !== after };
  });
}

/**
 * Whether a name is new to a folder: nothing has it, nothing gets it, and nothing wants it.
 *
 * @param draft - the plan
 * @param folder - the folder
 * @param name - the name as bytes
 * @returns true when a file can have it
 */
export function isNewName(draft: PlanDraft, folder: number, name: Uint8Array): boolean {
  const { places } = draft;
  const place = places.find(folder, name);
  if (place === NONE) return true;
  return places.entry[place] === NONE && places.taker[place] === NONE && places.claim[place] === NONE;
}
