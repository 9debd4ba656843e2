/**
 * The roots that whoever hears of an operation must have a grant on: the one that files come from, and the one they go
 * to where that is another one, with a plus between. Null belongs to nobody.
 *
 * @param operation - its roots
 * @returns one id, or two
 */
export function rootsOf(operation: {
  readonly rootId: string | null;
  readonly destinationRootId: string | null;
}): string | null {
  const { rootId, destinationRootId } = operation;
  if (rootId === null || destinationRootId === null || destinationRootId === rootId) return rootId;
  return `${rootId}+${destinationRootId}`;
}

/**
 * Whether grants cover all roots of an operation.
 *
 * @param roots - as {@link rootsOf} says them
 * @param granted - ids of roots
 * @returns true when they do
 */
export function covers(roots: string | null, granted: ReadonlySet<string>): boolean {
  return roots !== null && roots.split('+').every((id) => granted.has(id));
}
