import { closed, NewOperation, NoContent, Operation, OperationId, OperationQuery, pageOf } from '@kempt/contracts/api';
import { KemptError } from '@kempt/engine';
import { auditRequest } from '../../platform/audit/audit-request.ts';
import type { Http } from '../../platform/http/create-http.ts';
import { readCursor, writeCursor } from '../../platform/http/cursor.ts';
import { principalOf } from '../../platform/http/principal-of.ts';
import { forgetOperation } from './forget-operation.ts';
import type { OperationParts } from './operation-parts.ts';
import { insertOperation, listOperations } from './operation-store.ts';
import { toOperation } from './operation-view.ts';
import { planOperation } from './plan-operation.ts';

const TAGS = ['operations'];
const OneOperation = closed({ id: OperationId });

/**
 * Asking for operations and looking at them.
 *
 * @param http - the server
 * @param parts - what the routes are built from
 */
export function operationRoutes(http: Http, parts: OperationParts): void {
  makeOperations(http, parts);
  readOperations(http, parts);
  removeOperations(http, parts);
}

function makeOperations(http: Http, { db, queue, audit, tracing, announceChange }: OperationParts): void {
  http.post(
    '/api/v1/operations',
    {
      config: { access: { who: 'user', scope: 'propose' } },
      schema: {
        summary: 'Ask for an operation; it is a preview unless dry_run is false',
        tags: TAGS,
        body: NewOperation,
        response: { 202: Operation },
      },
    },
    async (request, reply) => {
      const { userId, scopes } = principalOf(request);
      const planned = await planOperation(db, userId, request.body);
      if (scopes !== undefined && request.body.dry_run === false && !scopes.includes('apply')) {
        throw new KemptError('forbidden', 'This API key is not good for carrying operations out.');
      }
      const row = await auditRequest(audit, request, async (tx, note) => {
        const made = await insertOperation(tx, { ...planned, requestId: request.id, traceParent: tracing.current() });
        await queue.send(tx, { operation_id: made.id });
        await announceChange(tx, made);
        const details = { type: made.type, dry_run: made.dryRun, root_path: made.rootPath };
        note({ action: 'ask_for_operation', outcome: 'allowed', target: { kind: 'operation', id: made.id }, details });
        return made;
      });
      return reply.code(202).header('location', `/api/v1/operations/${row.id}`).send(toOperation(row));
    },
  );
}

function readOperations(http: Http, { db, see }: OperationParts): void {
  http.get(
    '/api/v1/operations',
    {
      config: { access: { who: 'user', scope: 'read' } },
      schema: {
        summary: 'List operations, the newest first',
        tags: TAGS,
        querystring: OperationQuery,
        response: { 200: pageOf(Operation) },
      },
    },
    async (request) => {
      const { limit, cursor, status, type, root_id: rootId } = request.query;
      const after = readCursor(cursor, ['string', 'string']);
      const filter = { status, type, rootId, limit: limit + 1, after };
      const found = await listOperations(db, principalOf(request).userId, filter);
      const page = found.slice(0, limit);
      const last = found.length > limit ? page.at(-1) : undefined;
      return {
        items: page.map(({ row }) => toOperation(row)),
        next_cursor: last === undefined ? null : writeCursor([last.createdAtExact, last.row.id]),
      };
    },
  );
  http.get(
    '/api/v1/operations/:id',
    {
      config: { access: { who: 'user', scope: 'read' } },
      schema: { summary: 'Look at an operation', tags: TAGS, params: OneOperation, response: { 200: Operation } },
    },
    async (request) => (await see(principalOf(request).grants, request.params.id)).operation,
  );
}

function removeOperations(http: Http, parts: OperationParts): void {
  http.delete(
    '/api/v1/operations/:id',
    {
      config: { access: { who: 'user', scope: 'apply' } },
      schema: {
        summary: 'Forget an operation with its files; its journal stays, so that the command line can still undo it',
        tags: TAGS,
        params: OneOperation,
        response: { 204: NoContent },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      await forgetOperation(
        {
          ...parts,
          transaction: (work) =>
            auditRequest(parts.audit, request, (tx, note) => {
              note({ action: 'forget_operation', outcome: 'allowed', target: { kind: 'operation', id } });
              return work(tx);
            }),
        },
        principalOf(request).userId,
        id,
      );
      return reply.code(204).send(null);
    },
  );
}
