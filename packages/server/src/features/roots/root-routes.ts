import {
  closed,
  Grants,
  NewRoot,
  NoContent,
  PageQuery,
  pageOf,
  Root,
  RootChange,
  Uuid,
  type GrantRole,
} from '@kempt/contracts/api';
import type { RootFiles } from '@kempt/engine';
import { grantedRoots, requireRoot, type RootRow } from '../../platform/access/root-access.ts';
import type { AuditDetails } from '../../platform/audit/audit-entry.ts';
import type { Audit } from '../../platform/audit/create-audit.ts';
import { auditRequest } from '../../platform/audit/audit-request.ts';
import type { Db } from '../../platform/db/open-database.ts';
import type { Http } from '../../platform/http/create-http.ts';
import { readCursor, writeCursor } from '../../platform/http/cursor.ts';
import { principalOf } from '../../platform/http/principal-of.ts';
import { checkRootFolder } from '../../platform/storage/check-root-folder.ts';
import { identify } from '../../platform/storage/with-root.ts';
import {
  changeRoot,
  insertRoot,
  listGrants,
  managedRoot,
  managedRoots,
  removeRoot,
  replaceGrants,
  type GrantRow,
} from './root-store.ts';

/** What the routes of roots are built from. */
export interface RootParts {
  readonly db: Db;
  readonly audit: Audit;
  readonly files: RootFiles;
  /** Absolute path of Kempt's state folder. */
  readonly stateFolder: string;
}

const TAGS = ['roots'];
const READERS = { access: { who: 'user', scope: 'read' } } as const;
const MANAGERS = { access: { who: 'administrator', scope: 'manage' } } as const;
const OneRoot = closed({ id: Uuid });
const GRANTS_AN_ENTRY = 50;

/**
 * Folders that Kempt may touch, and who may do what there.
 *
 * @param http - the server
 * @param parts - what the routes are built from
 */
export function rootRoutes(http: Http, parts: RootParts): void {
  readRoots(http, parts);
  makeRoots(http, parts);
  changeRoots(http, parts);
  grantRoots(http, parts);
}

function readRoots(http: Http, { db }: RootParts): void {
  http.get(
    '/api/v1/roots',
    {
      config: READERS,
      schema: {
        summary: 'List roots: the granted ones, all of them for administrators',
        tags: TAGS,
        querystring: closed(PageQuery),
        response: { 200: pageOf(Root) },
      },
    },
    async (request) => {
      const { userId, role } = principalOf(request);
      const { limit, cursor } = request.query;
      const page = { limit: limit + 1, after: readCursor(cursor, ['string', 'string']) };
      const rows = await (role === 'administrator' ? managedRoots : grantedRoots)(db, userId, page);
      const items = rows.slice(0, limit);
      const last = rows.length > limit ? items.at(-1) : undefined;
      return { items: items.map(toRoot), next_cursor: last === undefined ? null : writeCursor([last.name, last.id]) };
    },
  );
  http.get(
    '/api/v1/roots/:id',
    {
      config: READERS,
      schema: { summary: 'Look at a root', tags: TAGS, params: OneRoot, response: { 200: Root } },
    },
    async (request) => {
      const { userId } = principalOf(request);
      return toRoot(await requireRoot(db, userId, { rootId: request.params.id, role: 'viewer' }));
    },
  );
}

function makeRoots(http: Http, { audit, files, stateFolder }: RootParts): void {
  http.post(
    '/api/v1/roots',
    {
      config: MANAGERS,
      schema: { summary: 'Register a folder', tags: TAGS, body: NewRoot, response: { 201: Root } },
    },
    async (request, reply) => {
      const { userId } = principalOf(request);
      const { name, path } = request.body;
      await checkRootFolder(path, stateFolder);
      const folder = await identify(files, path);
      const row = await auditRequest(audit, request, async (tx, note) => {
        const made = await insertRoot(tx, { name, path, kind: 'folder', ...folder }, userId);
        note({ action: 'make_root', outcome: 'allowed', target: { kind: 'root', id: made.id }, details: { path } });
        return made;
      });
      return reply
        .code(201)
        .header('location', `/api/v1/roots/${row.id}`)
        .send(toRoot({ ...row, role: 'approver' }));
    },
  );
}

