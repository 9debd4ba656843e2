import { growColumn } from '../table/grow-column.ts';
import { draftClaims } from './draft-claims.ts';
import { everyRow } from './every-row.ts';
import { idAt, NONE } from './id-at.ts';
import type { PlanDraft } from './plan-draft.ts';
import type { PlanInput } from './plan-input.ts';
import { ROW_STATE } from './row-state.ts';
import { compareFacts } from './same-bytes.ts';

/** Pairs of files as columns. */
export interface ComparisonPairs {
  readonly count: number;
  /** Row of the source table. */
  readonly row: Uint32Array;
  /** Row of the source table, or of the destination table where `inOccupied` is 1. */
  readonly other: Uint32Array;
  /** Which table `other` belongs to. */
  readonly inOccupied: Uint8Array;
}

/**
 * The pairs of files that must be compared before a plan with the policy `deduplicate` can be solved: files of one
 * size that want one place, and what is at that place already. Where many want it, each is compared with the first.
 * Files whose facts decide are not listed: empty ones, and two names of one file.
 *
 * @param input - what the plan is made of
 * @returns pairs to compare; the answers go back as `sameBytes`
 */
export async function comparisonCandidates(input: PlanInput): Promise<ComparisonPairs> {
  const draft = await draftClaims(input);
  const pairs = new PairColumns();
  await everyRow({ count: draft.rows, pause: input.pause }, (row) => {
    if (draft.state[row] === ROW_STATE.claims && draft.groups.of(row) === row) addPairs(draft, row, pairs);
  });
  return pairs;
}

function addPairs(draft: PlanDraft, row: number, pairs: PairColumns): void {
  const { places, nextEntry, wantedPlace, rows } = draft;
  const place = idAt(wantedPlace, row);
  const first = idAt(places.claim, place);
  const add = (entry: number): void => {
    if (compareFacts(draft, row, entry) !== 'same_size') return;
    pairs.add(row, entry < rows ? entry : entry - rows, entry < rows ? 0 : 1);
  };
  if (first !== row && first !== NONE) add(first);
  for (let entry = idAt(places.entry, place); entry !== NONE; entry = idAt(nextEntry, entry)) {
    if (entry !== row && entry !== first) add(entry);
  }
}

class PairColumns implements ComparisonPairs {
  count = 0;
  row = new Uint32Array(256);
  other = new Uint32Array(256);
  inOccupied = new Uint8Array(256);

  add(row: number, other: number, inOccupied: number): void {
    const at = this.count++;
    if (at >= this.row.length) {
      this.row = growColumn(this.row, at * 2);
      this.other = growColumn(this.other, at * 2);
      this.inOccupied = growColumn(this.inOccupied, at * 2);
    }
    this.row[at] = row;
    this.other[at] = other;
    this.inOccupied[at] = inOccupied;
  }
}
