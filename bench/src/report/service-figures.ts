import type { TreeMemory } from '../process-tree.ts';

/** An organize through the API beside the same on the command line. */
export interface ServiceFigures {
  readonly files: number;
  /** Wall seconds of `kempt organize` on the same tree. */
  readonly cliSeconds: number;
  /** User and system, of the same. */
  readonly cliProcessorSeconds: number;
  /** From the request to the end of the operation, records included. */
  readonly apiSeconds: number;
  /** User and system of all processes of the service meanwhile, PostgreSQL's and what reads of the API took included. */
  readonly apiProcessorSeconds: number;
  /** From the request of the rollback to its end. */
  readonly rollbackSeconds: number;
  /** By what was under way: when all processes of the service together held the most, PostgreSQL's included. */
  readonly peaks: ReadonlyMap<string, TreeMemory>;
  /** Reads of the API while the operation ran. */
  readonly reads: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
  /** Milliseconds of a search among the records afterwards, median of ten. */
  readonly searchMs: number;
}

/**
 * Lays out how the service does beside the command line, as Markdown.
 *
 * @param figures - one row a size
 * @returns lines of text
 */
export function formatService(figures: readonly ServiceFigures[]): string {
  const row = (one: ServiceFigures): string => {
    const [peak = NO_MEMORY] = [...one.peaks.values()].sort((a, b) => b.all - a.all);
    return [
      one.files.toLocaleString('en-US'),
      `${one.cliSeconds.toFixed(1)} (${one.cliProcessorSeconds.toFixed(1)})`,
      `${one.apiSeconds.toFixed(1)} (${one.apiProcessorSeconds.toFixed(1)})`,
      `${(one.apiSeconds / one.cliSeconds).toFixed(2)} (${(one.apiProcessorSeconds / one.cliProcessorSeconds).toFixed(2)})`,
      one.rollbackSeconds.toFixed(1),
      `${megabytes(peak.all)} (${megabytes(peak.own)})`,
      `${one.reads}: ${one.p50.toFixed(1)} / ${one.p95.toFixed(1)} / ${one.max.toFixed(0)}`,
      one.searchMs.toFixed(1),
    ].join(' | ');
  };
  return [
    'Organize through the API, records in the database included, beside the command line; rollback through the API.',
    'In parentheses processor seconds, of all processes of the service.',
    '',
    '| files | CLI s (processor) | API s (processor) | ratio (processor) | rollback s | peak MB, all processes (of Node) | reads meanwhile: p50 / p95 / max ms | search ms |',
    '|---:|---:|---:|---:|---:|---:|---|---:|',
    ...figures.map((one) => `| ${row(one)} |`),
    '',
    '| files | while | MB, all processes | Node | sessions of PostgreSQL | the rest of it |',
    '|---:|---|---:|---:|---:|---:|',
    ...figures.flatMap(({ files, peaks }) => [...peaks].map((peak) => memoryRow(files, peak))),
  ].join('\n');
}

const NO_MEMORY: TreeMemory = { own: 0, sessions: 0, all: 0 };

function memoryRow(files: number, [phase, { own, sessions, all }]: readonly [string, TreeMemory]): string {
  const cells = [files.toLocaleString('en-US'), phase, ...[all, own, sessions, all - own - sessions].map(megabytes)];
  return `| ${cells.join(' | ')} |`;
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}
