import Type from 'typebox';
import { ApiKey, ApiKeyWithToken, closed, NewApiKey, NoContent, Uuid, type ApiKeyScope } from '@kempt/contracts/api';
import { KemptError } from '@kempt/engine';
import { auditRequest } from '../../../platform/audit/audit-request.ts';
import type { Http } from '../../../platform/http/create-http.ts';
import { principalOf } from '../../../platform/http/principal-of.ts';
import type { AccountParts } from '../account-parts.ts';
import { deleteApiKey, insertApiKey, listApiKeys, type ApiKeyRow } from '../api-key-store.ts';

const TAGS = ['api keys'];
const SESSION = { access: { who: 'user', scope: 'session' } } as const;

/**
 * A user's own API keys.
 *
 * @param http - the server
 * @param parts - what the routes are built from
 */
export function apiKeyRoutes(http: Http, parts: AccountParts): void {
  http.get(
    '/api/v1/api-keys',
    {
      config: SESSION,
      schema: {
        summary: 'List keys',
        tags: TAGS,
        response: { 200: closed({ items: Type.Array(ApiKey), next_cursor: Type.Null() }) },
      },
    },
    async (request) => {
      const rows = await listApiKeys(parts.db, principalOf(request).userId);
      return { items: rows.map(toApiKey), next_cursor: null };
    },
  );
  http.post(
    '/api/v1/api-keys',
    {
      config: { ...SESSION, answersSecret: true },
      schema: {
        summary: 'Make a key, shown this once',
        tags: TAGS,
        body: NewApiKey,
        response: { 201: ApiKeyWithToken },
      },
    },
    async (request, reply) => {
      const { name, scopes, expires_at: expires } = request.body;
      const expiresAt = expires === undefined ? null : new Date(expires);
      if (expiresAt !== null && !(expiresAt.getTime() > Date.now())) {
        throw new KemptError('invalid_request', 'expires_at lies in the past.');
      }
      const { userId } = principalOf(request);
      const { row, token } = await auditRequest(parts.audit, request, async (tx, note) => {
        const made = await insertApiKey(tx, { userId, name, scopes, expiresAt });
        const details = { scopes: scopes.join(' '), expires_at: expiresAt?.toISOString() ?? null };
        note({ action: 'make_api_key', outcome: 'allowed', target: { kind: 'api_key', id: made.row.id }, details });
        return made;
      });
      return reply.code(201).send({ ...toApiKey(row), token });
    },
  );
  http.delete(
    '/api/v1/api-keys/:id',
    {
      config: SESSION,
      schema: { summary: 'Remove a key', tags: TAGS, params: closed({ id: Uuid }), response: { 204: NoContent } },
    },
    async (request, reply) => {
      const { id } = request.params;
      await auditRequest(parts.audit, request, async (tx, note) => {
        note({ action: 'remove_api_key', outcome: 'allowed', target: { kind: 'api_key', id } });
        await deleteApiKey(tx, principalOf(request).userId, id);
      });
      return reply.code(204).send(null);
    },
  );
}

function toApiKey(row: ApiKeyRow) {
  return {
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    scopes: row.scopes as ApiKeyScope[],
    created_at: row.createdAt.toISOString(),
    expires_at: row.expiresAt?.toISOString() ?? null,
    last_used_at: row.lastUsedAt?.toISOString() ?? null,
  };
}
