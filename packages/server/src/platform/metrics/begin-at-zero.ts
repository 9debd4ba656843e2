import type { Counter } from 'prom-client';

/**
 * Has all series of a counter there from the start: Prometheus sees no increase in one that is not there before it moves,
 * so that an alert would miss the first time.
 *
 * @param counter - its labels are of closed sets
 * @param values - the values of each label
 */
export function beginAtZero<Label extends string>(
  counter: Counter<Label>,
  values: Readonly<Record<Label, readonly string[]>>,
): void {
  let series: Record<string, string>[] = [{}];
  for (const [label, all] of Object.entries<readonly string[]>(values)) {
    series = series.flatMap((labels) => all.map((value) => ({ ...labels, [label]: value })));
  }
  for (const labels of series) counter.inc(labels as Record<Label, string>, 0);
}
