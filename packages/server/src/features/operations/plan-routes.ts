import { closed, OperationId, pageOf, PlanQuery, PlanStep, PlanTreeEntry, PlanTreeQuery } from '@kempt/contracts/api';
import { KemptError } from '@kempt/engine';
import { requireOperation, type GrantedOperation } from '../../platform/access/operation-access.ts';
import type { Http } from '../../platform/http/create-http.ts';
import { readCursor, writeCursor } from '../../platform/http/cursor.ts';
import { principalOf } from '../../platform/http/principal-of.ts';
import { planFileOf } from '../../platform/storage/plan-files.ts';
import type { OperationParts } from './operation-parts.ts';

/**
 * `GET /api/v1/operations/{id}/plan`: the steps of a frozen plan, as a list or as a tree, read from where it is kept.
 *
 * @param http - the server
 * @param parts - what the route is built from
 */
export function planRoutes(http: Http, parts: OperationParts): void {
  planList(http, parts);
  planTree(http, parts);
}

function planList(http: Http, { db, engine, stateFolder }: OperationParts): void {
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
      const { limit, cursor, path, q, action, status } = request.query;
      const found = await requireOperation(db, principalOf(request).userId, { id, role: 'viewer' });
      const [from] = readCursor(cursor, ['number']) ?? [0];
      const wanted = q?.toLowerCase();
      const query = { from, limit: limit + 1, below: path, text: wanted, action, status };
      const items = await engine.call('planPage', { plan: planOf(found, stateFolder), ...query });
      const next = items.length > limit ? items[limit] : undefined;
      return { items: items.slice(0, limit), next_cursor: next === undefined ? null : writeCursor([next.step]) };
    },
  );
}

function planTree(http: Http, { db, engine, stateFolder }: OperationParts): void {
  http.get(
    '/api/v1/operations/:id/plan/tree',
    {
      config: { access: { who: 'user', scope: 'read' } },
      schema: {
        summary: 'What a frozen plan brings into a folder, by name',
        tags: ['operations'],
        params: closed({ id: OperationId }),
        querystring: PlanTreeQuery,
        response: { 200: pageOf(PlanTreeEntry) },
      },
    },
    async (request) => {
      const { id } = request.params;
      const { limit, cursor, path } = request.query;
      const found = await requireOperation(db, principalOf(request).userId, { id, role: 'viewer' });
      const [after] = readCursor(cursor, ['string']) ?? [''];
      const folder = (path ?? found.destinationPath ?? found.rootPath).replace(/(?<=.)\/+$/, '');
      const plan = planOf(found, stateFolder);
      const items = await engine.call('planTree', { plan, folder, after, limit: limit + 1 });
      const page = items.slice(0, limit);
      const last = items.length > limit ? page.at(-1) : undefined;
      return { items: page, next_cursor: last === undefined ? null : writeCursor([last.name]) };
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
