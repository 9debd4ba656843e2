import { quantileOf } from './figures.ts';

/** Reads of one kind, of a service without traces and of one with them, in turns. */
export interface TraceFigures {
  readonly kind: string;
  /** Milliseconds of each read, as the reader sees them. */
  readonly plain: readonly number[];
  readonly traced: readonly number[];
}

/**
 * Lays out what traces cost, as Markdown.
 *
 * @param figures - one row a kind
 * @returns lines of text
 */
export function formatTraces(figures: readonly TraceFigures[]): string {
  const row = ({ kind, plain, traced }: TraceFigures): string => {
    const cells = [0.5, 0.95].flatMap((part) => {
      const [without, withTraces] = [quantileOf(plain, part), quantileOf(traced, part)];
      return [without.toFixed(2), withTraces.toFixed(2), `${(withTraces / without).toFixed(2)} ×`];
    });
    return [kind, ...cells].join(' | ');
  };
  return [
    'Reads over HTTP with the cache switched off, without traces and with them in turns.',
    '',
    '| kind | p50 ms without | with traces | ratio | p95 ms without | with traces | ratio |',
    '|---|---:|---:|---:|---:|---:|---:|',
    ...figures.map((one) => `| ${row(one)} |`),
  ].join('\n');
}
