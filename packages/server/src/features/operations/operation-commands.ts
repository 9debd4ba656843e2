import { eq, sql } from 'drizzle-orm';
import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import { ApplyRequest, closed, Operation, OperationId, RollbackRequest } from '@kempt/contracts/api';
import { KemptError } from '@kempt/engine';
import { requireOperation, type GrantedOperation, type OperationRow } from '../../platform/access/operation-access.ts';
import type { AuditDeed } from '../../platform/audit/audit-entry.ts';
import { auditRequest } from '../../platform/audit/audit-request.ts';
import type { Db } from '../../platform/db/open-database.ts';
import { operation } from '../../platform/db/schema/index.ts';
import type { Http } from '../../platform/http/create-http.ts';
import { principalOf } from '../../platform/http/principal-of.ts';
import { removePlanFile } from '../../platform/storage/plan-files.ts';
import type { OperationParts } from './operation-parts.ts';
import { insertOperation } from './operation-store.ts';
import { toOperation } from './operation-view.ts';

const TAGS = ['operations'];
const APPROVERS = { access: { who: 'user', scope: 'apply' } } as const;
const OneOperation = closed({ id: OperationId });

/**
 * Carrying operations out, stopping them, going on with them and taking them back.
 *
 * @param http - the server
 * @param parts - what the routes are built from
 */
export function operationCommands(http: Http, parts: OperationParts): void {
  apply(http, parts);
  cancel(http, parts);
  resume(http, parts);
  rollback(http, parts);
}

