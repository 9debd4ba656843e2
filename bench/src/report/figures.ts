/** What one run of one program cost. */
export interface Measurement {
  readonly wallSeconds: number;
  readonly userSeconds: number;
  readonly systemSeconds: number;
  /** Highest resident memory of the whole process. */
  readonly peakBytes: number;
}

/** Every run at one number of files. */
export interface SizeFigures {
  readonly files: number;
  readonly bytes: number;
  readonly folders: number;
  readonly floor: readonly Measurement[];
  readonly organize: readonly Measurement[];
  readonly undo: readonly Measurement[];
}

/** The run beside another organizer; seconds of every run. */
export interface PeerFigures {
  readonly peer: string;
  readonly files: number;
  readonly peerSeconds: readonly number[];
  readonly kemptSeconds: readonly number[];
}

/** A figure beside what was asked for. */
export interface Verdict {
  readonly name: string;
  readonly value: number;
  readonly unit: 's' | 'MB' | 'B' | '×';
  /** The limit that must be kept. */
  readonly floor: number;
  /** The limit aimed at, where it is another. */
  readonly goal?: number;
  /** Whether the value must be at least, not at most, the limit. */
  readonly atLeast?: boolean;
}

/**
 * The median of measurements, each column on its own.
 *
 * @param runs - one or more
 * @returns the medians; of an even number the mean of the middle two
 */
export function medianOf(runs: readonly Measurement[]): Measurement {
  return {
    wallSeconds: median(runs.map((run) => run.wallSeconds)),
    userSeconds: median(runs.map((run) => run.userSeconds)),
    systemSeconds: median(runs.map((run) => run.systemSeconds)),
    peakBytes: median(runs.map((run) => run.peakBytes)),
  };
}

/**
 * The median of numbers.
 *
 * @param values - one or more
 * @returns the middle one; of an even number the mean of the middle two, NaN of none
 * @example
 * median([3, 1, 2, 10]) // 2.5
 */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? NaN)) / 2;
}

/**
 * Sets the figures beside what was asked for. The limits in seconds hold for a million files, so they are judged only
 * where that many were organized.
 *
 * @param sizes - figures by number of files
 * @param peer - figures of the peer, when it was run
 * @returns one verdict a limit
 */
export function judge(sizes: readonly SizeFigures[], peer?: PeerFigures): Verdict[] {
  const verdicts = sizes.flatMap(judgeSize);
  const ascending = sizes.toSorted((a, b) => a.files - b.files);
  const smallest = ascending[0];
  for (const size of ascending.slice(1)) {
    if (smallest === undefined) break;
    const value = secondsPerFile(size) / secondsPerFile(smallest);
    const name = `organize, time per file from ${count(smallest.files)} to ${count(size.files)}`;
    verdicts.push({ name, value, unit: '×', floor: 1.3 });
  }
  if (peer !== undefined) {
    const value = median(peer.peerSeconds) / median(peer.kemptSeconds);
    verdicts.push({ name: `${peer.peer} / Kempt, ${count(peer.files)}`, value, unit: '×', floor: 30, atLeast: true });
  }
  return verdicts;
}

/**
 * Whether a figure keeps its limits.
 *
 * @param verdict - the figure
 * @returns `PASS` when the goal (or the only limit) is kept, `floor` when only the floor is, else `miss`
 */
export function gradeOf({ value, floor, goal, atLeast = false }: Verdict): 'PASS' | 'floor' | 'miss' {
  const keeps = (limit: number): boolean => (atLeast ? value >= limit : value <= limit);
  if (keeps(goal ?? floor)) return 'PASS';
  return keeps(floor) ? 'floor' : 'miss';
}

/**
 * The value below which a part of all values lies.
 *
 * @param values - in any order
 * @param part - 0 to 1
 * @returns one of the values; 0 of none
 * @example
 * quantileOf([3, 1, 2, 4], 0.5) // 3
 */
export function quantileOf(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
}

/**
 * Writes a count for people.
 *
 * @param value - a whole number
 * @returns digits in groups of three
 * @example
 * count(1000000) // '1,000,000'
 */
export function count(value: number): string {
  return value.toLocaleString('en-US');
}

function judgeSize(size: SizeFigures): Verdict[] {
  const [floor, organize, undo] = [medianOf(size.floor), medianOf(size.organize), medianOf(size.undo)];
  const files = count(size.files);
  const peak = Math.max(organize.peakBytes, undo.peakBytes) / 1e6;
  const verdicts: Verdict[] = [
    {
      name: `organize / floor, ${files}`,
      value: organize.wallSeconds / floor.wallSeconds,
      unit: '×',
      floor: 3,
      goal: 2,
    },
    { name: `undo / organize, ${files}`, value: undo.wallSeconds / organize.wallSeconds, unit: '×', floor: 1 },
    { name: `peak memory, ${files}`, value: peak, unit: 'MB', floor: 512 },
  ];
  if (size.files >= 1_000_000) {
    verdicts.unshift({ name: `organize, ${files}`, value: organize.wallSeconds, unit: 's', floor: 300, goal: 60 });
  }
  return verdicts;
}

function secondsPerFile(size: SizeFigures): number {
  return medianOf(size.organize).wallSeconds / size.files;
}
