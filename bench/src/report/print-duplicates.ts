import { judgeDuplicates, treeName, type DuplicateFigures, type DuplicatesResult } from './duplicate-figures.ts';
import { count, medianOf, type Measurement } from './figures.ts';
import { formatVerdicts } from './print-figures.ts';

/**
 * Lays out the figures of finding duplicates as Markdown.
 *
 * @param result - what was measured
 * @returns lines of text
 */
export function formatDuplicates(result: DuplicatesResult): string {
  return [
    '| tree | what | runs | median s | files/s | MB/s | user s | system s | peak MB | all runs, s |',
    '|---|---|---:|---:|---:|---:|---:|---:|---:|---|',
    ...(result.base.length === 0 ? [] : [baseRow(result.base)]),
    ...result.trees.flatMap(treeRows),
    '',
    '| tree | MB | groups | duplicates |',
    '|---|---:|---:|---:|',
    ...result.trees.map(
      (tree) => `| ${treeName(tree)} | ${megabytes(tree.bytes)} | ${count(tree.groups)} | ${count(tree.duplicates)} |`,
    ),
    '',
    '| what | two files are duplicates when these are equal |',
    '|---|---|',
    ...[...result.guarantees].map(([name, guarantee]) => `| ${name} | ${guarantee} |`),
    '',
    ...formatVerdicts(judgeDuplicates(result)),
    ...result.leftOut.flatMap((sentence) => ['', `Left out: ${sentence}`]),
  ].join('\n');
}

function baseRow(runs: readonly Measurement[]): string {
  return row({ name: 'an empty folder', files: 0, bytes: 0 }, 'kempt', runs);
}

function treeRows(tree: DuplicateFigures): string[] {
  const about = { name: treeName(tree), files: tree.files, bytes: tree.bytes };
  const stopped = [...tree.stopped].map(
    ([what, seconds]) => `| ${about.name} | ${what} | | more than ${String(seconds)}, stopped | | | | | | |`,
  );
  const finished = [...tree.runs]
    .map(([what, runs]) => ({ what, runs, seconds: medianOf(runs).wallSeconds }))
    .sort((a, b) => a.seconds - b.seconds)
    .map(({ what, runs }) => row(about, what, runs));
  return [...finished, ...stopped];
}

interface About {
  readonly name: string;
  readonly files: number;
  readonly bytes: number;
}

function row({ name, files, bytes }: About, what: string, runs: readonly Measurement[]): string {
  const middle = medianOf(runs);
  const cells = [
    name,
    what,
    runs.length,
    middle.wallSeconds.toFixed(2),
    count(Math.round(files / middle.wallSeconds)),
    count(Math.round(bytes / 1e6 / middle.wallSeconds)),
    middle.userSeconds.toFixed(2),
    middle.systemSeconds.toFixed(2),
    megabytes(middle.peakBytes),
    runs.map(({ wallSeconds }) => wallSeconds.toFixed(2)).join(', '),
  ];
  return `| ${cells.join(' | ')} |`;
}

function megabytes(bytes: number): string {
  return count(Math.round(bytes / 1e6));
}
