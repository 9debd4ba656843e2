/** Fewer characters look like a mistake, and stop being unique too soon. */
const LEAST = 8;

/**
 * Cuts ids to the shortest beginnings that still tell all of them apart. An id made of groups is cut between two.
 *
 * @param ids - whole ids, each once
 * @returns beginnings of one length, in the same order
 * @example
 * shortIds(['aaaaaaaaaa1', 'aaaaaaaaaa2', 'bbbbbbbbbbb']) // ['aaaaaaaaaa1', 'aaaaaaaaaa2', 'bbbbbbbbbbb']
 */
export function shortIds(ids: readonly string[]): string[] {
  const sorted = ids.toSorted();
  let length = LEAST;
  for (const [i, id] of sorted.entries()) length = Math.max(length, sharedBeginning(id, sorted[i + 1] ?? '') + 1);
  return ids.map((id) => {
    const group = id.indexOf('-', length);
    return id.slice(0, group < 0 ? length : group);
  });
}

function sharedBeginning(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}
