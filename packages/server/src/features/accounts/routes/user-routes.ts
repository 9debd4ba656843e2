import {
  closed,
  Invitation,
  NewInvitation,
  NewUser,
  NoContent,
  PageQuery,
  pageOf,
  User,
  UserChange,
  Uuid,
} from '@kempt/contracts/api';
import { auditRequest } from '../../../platform/audit/audit-request.ts';
import type { Http } from '../../../platform/http/create-http.ts';
import { readCursor, writeCursor } from '../../../platform/http/cursor.ts';
import { principalOf } from '../../../platform/http/principal-of.ts';
import { hashNewPassword } from '../../../platform/security/passwords.ts';
import type { AccountParts } from '../account-parts.ts';
import { insertInvitation } from '../invitation-store.ts';
import { revokeSessions } from '../session-store.ts';
import { toUser } from '../to-user.ts';
import { deleteUser, getUser, insertUser, keepAnAdministrator, listUsers, updateUser } from '../user-store.ts';

const TAGS = ['users'];
const MANAGERS = { access: { who: 'administrator', scope: 'manage' } } as const;
/** A key must not make accounts with more rights than its own. */
const MANAGERS_THEMSELVES = { access: { who: 'administrator', scope: 'session' } } as const;
const OneUser = closed({ id: Uuid });

/**
 * Accounts, for administrators.
 *
 * @param http - the server
 * @param parts - what the routes are built from
 */
export function userRoutes(http: Http, parts: AccountParts): void {
  readUsers(http, parts);
  makeUsers(http, parts);
  changeUsers(http, parts);
}

function readUsers(http: Http, parts: AccountParts): void {
  http.get(
    '/api/v1/users',
    {
      config: MANAGERS,
      schema: { summary: 'List accounts', tags: TAGS, querystring: closed(PageQuery), response: { 200: pageOf(User) } },
    },
    async (request) => {
      const { limit, cursor } = request.query;
      const rows = await listUsers(parts.db, { limit: limit + 1, after: readCursor(cursor, ['string', 'string']) });
      const page = rows.slice(0, limit);
      const last = rows.length > limit ? page.at(-1) : undefined;
      const next = last === undefined ? null : writeCursor([last.createdAtExact, last.id]);
      return { items: page.map(toUser), next_cursor: next };
    },
  );
  http.get(
    '/api/v1/users/:id',
    {
      config: MANAGERS,
      schema: { summary: 'Look at an account', tags: TAGS, params: OneUser, response: { 200: User } },
    },
    async (request) => toUser(await getUser(parts.db, request.params.id)),
  );
}

function makeUsers(http: Http, parts: AccountParts): void {
  http.post(
    '/api/v1/users',
    {
      config: MANAGERS_THEMSELVES,
      schema: { summary: 'Make an account', tags: TAGS, body: NewUser, response: { 201: User } },
    },
    async (request, reply) => {
      const { password, ...values } = request.body;
      const passwordHash = await hashNewPassword(password, values);
      const user = await auditRequest(parts.audit, request, async (tx, note) => {
        const made = await insertUser(tx, { ...values, passwordHash });
        await parts.makeInbox(tx, made.id);
        const details = { role: made.role };
        note({ action: 'make_user', outcome: 'allowed', target: { kind: 'user', id: made.id }, details });
        return made;
      });
      return reply.code(201).header('location', `/api/v1/users/${user.id}`).send(toUser(user));
    },
  );
  http.post(
    '/api/v1/invitations',
    {
      config: { ...MANAGERS_THEMSELVES, answersSecret: true },
      schema: { summary: 'Invite somebody', tags: TAGS, body: NewInvitation, response: { 201: Invitation } },
    },
    async (request, reply) => {
      const { email = null, role = 'member', expires_in_hours: hours = 72 } = request.body;
      const createdBy = principalOf(request).userId;
      const { row, token } = await auditRequest(parts.audit, request, async (tx, note) => {
        const made = await insertInvitation(tx, { email, role, createdBy, hours });
        const target = { kind: 'invitation', id: made.row.id } as const;
        note({ action: 'invite', outcome: 'allowed', target, details: { role, hours } });
        return made;
      });
      return reply.code(201).send({
        id: row.id,
        token,
        url: `${parts.publicUrl()}/register?invitation=${token}`,
        email: row.email,
        role: row.role,
        expires_at: row.expiresAt.toISOString(),
      });
    },
  );
}

function changeUsers(http: Http, parts: AccountParts): void {
  http.patch(
    '/api/v1/users/:id',
    {
      config: MANAGERS_THEMSELVES,
      schema: {
        summary: 'Change, disable or enable an account',
        tags: TAGS,
        params: OneUser,
        body: UserChange,
        response: { 200: User },
      },
    },
    async (request) => {
      const { id } = request.params;
      const { password, disabled, ...rest } = request.body;
      const passwordHash =
        password === undefined ? undefined : await hashNewPassword(password, await getUser(parts.db, id));
      const user = await auditRequest(parts.audit, request, async (tx, note) => {
        const changed = await updateUser(tx, id, {
          ...rest,
          ...(passwordHash === undefined ? {} : { passwordHash }),
          ...(disabled === undefined ? {} : { disabledAt: disabled ? new Date() : null }),
        });
        if (disabled === true || passwordHash !== undefined) await revokeSessions(tx, id);
        await keepAnAdministrator(tx);
        const fields = Object.keys(request.body).join(' ');
        const details = { fields, role: rest.role ?? null, disabled: disabled ?? null };
        note({ action: 'change_user', outcome: 'allowed', target: { kind: 'user', id }, details });
        return changed;
      });
      return toUser(user);
    },
  );
  http.delete(
    '/api/v1/users/:id',
    {
      config: MANAGERS_THEMSELVES,
      schema: {
        summary: 'Remove an account; its inbox stays',
        tags: TAGS,
        params: OneUser,
        response: { 204: NoContent },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      await auditRequest(parts.audit, request, async (tx, note) => {
        await deleteUser(tx, id);
        await keepAnAdministrator(tx);
        note({ action: 'remove_user', outcome: 'allowed', target: { kind: 'user', id } });
      });
      return reply.code(204).send(null);
    },
  );
}