function apply(http: Http, parts: OperationParts): void {
  const { queue, tracing } = parts;
  http.post(
    '/api/v1/operations/:id/apply',
    {
      config: APPROVERS,
      schema: {
        summary: 'Carry out exactly the plan that was looked at',
        tags: TAGS,
        params: OneOperation,
        body: ApplyRequest,
        response: { 202: Operation },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const details = { plan_digest: request.body.plan_digest };
      const wanted = { id, role: 'approver', action: 'apply_operation', details } as const;
      const row = await change(parts, { ...wanted, request }, async (tx, found) => {
        if (found.status !== 'planned') throw wrongState(found, 'Only a plan can be carried out.');
        if (found.planDigest !== request.body.plan_digest) {
          throw new KemptError('digest_mismatch', 'The plan is not the one that was looked at.', {
            hint: 'Look at the plan again and name its digest.',
          });
        }
        await queue.send(tx, { operation_id: id });
        const options = { ...found.options, apply: true };
        const asked = { requestId: request.id, traceParent: tracing.current() ?? null };
        return { status: 'pending', dryRun: false, queuedAt: NOW, ...asked, options };
      });
      return reply.code(202).send(toOperation(row));
    },
  );
}

function cancel(http: Http, parts: OperationParts): void {
  const { stateFolder } = parts;
  http.post(
    '/api/v1/operations/:id/cancel',
    {
      config: { access: { who: 'user', scope: 'propose' } },
      schema: {
        summary: 'Stop an operation; what it did stays done until it is rolled back',
        tags: TAGS,
        params: OneOperation,
        response: { 202: Operation },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const { userId } = principalOf(request);
      const wanted = { id, role: 'proposer', action: 'cancel_operation' } as const;
      const row = await change(parts, { ...wanted, request }, (_tx, found) => {
        if (found.userId !== userId && found.role !== 'approver') {
          throw new KemptError('forbidden', 'Only whoever asked for it or an approver can cancel an operation.');
        }
        if (found.status === 'running') return Promise.resolve({ cancelRequestedAt: NOW });
        if (found.status !== 'pending' && found.status !== 'planned') {
          throw wrongState(found, 'Only what has not ended can be cancelled.');
        }
        return Promise.resolve({ status: 'cancelled', waitingFor: null, completedAt: NOW });
      });
      if (row.status === 'cancelled') await removePlanFile(stateFolder, id);
      return reply.code(202).send(toOperation(row));
    },
  );
}

const RESUMABLE: ReadonlySet<OperationRow['status']> = new Set(['interrupted', 'failed', 'cancelled']);

function resume(http: Http, parts: OperationParts): void {
  const { queue, tracing } = parts;
  http.post(
    '/api/v1/operations/:id/resume',
    {
      config: APPROVERS,
      schema: {
        summary: 'Go on with an operation that was interrupted, cancelled or failed on its way',
        tags: TAGS,
        params: OneOperation,
        response: { 202: Operation },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const wanted = { id, role: 'approver', action: 'resume_operation' } as const;
      const row = await change(parts, { ...wanted, request }, async (tx, found) => {
        if (!RESUMABLE.has(found.status) || found.engineId === null) {
          throw wrongState(found, 'There is nothing to go on with.');
        }
        await queue.send(tx, { operation_id: id });
        return {
          status: 'pending',
          queuedAt: NOW,
          requestId: request.id,
          traceParent: tracing.current() ?? null,
          cancelRequestedAt: null,
          completedAt: null,
          workerId: null,
          fencingToken: sql`${operation.fencingToken} + 1`,
        };
      });
      return reply.code(202).send(toOperation(row));
    },
  );
}

const STANDING: ReadonlySet<OperationRow['status']> = new Set([
  'completed',
  'completed_with_errors',
  'interrupted',
  'cancelled',
  'failed',
]);

function rollback(http: Http, { queue, audit, tracing, announceChange }: OperationParts): void {
  http.post(
    '/api/v1/operations/:id/rollback',
    {
      config: APPROVERS,
      schema: {
        summary: 'Take an operation back, whole or in part',
        tags: TAGS,
        params: OneOperation,
        body: Type.Union([RollbackRequest, Type.Null()]),
        response: { 202: Operation },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const { userId } = principalOf(request);
      const row = await auditRequest(audit, request, async (tx, note) => {
        const found = await requireOperation(tx, userId, { id, role: 'approver', lock: true });
        if (found.status === 'rolled_back') throw new KemptError('already_undone', 'The operation was rolled back.');
        const didNothing = found.status === 'completed' && found.filesPlanned === 0;
        if (!STANDING.has(found.status) || found.engineId === null || didNothing) {
          throw wrongState(found, 'There is nothing to take back.');
        }
        const { rows } = await tx.execute(
          sql`select 1 from operation where undoes = ${id} and status in ('pending', 'running')`,
        );
        if (rows.length > 0) throw wrongState(found, 'A rollback of it is under way.');
        const paths = request.body?.paths;
        const made = await insertOperation(tx, {
          type: 'rollback',
          status: 'pending',
          userId,
          rootId: found.rootId,
          destinationRootId: found.destinationRootId,
          rootPath: found.rootPath,
          destinationPath: found.destinationPath,
          undoes: id,
          requestId: request.id,
          traceParent: tracing.current(),
          options: paths === undefined ? {} : { paths },
        });
        await queue.send(tx, { operation_id: made.id });
        await announceChange(tx, made);
        const details = { operation_id: made.id, paths: paths?.length ?? null };
        note({ action: 'roll_back_operation', outcome: 'allowed', target: { kind: 'operation', id }, details });
        return made;
      });
      return reply.code(202).header('location', `/api/v1/operations/${row.id}`).send(toOperation(row));
    },
  );
}

const NOW = sql`now()`;

interface WantedChange extends Pick<AuditDeed, 'action' | 'details'> {
  readonly id: string;
  readonly role: 'proposer' | 'approver';
  readonly request: FastifyRequest;
}

type Change = Parameters<ReturnType<Db['update']>['set']>[0];

/** Changes an operation that is locked meanwhile, so that of two who ask at once the second finds it changed. */
async function change(
  { audit, announceChange }: OperationParts,
  wanted: WantedChange,
  decide: (tx: Db, found: GrantedOperation) => Promise<Change>,
): Promise<OperationRow> {
  const { id, role, action, details, request } = wanted;
  const { userId } = principalOf(request);
  return auditRequest(audit, request, async (tx, note) => {
    const found = await requireOperation(tx, userId, { id, role, lock: true });
    const [row] = await tx
      .update(operation)
      .set(await decide(tx, found))
      .where(eq(operation.id, id))
      .returning();
    if (row === undefined) throw new KemptError('not_found', 'There is no such operation.');
    await announceChange(tx, row);
    note({ action, outcome: 'allowed', target: { kind: 'operation', id }, details });
    return row;
  });
}

function wrongState({ status }: OperationRow, message: string): KemptError {
  return new KemptError('wrong_state', `${message} This operation is ${status}.`);
}
