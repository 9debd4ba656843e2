/** PostgreSQL's code for a row that a unique index does not take. */
const UNIQUE_VIOLATION = '23505';

/**
 * Whether a statement failed because there is such a row already.
 *
 * @param error - what was thrown
 * @param constraint - name of the index
 * @returns true when that index refused it
 */
export function isUniqueViolation(error: unknown, constraint: string): boolean {
  const said = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(said instanceof Error) || !('code' in said) || !('constraint' in said)) return false;
  return said.code === UNIQUE_VIOLATION && said.constraint === constraint;
}
