import type { FastifyRequest } from 'fastify';
import type { OperationResult } from '@kempt/contracts';
import { HeldFile, pageOf, QuarantineAnswer, QuarantineQuery, QuarantineRequest } from '@kempt/contracts/api';
import { isInside, KemptError, parseDisplayName } from '@kempt/engine';
import type { Audit } from '../../platform/audit/create-audit.ts';
import { auditAround } from '../../platform/audit/audit-request.ts';
import { tellChange, UNDONE } from '../../platform/cache/tell-change.ts';
import type { Db } from '../../platform/db/open-database.ts';
import type { EngineHost } from '../../platform/engine/open-engine-host.ts';
import type { Http } from '../../platform/http/create-http.ts';
import { readCursor, writeCursor } from '../../platform/http/cursor.ts';
import { principalOf } from '../../platform/http/principal-of.ts';
import type { WorkMetrics } from '../../platform/metrics/work-metrics.ts';
import { heldFilesOf, type KnownHeldFile } from './held-files.ts';

/** What the routes of the quarantine are built from. */
export interface QuarantineParts {
  readonly db: Db;
  readonly audit: Audit;
  readonly engine: EngineHost;
  readonly metrics: Pick<WorkMetrics, 'workEnded'>;
}

const TAGS = ['quarantine'];

/**
 * Files that were taken away and can still come back.
 *
 * @param http - the server
 * @param parts - what the routes are built from
 */
export function quarantineRoutes(http: Http, parts: QuarantineParts): void {
  http.get(
    '/api/v1/quarantine',
    {
      config: { access: { who: 'user', scope: 'read' } },
      schema: {
        summary: 'List files in quarantine, the oldest operation first',
        tags: TAGS,
        querystring: QuarantineQuery,
        response: { 200: pageOf(HeldFile) },
      },
    },
    async (request) => {
      const { limit, cursor, operation_id: wanted } = request.query;
      const after = readCursor(cursor, ['string', 'number']);
      const items: KnownHeldFile[] = [];
      for await (const held of heldFilesOf(parts, principalOf(request).userId)) {
        if (held.role === undefined) continue;
        if ((wanted !== undefined && held.operationId !== wanted) || !isBehind(held, after)) continue;
        items.push(held);
        if (items.length > limit) break;
      }
      const last = items.length > limit ? items[limit - 1] : undefined;
      return {
        items: items.slice(0, limit).map(toHeldFile),
        next_cursor: last === undefined ? null : writeCursor([last.file.operation_id, last.position]),
      };
    },
  );
  http.post(
    '/api/v1/quarantine',
    {
      config: { access: { who: 'user', scope: 'apply' } },
      schema: {
        summary: 'Bring files back from the quarantine, or remove them for good',
        tags: TAGS,
        body: QuarantineRequest,
        response: { 200: QuarantineAnswer },
      },
    },
    async (request) => changeQuarantine(parts, request, request.body),
  );
}

async function changeQuarantine(
  parts: QuarantineParts,
  request: FastifyRequest,
  { action, operation_id: operationId, path }: QuarantineRequest,
) {
  if (action === 'purge' && path !== undefined) {
    throw new KemptError('invalid_request', 'What an operation took away is purged as a whole.');
  }
  const engineId = await changeable(parts, principalOf(request).userId, { operationId, path });
  const raw = path === undefined ? undefined : parseDisplayName(path);
  const began = performance.now();
  const results = await auditAround(parts.audit, request, {
    action: `${action}_quarantine`,
    target: { kind: 'operation', id: operationId },
    details: { path: path ?? null },
    work: () =>
      action === 'purge'
        ? parts.engine.call('purge', engineId)
        : parts.engine.call('restore', { operationId: engineId, path: raw }),
    detailsOf: (done) => ({ files: done.reduce((sum, { files_completed: count }) => sum + count, 0) }),
  });
  await tellChange(parts.db, UNDONE);
  if (action === 'purge') countPurges(parts, results, (performance.now() - began) / 1000);
  return { results: results.map((result) => ({ ...result })) };
}

/** A purge is carried out at once, by no worker, and is an operation all the same. */
function countPurges({ metrics }: QuarantineParts, results: readonly OperationResult[], seconds: number): void {
  for (const { status, files_failed: filesFailed, space_reclaimed_bytes: spaceReclaimedBytes = 0 } of results) {
    const done = { filesOrganized: 0, bytesOrganized: 0, filesFailed, duplicatesFound: 0, spaceReclaimedBytes };
    metrics.workEnded({ type: 'purge', status, seconds, done });
  }
}

/** Every file that is meant must be one the user may change; one that is not refuses them all. */
async function changeable(
  parts: QuarantineParts,
  userId: string,
  wanted: { readonly operationId: string; readonly path: string | undefined },
): Promise<string> {
  let engineId: string | undefined;
  for await (const { file, operationId, role } of heldFilesOf(parts, userId)) {
    if (operationId !== wanted.operationId) continue;
    if (wanted.path !== undefined && !isInside(file.original_path, wanted.path)) continue;
    if (role !== 'approver') {
      throw new KemptError('forbidden', 'This takes the role approver on every root that the files are of.');
    }
    engineId = file.operation_id;
  }
  if (engineId === undefined) throw new KemptError('not_in_quarantine', 'Nothing of that is in a quarantine.');
  return engineId;
}

function isBehind({ file, position }: KnownHeldFile, after: readonly [string, number] | undefined): boolean {
  if (after === undefined || file.operation_id > after[0]) return true;
  return file.operation_id === after[0] && position > after[1];
}

/** The copy that was kept may lie where the user sees nothing. */
function toHeldFile({ file, operationId }: KnownHeldFile): HeldFile {
  const { original_path, original_path_base64, quarantine_path, quarantine_path_base64 } = file;
  const { size_bytes, quarantined_at, reachable } = file;
  return {
    operation_id: operationId,
    original_path,
    ...(original_path_base64 === undefined ? {} : { original_path_base64 }),
    quarantine_path,
    ...(quarantine_path_base64 === undefined ? {} : { quarantine_path_base64 }),
    size_bytes,
    quarantined_at,
    reachable,
  };
}
