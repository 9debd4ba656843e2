import type { GrantRole } from '@kempt/contracts/api';
import type { Principal } from './principal.ts';
import { lesser } from './root-access.ts';

/**
 * What somebody may do with an operation: the lesser of their roles on the root that files came from and on the one they
 * went to.
 *
 * @param grants - their role on each root
 * @param roots - the roots of the operation
 * @returns the role; undefined when the operation does not exist for them
 */
export function roleOnOperation(
  grants: Principal['grants'],
  roots: { readonly rootId: string | null; readonly destinationRootId: string | null },
): GrantRole | undefined {
  const from = roots.rootId === null ? undefined : grants[roots.rootId];
  if (from === undefined || roots.destinationRootId === null) return from;
  const to = grants[roots.destinationRootId];
  return to === undefined ? undefined : lesser(from, to);
}
