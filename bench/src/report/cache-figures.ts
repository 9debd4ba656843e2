/** Where the cache is. */
export const CACHE_BACKENDS = ['off', 'memory', 'redis'] as const;

/** One of {@link CACHE_BACKENDS}. */
export type CacheBackend = (typeof CACHE_BACKENDS)[number];

/** Reads of one kind of what is cached, with the cache in one place. */
export interface CacheFigures {
  readonly backend: CacheBackend;
  readonly kind: string;
  readonly reads: number;
  /** Share of the reads that were answered from the cache, 0 to 1. */
  readonly hitRatio: number;
  /** Statements that the service sent the database meanwhile, for each read; the listening connection's pulse included. */
  readonly queriesPerRead: number;
  /** Milliseconds, as the reader sees them. */
  readonly p50: number;
  readonly p95: number;
}

/**
 * Lays out what the cache saves, as Markdown.
 *
 * @param figures - one row a kind and place
 * @returns lines of text
 */
export function formatCache(figures: readonly CacheFigures[]): string {
  const row = (one: CacheFigures): string =>
    [
      one.kind,
      one.backend,
      one.reads.toLocaleString('en-US'),
      `${(one.hitRatio * 100).toFixed(1)} %`,
      one.queriesPerRead.toFixed(2),
      one.p50.toFixed(2),
      one.p95.toFixed(2),
    ].join(' | ');
  const byKind = figures.toSorted((a, b) => (a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : 0));
  return [
    'Reads over HTTP of what is cached, one after the other.',
    '',
    '| kind | cache | reads | hits | statements a read | p50 ms | p95 ms |',
    '|---|---|---:|---:|---:|---:|---:|',
    ...byKind.map((one) => `| ${row(one)} |`),
  ].join('\n');
}
