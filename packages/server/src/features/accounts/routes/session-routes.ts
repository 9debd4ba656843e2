import Type from 'typebox';
import { closed, NoContent, Session, Uuid } from '@kempt/contracts/api';
import { auditRequest } from '../../../platform/audit/audit-request.ts';
import type { Http } from '../../../platform/http/create-http.ts';
import { principalOf } from '../../../platform/http/principal-of.ts';
import type { AccountParts } from '../account-parts.ts';
import { listSessions, revokeSessions } from '../session-store.ts';

const SESSION = { access: { who: 'user', scope: 'session' } } as const;

/**
 * Where one is signed in.
 *
 * @param http - the server
 * @param parts - what the routes are built from
 */
export function sessionRoutes(http: Http, parts: AccountParts): void {
  http.get(
    '/api/v1/auth/sessions',
    {
      config: SESSION,
      schema: {
        summary: 'Where one is signed in',
        tags: ['auth'],
        response: { 200: closed({ items: Type.Array(Session), next_cursor: Type.Null() }) },
      },
    },
    async (request) => {
      const { userId, sessionId } = principalOf(request);
      const rows = await listSessions(parts.db, userId);
      const items = rows.map((row) => ({
        id: row.id,
        created_at: row.createdAt.toISOString(),
        last_used_at: row.lastUsedAt.toISOString(),
        expires_at: row.expiresAt.toISOString(),
        address: row.address,
        user_agent: row.userAgent,
        current: row.id === sessionId,
      }));
      return { items, next_cursor: null };
    },
  );
  http.delete(
    '/api/v1/auth/sessions',
    {
      config: SESSION,
      schema: {
        summary: 'Sign out everywhere else, or of one session',
        tags: ['auth'],
        querystring: closed({ id: Type.Optional(Uuid) }),
        response: { 204: NoContent },
      },
    },
    async (request, reply) => {
      const { userId, sessionId } = principalOf(request);
      const { id } = request.query;
      await auditRequest(parts.audit, request, async (tx, note) => {
        note({ action: 'end_sessions', outcome: 'allowed', target: { kind: 'session', id: id ?? 'others' } });
        await revokeSessions(tx, userId, id === undefined ? { except: sessionId } : { only: id });
      });
      return reply.code(204).send(null);
    },
  );
}
