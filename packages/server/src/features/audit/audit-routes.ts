import { Readable } from 'node:stream';
import Type from 'typebox';
import { AuditEvent, AuditExportQuery, AuditQuery, pageOf } from '@kempt/contracts/api';
import { KemptError } from '@kempt/engine';
import { recordRequest } from '../../platform/audit/audit-request.ts';
import type { Audit } from '../../platform/audit/create-audit.ts';
import type { Db } from '../../platform/db/open-database.ts';
import type { Http } from '../../platform/http/create-http.ts';
import { readCursor, writeCursor } from '../../platform/http/cursor.ts';
import { everyEntry, listEntries, type AuditFilter } from './audit-store.ts';
import { auditCsv, auditLines } from './write-entries.ts';

/** What the routes of the audit log are built from. */
export interface AuditParts {
  readonly db: Db;
  readonly audit: Audit;
}

const TAGS = ['audit'];
const MANAGERS = { access: { who: 'administrator', scope: 'manage' } } as const;
const FORMATS = {
  json: { write: auditLines, type: 'application/x-ndjson', ending: 'jsonl' },
  csv: { write: auditCsv, type: 'text/csv; charset=utf-8', ending: 'csv' },
} as const;
const Text = Type.Unsafe<unknown>({ type: 'string' });
/** Each form, as it is streamed. */
const Exported = {
  description: 'The entries, to be saved.',
  content: { [FORMATS.json.type]: { schema: Text }, [FORMATS.csv.type]: { schema: Text } },
};

/**
 * The audit log, for administrators. Whoever reads it is in it.
 *
 * @param http - the server
 * @param parts - what the routes are built from
 */
export function auditRoutes(http: Http, parts: AuditParts): void {
  list(http, parts);
  save(http, parts);
}

function list(http: Http, { db, audit }: AuditParts): void {
  http.get(
    '/api/v1/audit',
    {
      config: MANAGERS,
      exposeHeadRoute: false,
      schema: {
        summary: 'Read the audit log, the newest entry first',
        tags: TAGS,
        querystring: AuditQuery,
        response: { 200: pageOf(AuditEvent) },
      },
    },
    async (request) => {
      const { limit, cursor, ...filter } = request.query;
      const before = placeOf(cursor);
      await recordRequest(audit, request, { action: 'read_audit', outcome: 'allowed', details: detailsOf(filter) });
      const found = await listEntries(db, filter, { limit: limit + 1, before });
      const items = found.slice(0, limit);
      const last = found.length > limit ? items.at(-1) : undefined;
      return { items, next_cursor: last === undefined ? null : writeCursor([last.id]) };
    },
  );
}

function save(http: Http, { db, audit }: AuditParts): void {
  http.get(
    '/api/v1/audit/export',
    {
      config: MANAGERS,
      exposeHeadRoute: false,
      schema: {
        summary: 'Save the audit log, the oldest entry first',
        tags: TAGS,
        querystring: AuditExportQuery,
        response: { 200: Exported },
      },
    },
    async (request, reply) => {
      const { format, ...filter } = request.query;
      const details = { ...detailsOf(filter), format };
      await recordRequest(audit, request, { action: 'export_audit', outcome: 'allowed', details });
      const { write, type, ending } = FORMATS[format];
      return reply
        .headers({
          'content-type': type,
          'content-disposition': `attachment; filename="kempt-audit.${ending}"`,
          'x-content-type-options': 'nosniff',
        })
        .send(Readable.from(write(everyEntry(db, filter)), { objectMode: false }));
    },
  );
}

function placeOf(cursor: string | undefined): number | undefined {
  const [before] = readCursor(cursor, ['number']) ?? [];
  if (before === undefined || Number.isSafeInteger(before)) return before;
  throw new KemptError('invalid_request', 'The cursor is not one of this list.');
}

/** What was looked for. */
function detailsOf(filter: AuditFilter): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(filter));
}
