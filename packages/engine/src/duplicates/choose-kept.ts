import type { KeepRule } from '@kempt/contracts';

/** What the rules look at, by row. */
export interface KeepFacts {
  /** Nanoseconds since 1970. */
  readonly mtime: (row: number) => bigint;
  /** Bytes of the absolute path. */
  readonly pathLength: (row: number) => number;
  /** Folders above it. */
  readonly depth: (row: number) => number;
  /** Whether it is below a reference, and so never touched. */
  readonly isReference: (row: number) => boolean;
  /** Whether it lies where an organize would bring it. */
  readonly isInPlace: (row: number) => boolean;
}

/** What becomes of a group. */
export interface KeptChoice {
  /** Row of the file that is kept. */
  readonly kept: number;
  /** The rule that left no other. */
  readonly rule: KeepRule;
  /** Rows of the duplicates that go, in order. */
  readonly taken: readonly number[];
}

/** Which of the candidates a rule would keep; several where it does not tell them apart. */
type Narrowing = (candidates: readonly number[], facts: KeepFacts) => readonly number[];

const NARROW: Readonly<Record<KeepRule, Narrowing>> = {
  first_seen: (rows) => rows.slice(0, 1),
  oldest: (rows, { mtime }) => leastBy(rows, mtime),
  newest: (rows, { mtime }) => leastBy(rows, (row) => -mtime(row)),
  shortest_path: (rows, { pathLength }) => leastBy(rows, pathLength),
  deepest: (rows, { depth }) => leastBy(rows, (row) => -depth(row)),
  in_place: (rows, { isInPlace }) => {
    const there = rows.filter(isInPlace);
    return there.length === 0 ? rows : there;
  },
  reference_root: (rows, { isReference }) => {
    const references = rows.filter(isReference);
    return references.length === 0 ? rows : references;
  },
};

/**
 * Chooses which file of a group is kept. References come before every rule: where there are any, one of them is kept,
 * and every file that is none goes. Otherwise each rule leaves the files it prefers to the next one, until one is
 * left; where a chain tells nothing apart the file that was seen first is kept. A chain of `reference_root` alone
 * means files that are below a reference, so a group without one stays as it is.
 *
 * @param rows - files of equal content in the order they were seen, no two of them one file
 * @param rules - the rules, in the order they are asked
 * @param facts - what the rules look at
 * @returns the choice; undefined where the rules decide nothing
 */
export function chooseKept(
  rows: readonly number[],
  rules: readonly KeepRule[],
  facts: KeepFacts,
): KeptChoice | undefined {
  const references = rows.filter(facts.isReference);
  const hasReference = references.length > 0;
  if (!hasReference && rules.every((rule) => rule === 'reference_root')) return undefined;
  const { kept, rule } = narrow(hasReference ? references : rows, rules, facts);
  if (kept === undefined) return undefined;
  const taken = hasReference ? rows.filter((row) => !facts.isReference(row)) : rows.filter((row) => row !== kept);
  return { kept, rule: hasReference ? 'reference_root' : rule, taken };
}

function narrow(
  rows: readonly number[],
  rules: readonly KeepRule[],
  facts: KeepFacts,
): { readonly kept: number | undefined; readonly rule: KeepRule } {
  let candidates = rows;
  for (const rule of rules) {
    candidates = NARROW[rule](candidates, facts);
    if (candidates.length === 1) return { kept: candidates[0], rule };
  }
  return { kept: candidates[0], rule: 'first_seen' };
}

function leastBy(rows: readonly number[], value: (row: number) => number | bigint): readonly number[] {
  let least: number | bigint | undefined;
  let found: number[] = [];
  for (const row of rows) {
    const own = value(row);
    if (least === undefined || own < least) {
      least = own;
      found = [];
    }
    if (own === least) found.push(row);
  }
  return found;
}
