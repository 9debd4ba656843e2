import { count, gradeOf, judge, median, medianOf } from './figures.ts';
import type { Measurement, PeerFigures, SizeFigures, Verdict } from './figures.ts';
import type { Machine } from './machine.ts';

/** All that was found out about organizing. */
export interface OrganizeResult {
  readonly sizes: readonly SizeFigures[];
  readonly peer?: PeerFigures;
}

/**
 * Lays out where figures were taken.
 *
 * @param machine - this machine
 * @returns lines of text
 */
export function formatMachine(machine: Machine): string {
  const gigabytes = (machine.memoryBytes / 2 ** 30).toFixed(1);
  return [
    `Machine: ${machine.cpu}, ${machine.cores} cores, ${gigabytes} GiB, ${machine.kernel}, Node ${machine.node}`,
    `File system: ${machine.fileSystem}`,
    `Date: ${machine.date}`,
  ].join('\n');
}

/**
 * Lays out the figures as Markdown, fit for a terminal and for docs/performance.md.
 *
 * @param result - what was measured
 * @returns lines of text
 */
export function formatOrganize({ sizes, peer }: OrganizeResult): string {
  return [
    'Page cache: warm; each tree was made and synced right before its run.',
    '',
    '| files | what | runs | median s | files/s | user s | system s | peak MB | all runs, s |',
    '|---:|---|---:|---:|---:|---:|---:|---:|---|',
    ...sizes.flatMap(sizeRows),
    ...(peer === undefined ? [] : peerRows(peer)),
    '',
    ...formatVerdicts(judge(sizes, peer)),
  ].join('\n');
}

/**
 * Lays out verdicts.
 *
 * @param verdicts - figures beside their limits
 * @returns the lines of a table
 */
export function formatVerdicts(verdicts: readonly Verdict[]): string[] {
  return ['| limit | measured | floor | goal | |', '|---|---:|---:|---:|---|', ...verdicts.map(verdictRow)];
}

function sizeRows(size: SizeFigures): string[] {
  return [
    row(size.files, 'bare loop (floor)', size.floor),
    row(size.files, 'kempt organize', size.organize),
    row(size.files, 'kempt undo', size.undo),
  ];
}

function row(files: number, what: string, runs: readonly Measurement[]): string {
  const middle = medianOf(runs);
  const all = runs.map((run) => run.wallSeconds.toFixed(2)).join(', ');
  const rate = count(Math.round(files / middle.wallSeconds));
  const times = [middle.userSeconds, middle.systemSeconds].map((seconds) => seconds.toFixed(2)).join(' | ');
  const peak = (middle.peakBytes / 1e6).toFixed(0);
  return `| ${count(files)} | ${what} | ${runs.length} | ${middle.wallSeconds.toFixed(2)} | ${rate} | ${times} | ${peak} | ${all} |`;
}

function peerRows(peer: PeerFigures): string[] {
  return [
    [`${peer.peer}, by extension`, peer.peerSeconds] as const,
    ['kempt organize --by extension', peer.kemptSeconds] as const,
  ].map(([what, seconds]) => {
    const all = seconds.map((value) => value.toFixed(2)).join(', ');
    const rate = count(Math.round(peer.files / median(seconds)));
    return `| ${count(peer.files)} | ${what} | ${seconds.length} | ${median(seconds).toFixed(2)} | ${rate} | | | | ${all} |`;
  });
}

function verdictRow(verdict: Verdict): string {
  const sign = verdict.atLeast === true ? '≥' : '≤';
  const show = (value: number | undefined): string =>
    value === undefined ? '' : `${sign} ${value} ${verdict.unit}`.trim();
  const measured = `${verdict.value.toFixed(verdict.unit === 'MB' || verdict.unit === 'B' ? 0 : 2)} ${verdict.unit}`;
  return `| ${verdict.name} | ${measured} | ${show(verdict.floor)} | ${show(verdict.goal)} | ${gradeOf(verdict)} |`;
}
