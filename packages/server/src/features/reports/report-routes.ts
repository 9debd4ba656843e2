import { and, asc, eq, gt } from 'drizzle-orm';
import { Readable } from 'node:stream';
import Type from 'typebox';
import {
  closed,
  DuplicateGroup,
  ExplainRequest,
  Explanation,
  ExportQuery,
  OperationId,
  OperationProblem,
  PageQuery,
  pageOf,
  Report,
  type Operation,
} from '@kempt/contracts/api';
import { KemptError, pathBelow, PRESETS, type CustomCategory } from '@kempt/engine';
import { requireOperation } from '../../platform/access/operation-access.ts';
import type { Principal } from '../../platform/access/principal.ts';
import { requireRoot } from '../../platform/access/root-access.ts';
import { recordRequest } from '../../platform/audit/audit-request.ts';
import type { Audit } from '../../platform/audit/create-audit.ts';
import type { Cache } from '../../platform/cache/create-cache.ts';
import { UNDONE } from '../../platform/cache/tell-change.ts';
import type { Db } from '../../platform/db/open-database.ts';
import { duplicateGroup, operationProblem } from '../../platform/db/schema/index.ts';
import type { EngineHost } from '../../platform/engine/open-engine-host.ts';
import type { Http } from '../../platform/http/create-http.ts';
import { readCursor, writeCursor } from '../../platform/http/cursor.ts';
import { principalOf } from '../../platform/http/principal-of.ts';

/** An operation as far as a report is about it. */
export interface ReportedOperation {
  readonly operation: Pick<Operation, 'id' | 'status'>;
  /** Under which the engine keeps it; null before it has begun. */
  readonly engine_id: string | null;
}

/** What the routes of reports are built from. */
export interface ReportParts {
  readonly db: Db;
  readonly audit: Audit;
  readonly engine: EngineHost;
  readonly cache: Cache;
  /** Looks at operations, through the cache. */
  readonly see: (grants: Principal['grants'], id: string) => Promise<ReportedOperation>;
  /** Categories of people's own. */
  readonly categories: () => Promise<readonly CustomCategory[]>;
}

const TAGS = ['reports'];
const READERS = { access: { who: 'user', scope: 'read' } } as const;
const MEDIA = { json: 'application/json', csv: 'text/csv; charset=utf-8', html: 'text/html; charset=utf-8' } as const;
const OneOperation = closed({ id: OperationId });
const Text = Type.Unsafe<unknown>({ type: 'string' });
/** Each form, as it is streamed. */
const Exported = {
  description: 'The report, to be saved.',
  content: { [MEDIA.json]: { schema: Report }, [MEDIA.csv]: { schema: Text }, [MEDIA.html]: { schema: Text } },
};

/**
 * What operations did and found, and what would become of a file.
 *
 * @param http - the server
 * @param parts - what the routes are built from
 */
export function reportRoutes(http: Http, parts: ReportParts): void {
  reports(http, parts);
  findings(http, parts);
  explain(http, parts);
}

function reports(http: Http, { audit, engine, cache, see }: ReportParts): void {
  const params = closed({ operation_id: OperationId });
  http.get(
    '/api/v1/reports/:operation_id',
    { config: READERS, schema: { summary: 'What an operation did', tags: TAGS, params, response: { 200: Report } } },
    async (request) => {
      const seen = await see(principalOf(request).grants, request.params.operation_id);
      const { id, engineId } = reported(seen);
      return cache.cached(
        {
          kind: 'report',
          key: [id],
          tags: [`operation:${id}`, UNDONE],
          schema: Report,
          seconds: () => (ENDED.has(seen.operation.status) ? Number.POSITIVE_INFINITY : 0),
        },
        async () => ({ ...(await engine.call('reportData', engineId)), operation_id: id }),
      );
    },
  );
  http.get(
    '/api/v1/reports/:operation_id/export',
    {
      config: { ...READERS, limit: 'export' },
      exposeHeadRoute: false,
      schema: {
        summary: 'Save what an operation did: JSON and HTML sum it up, CSV has a line for each file',
        tags: TAGS,
        params,
        querystring: ExportQuery,
        response: { 200: Exported },
      },
    },
    async (request, reply) => {
      const { format } = request.query;
      const { id, engineId } = reported(await see(principalOf(request).grants, request.params.operation_id));
      const target = { kind: 'operation', id } as const;
      await recordRequest(audit, request, { action: 'export_report', outcome: 'allowed', target, details: { format } });
      return reply
        .headers({
          'content-type': MEDIA[format],
          'content-disposition': `attachment; filename="kempt-${id}.${format}"`,
          'content-security-policy': "default-src 'none'; sandbox",
          'x-content-type-options': 'nosniff',
        })
        .send(
          Readable.from(engine.rows('report', { operationId: engineId, shownAs: id, format }), { objectMode: false }),
        );
    },
  );
}

