import { leftReasonId } from '@kempt/contracts';
import { decodeRaw, encodeRaw } from '../names/raw-string.ts';
import { conflictName } from '../rules/conflict-name.ts';
import type { FileTable } from '../table/file-table.ts';
import type { ClaimBoard } from './claim-board.ts';
import { everyRow } from './every-row.ts';
import { groupNames } from './group-names.ts';
import { idAt, NONE } from './id-at.ts';
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
    if (places.entry[idAt(wantedPlace, group)] === NONE) return;
    const rows = groups.rows(group).filter((row) => state[row] === ROW_STATE.claims);
    this.#settleAt(
      rows.map((row) => ({ row, place: idAt(wantedPlace, row) })),
      false,
    );
  }

  seekWithCounter(group: number): void {
    const { groups, wantedPlace, input } = this.#draft;
    if (groups.rows(group).every((row) => this.#isEmpty(idAt(wantedPlace, row)))) return;
    const counters = this.#countersOf(group).get(factsOf(input.table, group)) ?? [];
    const found = counters.findIndex((counter) => this.#settleAt(this.#sitesWith(group, counter), true));
    if (found !== -1) counters.splice(found, 1);
  }

  /** Accepts places, with a counter or without, where the main file is, and every companion is or can still go. */
  #settleAt(sites: readonly CopySite[], counted: boolean): boolean {
    const { earlierCopy, state, reason } = this.#draft;
    const found = sites.map((site) => ({ ...site, copy: this.#copyAt(site.place, site.row) }));
    const [main] = found;
    if (main?.copy === NONE || found.some(({ copy, place }) => copy === NONE && !this.#isEmpty(place))) return false;
    for (const { copy, row } of found) {
      if (copy !== NONE) {
        earlierCopy[copy] = 1;
        state[row] = ROW_STATE.inPlace;
      } else if (counted) {
        // Without the counter it would go to the main file of another group.
        state[row] = ROW_STATE.left;
        reason[row] = DESTINATION_EXISTS;
      }
    }
    return true;
  }

  #copyAt(place: number, row: number): number {
    const { places, nextEntry, earlierCopy, input, rows } = this.#draft;
    for (let entry = idAt(places.entry, place); entry !== NONE; entry = idAt(nextEntry, entry)) {
      if (entry === row || earlierCopy[entry] === 1 || this.#draft.folderOfEntry(entry) !== undefined) continue;
      const other = this.#draft.rowOfEntry(entry);
      if (other.table.kind[other.row] !== FILE_KIND || other.table.size[other.row] !== input.table.size[row]) continue;
      if (other.table.mtime[other.row] !== input.table.mtime[row]) continue;
      if (input.sameBytes?.(row, other.row, entry >= rows) !== false) return entry;
    }
    return NONE;
  }

  #isEmpty(place: number): boolean {
    return idAt(this.#draft.places.entry, place) === NONE;
  }

  #sitesWith(group: number, counter: number): CopySite[] {
    const { places, state } = this.#draft;
    const members = groupNames(this.#draft, group, counter).filter(({ row }) => state[row] === ROW_STATE.claims);
    return members.map(({ row, name }) => ({ row, place: places.find(this.#draft.targetFolder(row), name) }));
  }

  /** Files of one name can be many, so that each must not look through them all. */
  #countersOf(group: number): ReadonlyMap<string, number[]> {
    const place = idAt(this.#draft.wantedPlace, group);
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
    for (let entry = idAt(places.entry, place); entry !== NONE; entry = idAt(nextEntry, entry)) {
      if (this.#draft.folderOfEntry(entry) !== undefined) continue;
      const { table, row } = this.#draft.rowOfEntry(entry);
      facts.push(factsOf(table, row));
    }
    return facts;
  }
}

/** A counter can be missing because its file was deleted, or because a companion could not have it. */
const LONGEST_GAP = 16;

/** Where the copy of a row would be. */
interface CopySite {
  readonly row: number;
  /** NONE where nothing is known of such a name. */
  readonly place: number;
}

function factsOf(table: FileTable, row: number): string {
  return `${table.size[row] ?? 0}:${String(table.mtime[row] ?? 0n)}`;
}

const DESTINATION_EXISTS = leftReasonId('destination_exists');
