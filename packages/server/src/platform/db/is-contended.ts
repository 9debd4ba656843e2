/** PostgreSQL's codes for a lock that was not to be had in time, and for a deadlock. */
const CONTENDED: ReadonlySet<unknown> = new Set(['55P03', '40P01']);

/**
 * Whether a statement failed because others were at work on the same rows or tables, so that it is worth another try.
 *
 * @param error - what was thrown
 * @returns true for locks that were not given
 */
export function isContended(error: unknown): boolean {
  const said = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return said instanceof Error && 'code' in said && CONTENDED.has(said.code);
}