const ENDED: ReadonlySet<string> = new Set(['completed', 'completed_with_errors', 'rolled_back']);

function reported({ operation: { id }, engine_id: engineId }: ReportedOperation): {
  readonly id: string;
  readonly engineId: string;
} {
  if (engineId === null) throw new KemptError('wrong_state', 'The operation has not begun, so there is no report.');
  return { id, engineId };
}

function findings(http: Http, { db }: ReportParts): void {
  const schema = { tags: TAGS, params: OneOperation, querystring: closed(PageQuery) };
  http.get(
    '/api/v1/operations/:id/duplicates',
    {
      config: READERS,
      schema: {
        ...schema,
        summary: 'Files with the same bytes, the most space first',
        response: { 200: pageOf(DuplicateGroup) },
      },
    },
    async (request) => {
      const { id } = request.params;
      await requireOperation(db, principalOf(request).userId, { id, role: 'viewer' });
      const { limit, cursor } = request.query;
      const rows = await db
        .select()
        .from(duplicateGroup)
        .where(and(eq(duplicateGroup.operationId, id), gt(duplicateGroup.position, after(cursor))))
        .orderBy(asc(duplicateGroup.position))
        .limit(limit + 1);
      return paged(rows, limit, (row) => ({
        position: row.position,
        file_hash: row.fileHash.toString('hex'),
        size_bytes: row.sizeBytes,
        file_count: row.fileCount,
        files: [...row.files],
      }));
    },
  );
  http.get(
    '/api/v1/operations/:id/problems',
    {
      config: READERS,
      schema: { ...schema, summary: 'What was not dealt with, and why', response: { 200: pageOf(OperationProblem) } },
    },
    async (request) => {
      const { id } = request.params;
      await requireOperation(db, principalOf(request).userId, { id, role: 'viewer' });
      const { limit, cursor } = request.query;
      const rows = await db
        .select()
        .from(operationProblem)
        .where(and(eq(operationProblem.operationId, id), gt(operationProblem.position, after(cursor))))
        .orderBy(asc(operationProblem.position))
        .limit(limit + 1);
      return paged(rows, limit, ({ position, path, code, message }) => ({ position, path, code, message }));
    },
  );
}

function after(cursor: string | undefined): number {
  const [position = -1] = readCursor(cursor, ['number']) ?? [];
  if (!Number.isInteger(position) || Math.abs(position) > 0x7fff_ffff) {
    throw new KemptError('invalid_request', 'The cursor is not one of this list.');
  }
  return position;
}

function paged<R extends { readonly position: number }, T>(rows: readonly R[], limit: number, item: (row: R) => T) {
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return {
    items: rows.slice(0, limit).map(item),
    next_cursor: last === undefined ? null : writeCursor([last.position]),
  };
}

function explain(http: Http, { db, engine, categories }: ReportParts): void {
  http.post(
    '/api/v1/explain',
    {
      config: READERS,
      schema: {
        summary: 'What Kempt sees in a file, where it would go and why',
        tags: TAGS,
        body: ExplainRequest,
        response: { 200: Explanation },
      },
    },
    async (request) => {
      const { root_id: rootId, path, by, template, keep_folders: keepFolders } = request.body;
      const root = await requireRoot(db, principalOf(request).userId, { rootId, role: 'viewer' });
      const below = pathBelow(path);
      const preset = PRESETS.find((name) => name === by);
      if (by !== undefined && preset === undefined) {
        throw new KemptError('invalid_request', `There is no preset ${by}.`, { hint: PRESETS.join(', ') });
      }
      return {
        ...(await engine
          .call('explain', {
            path: `${root.path}/${below}`,
            exact: true,
            categories: await categories(),
            ...(preset === undefined ? {} : { by: preset }),
            ...(template === undefined ? {} : { template }),
            ...(keepFolders === undefined ? {} : { keepFolders }),
          })
          .catch(asNotFound)),
      };
    },
  );
}

/** A folder that is not there and a file that is not there are the same to whoever asks. */
function asNotFound(error: unknown): never {
  const gone = ['file_not_found', 'source_not_found', 'source_not_folder', 'source_unreadable'];
  if (!(error instanceof KemptError) || !gone.includes(error.code)) throw error;
  throw new KemptError('not_found', 'There is no file under that path, or it leads over a link.', { cause: error });
}
