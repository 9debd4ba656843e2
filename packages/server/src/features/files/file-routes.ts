import type { SQL } from 'drizzle-orm';
import { closed, FileQuery, FileRecord, FileRecordId, FileSearchQuery, pageOf } from '@kempt/contracts/api';
import { KemptError, type RootFiles } from '@kempt/engine';
import type { Cache } from '../../platform/cache/create-cache.ts';
import type { Db } from '../../platform/db/open-database.ts';
import type { Http } from '../../platform/http/create-http.ts';
import { principalOf } from '../../platform/http/principal-of.ts';
import { contentRoute } from './content-route.ts';
import { fileOrder, type FileOrder } from './file-order.ts';
import { findRecord, listQuery, searchQuery } from './file-store.ts';
import { toFileRecord, type RecordRow } from './record-view.ts';

/** What the routes of files are built from. */
export interface FileParts {
  readonly db: Db;
  readonly files: RootFiles;
  readonly cache: Cache;
}

const TAGS = ['files'];
const READERS = { access: { who: 'user', scope: 'read' } } as const;
const FilePage = pageOf(FileRecord);
/** That there is nothing is soon asked again. */
const NOTHING_SECONDS = 10;
/** What the index of paths can look for. */
const THREE_IN_A_ROW = /[\p{L}\p{N}]{3}/u;

/**
 * What became of files, and the files themselves.
 *
 * @param http - the server
 * @param parts - what the routes are built from
 */
export function fileRoutes(http: Http, parts: FileParts): void {
  listFiles(http, parts);
  searchFiles(http, parts);
  http.get(
    '/api/v1/files/:id',
    {
      config: READERS,
      schema: {
        summary: 'What became of a file',
        tags: TAGS,
        params: closed({ id: FileRecordId }),
        response: { 200: FileRecord },
      },
    },
    async (request) => toFileRecord(await findRecord(parts.db, principalOf(request).userId, request.params.id)),
  );
  contentRoute(http, parts);
}

function listFiles(http: Http, { db }: FileParts): void {
  http.get(
    '/api/v1/files',
    {
      config: READERS,
      schema: {
        summary: 'List files of operations',
        tags: TAGS,
        querystring: FileQuery,
        response: { 200: pageOf(FileRecord) },
      },
    },
    async (request) => {
      const { userId } = principalOf(request);
      const { query } = request;
      const order = fileOrder(query);
      return page(db, listQuery(userId, query, order), { limit: query.limit, order });
    },
  );
}

function searchFiles(http: Http, { db, cache }: FileParts): void {
  http.get(
    '/api/v1/files/search',
    {
      config: READERS,
      schema: {
        summary: 'Look for files by path, category or hash',
        tags: TAGS,
        querystring: FileSearchQuery,
        response: { 200: pageOf(FileRecord) },
      },
    },
    async (request) => {
      const { userId, grants } = principalOf(request);
      const { q, limit, cursor, operation_id: operationId } = request.query;
      if (!THREE_IN_A_ROW.test(q)) {
        throw new KemptError('invalid_request', 'q must have at least three letters or digits in a row.');
      }
      const sorted = { limit, sort_by: 'created_at', sort_order: 'desc' } as const;
      const order = fileOrder(cursor === undefined ? sorted : { ...sorted, cursor });
      return cache.cached(
        {
          kind: 'search',
          key: [userId, JSON.stringify([grants, q, operationId, limit, cursor])],
          tags: [`user:${userId}`, 'roots', 'records'],
          schema: FilePage,
          seconds: ({ items }) => (items.length === 0 ? NOTHING_SECONDS : Number.POSITIVE_INFINITY),
        },
        () => page(db, searchQuery(userId, { q, operationId, order, limit: limit + 1 }), { limit, order }),
      );
    },
  );
}

async function page(db: Db, query: SQL, { limit, order }: { readonly limit: number; readonly order: FileOrder }) {
  const { rows } = await db.execute<RecordRow>(query);
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return {
    items: rows.slice(0, limit).map(toFileRecord),
    next_cursor: last === undefined ? null : order.cursorAfter(last),
  };
}
