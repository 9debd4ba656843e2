/** An organize through the API beside the same on the command line. */
export interface ServiceFigures {
  readonly files: number;
  /** Wall seconds of `kempt organize` on the same tree. */
  readonly cliSeconds: number;
  /** From the request to the end of the operation, records included. */
  readonly apiSeconds: number;
  /** From the request of the rollback to its end. */
  readonly rollbackSeconds: number;
  /** Memory of all processes of the service at its highest, PostgreSQL's included, shared pages counted once a process. */
  readonly peakBytes: number;
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
  const row = (one: ServiceFigures): string =>
    [
      one.files.toLocaleString('en-US'),
      one.cliSeconds.toFixed(1),
      one.apiSeconds.toFixed(1),
      (one.apiSeconds / one.cliSeconds).toFixed(2),
      one.rollbackSeconds.toFixed(1),
      (one.peakBytes / 1e6).toFixed(0),
      `${one.reads}: ${one.p50.toFixed(1)} / ${one.p95.toFixed(1)} / ${one.max.toFixed(0)}`,
      one.searchMs.toFixed(1),
    ].join(' | ');
  return [
    'Organize through the API, records in the database included, beside the command line; rollback through the API.',
    '',
    '| files | CLI s | API s | ratio | rollback s | peak MB, all processes | reads meanwhile: p50 / p95 / max ms | search ms |',
    '|---:|---:|---:|---:|---:|---:|---|---:|',
    ...figures.map((one) => `| ${row(one)} |`),
  ].join('\n');
}