function changeRoots(http: Http, { db, audit, files, stateFolder }: RootParts): void {
  http.patch(
    '/api/v1/roots/:id',
    {
      config: MANAGERS,
      schema: {
        summary: 'Rename a root, or accept the folder that lies at its path by now',
        tags: TAGS,
        params: OneRoot,
        body: RootChange,
        response: { 200: Root },
      },
    },
    async (request) => {
      const { id } = request.params;
      const { name, accept_folder: accepts } = request.body;
      const { path } = await managedRoot(db, id);
      if (accepts === true) await checkRootFolder(path, stateFolder);
      const folder = accepts === true ? await identify(files, path) : {};
      const action = accepts === true ? 'accept_root_folder' : 'rename_root';
      const row = await auditRequest(audit, request, async (tx, note) => {
        note({ action, outcome: 'allowed', target: { kind: 'root', id } });
        return changeRoot(tx, id, { ...(name === undefined ? {} : { name }), ...folder });
      });
      const own = (await listGrants(db, id)).find(({ userId }) => userId === principalOf(request).userId);
      return toRoot({ ...row, role: own?.role ?? null });
    },
  );
  http.delete(
    '/api/v1/roots/:id',
    {
      config: MANAGERS,
      schema: { summary: 'Give a root up; its files stay', tags: TAGS, params: OneRoot, response: { 204: NoContent } },
    },
    async (request, reply) => {
      const { id } = request.params;
      await auditRequest(audit, request, async (tx, note) => {
        note({ action: 'remove_root', outcome: 'allowed', target: { kind: 'root', id } });
        await removeRoot(tx, id);
      });
      return reply.code(204).send(null);
    },
  );
}

function grantRoots(http: Http, { db, audit }: RootParts): void {
  http.get(
    '/api/v1/roots/:id/grants',
    {
      config: MANAGERS,
      schema: { summary: 'Who may do what on a root', tags: TAGS, params: OneRoot, response: { 200: Grants } },
    },
    async (request) => {
      const { id } = await managedRoot(db, request.params.id);
      return grantsOf(db, id);
    },
  );
  http.put(
    '/api/v1/roots/:id/grants',
    {
      config: MANAGERS,
      schema: {
        summary: 'Say who may do what on a root',
        tags: TAGS,
        params: OneRoot,
        body: Grants,
        response: { 200: Grants },
      },
    },
    async (request) => {
      const { id } = request.params;
      const grants = request.body.grants.map(({ user_id: userId, role }) => ({ userId, role }));
      await auditRequest(audit, request, async (tx, note) => {
        await replaceGrants(tx, id, grants);
        for (const details of detailsOf(grants)) {
          note({ action: 'grant_root', outcome: 'allowed', target: { kind: 'root', id }, details });
        }
      });
      return grantsOf(db, id);
    },
  );
}

/** Every grant is told, in as many entries as it takes. */
function detailsOf(grants: readonly GrantRow[]): AuditDetails[] {
  const pieces = Math.max(1, Math.ceil(grants.length / GRANTS_AN_ENTRY));
  return Array.from({ length: pieces }, (_, piece) => ({
    piece: piece + 1,
    pieces,
    grants: grants
      .slice(piece * GRANTS_AN_ENTRY, (piece + 1) * GRANTS_AN_ENTRY)
      .map(({ userId, role }) => `${userId}:${role}`)
      .join(' '),
  }));
}

async function grantsOf(db: Db, rootId: string) {
  const rows = await listGrants(db, rootId);
  return { grants: rows.map(({ userId, role }) => ({ user_id: userId, role })) };
}

function toRoot(row: RootRow & { readonly role: GrantRole | null }): Root {
  return {
    id: row.id,
    name: row.name,
    path: row.path,
    kind: row.kind,
    quota_bytes: row.quotaBytes,
    created_at: row.createdAt.toISOString(),
    role: row.role,
  };
}
