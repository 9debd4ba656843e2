import { closed, OperationId, pageOf, PlanQuery, PlanStep } from '@kempt/contracts/api';
import { KemptError } from '@kempt/engine';
import { requireOperation, type GrantedOperation } from '../../platform/access/operation-access.ts';
import type { Http } from '../../platform/http/create-http.ts';
import { readCursor, writeCursor } from '../../platform/http/cursor.ts';
import { principalOf } from '../../platform/http/principal-of.ts';
import { planFileOf } from '../../platform/storage/plan-files.ts';
import type { OperationParts } from './operation-parts.ts';

/**
 * `GET /api/v1/operations/{id}/plan`: the steps of a frozen plan, read from where it is kept.
 *
 * @param http - the server
 * @param parts - what the route is built from
 */
export function planRoutes(http: Http, { db, engine, stateFolder }: OperationParts): void {
  http.get(
    '/api/v1/operations/:id/plan',
    {
      config: { access: { who: 'user', scope: 'read' } },
      schema: {
        summary: 'The steps of a frozen plan',
        tags: ['operations'],
        params: closed({ id: OperationId }),
        querystring: PlanQuery,
        response: { 200: pageOf(PlanStep) },
      },
    },
    async (request) => {
      const { id } = request.params;
      const { limit, cursor, path, q, action } = request.query;
      const found = await requireOperation(db, principalOf(request).userId, { id, role: 'viewer' });
      const [from] = readCursor(cursor, ['number']) ?? [0];
      const wanted = q?.toLowerCase();
      const query = { from, limit: limit + 1, below: path, text: wanted, action };
      const items = await engine.call('planPage', { plan: planOf(found, stateFolder), ...query });
      const next = items.length > limit ? items[limit] : undefined;
      return { items: items.slice(0, limit), next_cursor: next === undefined ? null : writeCursor([next.step]) };
    },
  );
}

function planOf(
  found: GrantedOperation,
  stateFolder: string,
): { readonly operationId: string } | { readonly path: string } {
  if (found.engineId !== null) return { operationId: found.engineId };
  if (found.planDigest !== null) return { path: planFileOf(stateFolder, found.id) };
  throw new KemptError('wrong_state', `There is no plan: the operation is ${found.status}.`);
}
