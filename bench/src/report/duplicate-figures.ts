import { count, medianOf, type Measurement, type Verdict } from './figures.ts';

/** What a tree for finders is made of; see docs/performance.md. */
export type DuplicateTreeKind = 'copies' | 'one_size' | 'equal' | 'large' | 'real';

/** How much of a tree the machine still has in memory. */
export type CacheState = 'warm' | 'cold';

/** How Kempt's runs are called beside those of others: without and with what it remembers of the run before. */
export const KEMPT_RUNS = { first: 'kempt, first run', second: 'kempt, second run' } as const;

/** How the bare loop that only reads is called. */
export const READ_FLOOR = 'bare loop that reads (floor)';

/** Every run of everything on one tree. */
export interface DuplicateFigures {
  readonly kind: DuplicateTreeKind;
  readonly files: number;
  readonly bytes: number;
  /** What Kempt found. */
  readonly groups: number;
  readonly duplicates: number;
  readonly cache: CacheState;
  /** Runs by what was run. */
  readonly runs: ReadonlyMap<string, readonly Measurement[]>;
  /** What took too long, and after how many seconds it was stopped. */
  readonly stopped: ReadonlyMap<string, number>;
}

/** All that was found out about finding duplicates. */
export interface DuplicatesResult {
  /** What Kempt needs for an empty folder. */
  readonly base: readonly Measurement[];
  readonly trees: readonly DuplicateFigures[];
  /** What files have in common that each program calls duplicates. */
  readonly guarantees: ReadonlyMap<string, string>;
  /** What was left out, in sentences. */
  readonly leftOut: readonly string[];
}

/** A share of a second that large files may take beside reading them, and bytes that a file may take in memory. */
const LIMITS = { fastest: 1, second: 10, reading: 0.9, bytesPerFile: 200 } as const;

/**
 * Sets the figures beside what was asked for.
 *
 * @param result - all that was measured
 * @returns one verdict a limit
 */
export function judgeDuplicates({ base, trees }: DuplicatesResult): Verdict[] {
  const basePeak = base.length === 0 ? 0 : medianOf(base).peakBytes;
  return trees.flatMap((tree) => [
    ...besideFastest(tree),
    ...besideFirst(tree),
    ...(tree.kind === 'large' ? besideReading(tree) : memoryPerFile(tree, basePeak)),
  ]);
}

/**
 * What a tree is called in tables.
 *
 * @param tree - its kind, files and cache
 * @returns such as `copies 100,000, warm`
 */
export function treeName({ kind, files, cache }: Pick<DuplicateFigures, 'kind' | 'files' | 'cache'>): string {
  return `${kind} ${count(files)}, ${cache}`;
}

function besideFastest(tree: DuplicateFigures): Verdict[] {
  const own: readonly string[] = [...Object.values(KEMPT_RUNS), READ_FLOOR, 'b3sum'];
  const others = [...tree.runs].filter(([name]) => !own.some((each) => name.startsWith(each)));
  const seconds = others.map(([, runs]) => medianOf(runs).wallSeconds);
  const first = secondsOf(tree, KEMPT_RUNS.first);
  if (seconds.length === 0 || first === undefined) return [];
  const name = `first run / fastest other, ${treeName(tree)}`;
  return [{ name, value: first / Math.min(...seconds), unit: '×', floor: LIMITS.fastest }];
}

function besideFirst(tree: DuplicateFigures): Verdict[] {
  const [first, second] = [secondsOf(tree, KEMPT_RUNS.first), secondsOf(tree, KEMPT_RUNS.second)];
  if (first === undefined || second === undefined) return [];
  const name = `first run / second run, ${treeName(tree)}`;
  return [{ name, value: first / second, unit: '×', floor: LIMITS.second, atLeast: true }];
}

function besideReading(tree: DuplicateFigures): Verdict[] {
  const [first, reading] = [secondsOf(tree, KEMPT_RUNS.first), secondsOf(tree, READ_FLOOR)];
  if (first === undefined || reading === undefined) return [];
  const name = `reading alone / first run, ${treeName(tree)}`;
  return [{ name, value: reading / first, unit: '×', floor: LIMITS.reading, atLeast: true }];
}

/** Few files tell nothing: what the process needs in any case varies by more than they take. */
function memoryPerFile(tree: DuplicateFigures, basePeak: number): Verdict[] {
  const runs = tree.runs.get(KEMPT_RUNS.first);
  if (runs === undefined || tree.files < 100_000) return [];
  const value = (medianOf(runs).peakBytes - basePeak) / tree.files;
  return [{ name: `memory a file, ${treeName(tree)}`, value, unit: 'B', floor: LIMITS.bytesPerFile }];
}

function secondsOf(tree: DuplicateFigures, what: string): number | undefined {
  const runs = tree.runs.get(what);
  return runs === undefined ? undefined : medianOf(runs).wallSeconds;
}
