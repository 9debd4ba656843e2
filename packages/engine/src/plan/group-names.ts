import { decodeRaw, encodeRaw } from '../names/raw-string.ts';
import { MAX_NAME_BYTES } from '../names/split-name.ts';
import { companionName } from '../rules/companion-name.ts';
import { conflictName } from '../rules/conflict-name.ts';
import { NONE } from './places.ts';
import type { PlanDraft } from './plan-draft.ts';
import { ROW_STATE } from './row-state.ts';

/** The names a group would get with a counter. */
export interface GroupNames {
  /** The main row, then its companions. */
  readonly rows: readonly number[];
  /** A name for each row. */
  readonly names: readonly Uint8Array[];
  /** True for companions that have nothing in common with their main file's name, and so get no counter. */
  readonly fixed: readonly boolean[];
  /** The first row whose name no file system takes. */
  readonly tooLong: number | undefined;
}

/**
 * Names a group with a counter; its files keep their names in common.
 *
 * @param draft - the plan
 * @param group - the group
 * @param counter - 1 or more
 * @returns names for all its files that take part
 */
export function groupNames(draft: PlanDraft, group: number, counter: number): GroupNames {
  const { table } = draft.input;
  const before = table.name(group);
  const after = conflictName(decodeRaw(draft.wantedName(group)), counter);
  const rows = draft.groups.rows(group).filter((row) => draft.state[row] !== ROW_STATE.out);
  const texts = rows.map((row) => (row === group ? after : companionName({ before, after }, table.name(row))));
  const names = texts.map((name) => encodeRaw(name));
  const fixed = rows.map((row, i) => row !== group && before !== after && texts[i] === table.name(row));
  const tooLong = rows.find((_, i) => (names[i]?.length ?? 0) > MAX_NAME_BYTES);
  return { rows, names, fixed, tooLong };
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
