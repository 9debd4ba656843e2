import type { RowKey } from './row-keys.ts';

/** A joined key is `id * 2^32 + key`, exact in a double while ids stay below this. */
const MAX_IDS = 2 ** 21;
const KEY_SPACE = 2 ** 32;

/**
 * Works a number out once for all rows whose keys are the same.
 *
 * @param keys - what the number depends on
 * @param work - works it out for one row
 * @param maxIds - how many beginnings of keys are told apart before rows are no longer remembered
 * @returns a function from row to number
 */
export function memoiseRows(
  keys: readonly RowKey[],
  work: (row: number) => number,
  maxIds = MAX_IDS,
): (row: number) => number {
  const outer = keys.slice(0, -1).map((key) => ({ key, ids: new Map<number, number>() }));
  const last: RowKey = keys.at(-1) ?? (() => 0);
  const results = new Map<number, number>();
  return (row) => {
    let id = 0;
    for (const { key, ids } of outer) {
      const joined = id * KEY_SPACE + key(row);
      const known = ids.get(joined);
      id = known ?? ids.size;
      if (id >= maxIds) return work(row);
      if (known === undefined) ids.set(joined, id);
    }
    const joined = id * KEY_SPACE + last(row);
    let result = results.get(joined);
    if (result === undefined) results.set(joined, (result = work(row)));
    return result;
  };
}
