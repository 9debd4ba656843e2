import { leftReasonId } from '@kempt/contracts';
import { decodeRaw, encodeRaw } from '../names/raw-string.ts';
import { conflictName } from '../rules/conflict-name.ts';
import type { FileTable } from '../table/file-table.ts';
import type { ClaimBoard } from './claim-board.ts';
import { everyRow } from './every-row.ts';
import { groupNames } from './group-names.ts';
import { NONE } from './places.ts';
import { FILE_KIND, type PlanDraft } from './plan-draft.ts';
import { ROW_STATE } from './row-state.ts';

/**
 * Finds what an earlier run has copied already: a regular file at the wanted place, or at that place with a counter,
 * that has the size and the modification time of the source to the nanosecond, and was not compared and found
 * different. Such a source is in place. Each existing file stands for one source only.
 *
 * @param board - the claims of a plan that copies
 */
export async function findEarlierCopies(board: ClaimBoard): Promise<void> {
  const { draft } = board;
  const finder = new CopyFinder(draft);
  // What carries a counter is such a copy itself.
  const seeks = (row: number): boolean => {
    return draft.groups.of(row) === row && draft.state[row] === ROW_STATE.claims && !board.carriesCounter(row);
  };
  const range = { count: draft.rows, pause: draft.input.pause };
  await everyRow(range, (row) => {
    if (seeks(row)) finder.seek(row);
  });
  await everyRow(range, (row) => {
    if (seeks(row)) finder.seekWithCounter(row);
  });
}

class CopyFinder {
  readonly #draft: PlanDraft;
  /** By wanted place: what exists there with a counter, found by size and time. */
  readonly #counted = new Map<number, ReadonlyMap<string, number[]>>();

  constructor(draft: PlanDraft) {
    this.#draft = draft;
  }

  seek(group: number): void {
    const { groups, places, wantedPlace, state } = this.#draft;
    if (places.entry[wantedPlace[group] ?? NONE] === NONE) return;
    const rows = groups.rows(group).filter((row) => state[row] === ROW_STATE.claims);
    this.#settleAt({ rows, places: rows.map((row) => wantedPlace[row] ?? NONE), counted: false });
  }

  seekWithCounter(group: number): void {
    const { groups, wantedPlace, input } = this.#draft;
    if (groups.rows(group).every((row) => this.#isEmpty(wantedPlace[row] ?? NONE))) return;
    const counters = this.#countersOf(group).get(factsOf(input.table, group)) ?? [];
    const found = counters.findIndex((counter) => this.#settleAt(this.#placesWith(group, counter)));
    if (found !== -1) counters.splice(found, 1);
  }

  /** Accepts places where the main file is, and every companion is or can still go. */
  #settleAt({ rows, places, counted }: CopyPlaces): boolean {
    const draft = this.#draft;
    const copies = rows.map((row, i) => this.#copyAt(places[i] ?? NONE, row));
    const missing = copies.map((copy, i) => copy === NONE && this.#isEmpty(places[i] ?? NONE));
    if (copies[0] === NONE || copies.some((copy, i) => copy === NONE && missing[i] !== true)) return false;
    for (const [i, row] of rows.entries()) {
      const copy = copies[i] ?? NONE;
      if (copy !== NONE) {
        draft.earlierCopy[copy] = 1;
        draft.state[row] = ROW_STATE.inPlace;
      } else if (counted) {
        // Without the counter it would go to the main file of another group.
        draft.state[row] = ROW_STATE.left;
        draft.reason[row] = DESTINATION_EXISTS;
      }
    }
    return true;
  }

  #copyAt(place: number, row: number): number {
    const { places, nextEntry, earlierCopy, input, rows } = this.#draft;
    for (let entry = places.entry[place] ?? NONE; entry !== NONE; entry = nextEntry[entry] ?? NONE) {
      if (entry === row || earlierCopy[entry] === 1 || this.#draft.folderOfEntry(entry) !== undefined) continue;
      const other = this.#draft.rowOfEntry(entry);
      if (other.table.kind[other.row] !== FILE_KIND || other.table.size[other.row] !== input.table.size[row]) continue;
      if (other.table.mtime[other.row] !== input.table.mtime[row]) continue;
      if (input.sameBytes?.(row, other.row, entry >= rows) !== false) return entry;
    }
    return NONE;
  }

  #isEmpty(place: number): boolean {
    return place === NONE || this.#draft.places.entry[place] === NONE;
  }

  #placesWith(group: number, counter: number): CopyPlaces {
    const draft = this.#draft;
    const named = groupNames(draft, group, counter);
    const rows = named.rows.filter((row) => draft.state[row] === ROW_STATE.claims);
    const places = rows.map((row) => {
      return draft.places.find(draft.targetFolder(row), named.names[named.rows.indexOf(row)] ?? NO_NAME);
    });
    return { rows, places, counted: true };
  }

  /** Files of one name can be many, so that each must not look through them all. */
  #countersOf(group: number): ReadonlyMap<string, number[]> {
    const place = this.#draft.wantedPlace[group] ?? NONE;
    const known = this.#counted.get(place);
    if (known !== undefined) return known;
    const found = new Map<string, number[]>();
    const wanted = decodeRaw(this.#draft.wantedName(group));
    const folder = this.#draft.targetFolder(group);
    for (let counter = 1, missing = 0; missing < LONGEST_GAP; counter++) {
      const at = this.#draft.places.find(folder, encodeRaw(conflictName(wanted, counter)));
      missing = this.#isEmpty(at) ? missing + 1 : 0;
      for (const facts of this.#filesAt(at)) {
        const counters = found.get(facts);
        if (counters === undefined) found.set(facts, [counter]);
        else counters.push(counter);
      }
    }
    this.#counted.set(place, found);
    return found;
  }

  #filesAt(place: number): string[] {
    const { places, nextEntry } = this.#draft;
    const facts: string[] = [];
    for (let entry = places.entry[place] ?? NONE; entry !== NONE; entry = nextEntry[entry] ?? NONE) {
      if (this.#draft.folderOfEntry(entry) !== undefined) continue;
      const { table, row } = this.#draft.rowOfEntry(entry);
      facts.push(factsOf(table, row));
    }
    return facts;
  }
}

/** A counter can be missing because its file was deleted, or because a companion could not have it. */
const LONGEST_GAP = 16;

interface CopyPlaces {
  readonly rows: readonly number[];
  /** Where each row's copy would be, or NONE. */
  readonly places: readonly number[];
  /** Whether those names have a counter. */
  readonly counted: boolean;
}

function factsOf(table: FileTable, row: number): string {
  return `${table.size[row] ?? 0}:${String(table.mtime[row] ?? 0n)}`;
}

const DESTINATION_EXISTS = leftReasonId('destination_exists');
const NO_NAME = new Uint8Array(0);
