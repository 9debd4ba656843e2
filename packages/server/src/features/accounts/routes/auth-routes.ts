import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import {
  ChangePasswordRequest,
  LoginRequest,
  NoContent,
  ProfileChange,
  RefreshRequest,
  RegisterRequest,
  TokenAnswer,
  User,
} from '@kempt/contracts/api';
import { KemptError } from '@kempt/engine';
import { auditRequest, recordRequest } from '../../../platform/audit/audit-request.ts';
import type { Http } from '../../../platform/http/create-http.ts';
import { principalOf } from '../../../platform/http/principal-of.ts';
import { hashNewPassword, isPassword } from '../../../platform/security/passwords.ts';
import type { AccountParts } from '../account-parts.ts';
import { roleOfInvitation } from '../invitation-store.ts';
import { guardSignIn } from '../guard-sign-in.ts';
import { clearRefreshCookie, shownRefreshToken } from '../refresh-cookie.ts';
import { refreshSession, revokeSession, revokeSessions, sessionOfToken } from '../session-store.ts';
import { answerTokens, signIn, type OpenedSession } from '../sign-in.ts';
import { toUser, type UserRow } from '../to-user.ts';
import { findUserByEmail, getUser, insertUser, isStillGood, updateUser } from '../user-store.ts';

const TAGS = ['auth'];
const ANYONE = { access: { who: 'anyone' } } as const;
const SESSION = { access: { who: 'user', scope: 'session' } } as const;

/**
 * Signing in and out, one's own account and password.
 *
 * @param http - the server
 * @param parts - what the routes are built from
 */
export function authRoutes(http: Http, parts: AccountParts): void {
  login(http, parts);
  refresh(http, parts);
  logout(http, parts);
  register(http, parts);
  changePassword(http, parts);
  me(http, parts);
}

function login(http: Http, parts: AccountParts): void {
  http.post(
    '/api/v1/auth/login',
    { config: ANYONE, schema: { summary: 'Sign in', tags: TAGS, body: LoginRequest, response: { 200: TokenAnswer } } },
    async (request, reply) => {
      const { email, password, session = 'cookie' } = request.body;
      const attempt = await guardSignIn(parts, { request, reply }, email);
      const user = await findUserByEmail(parts.db, email);
      const right = await isPassword(password, user?.passwordHash);
      const opened = right && user !== undefined ? await openFor(parts, request, { user, kind: session }) : undefined;
      if (opened !== undefined) {
        await attempt.succeed();
        return answerTokens(parts, reply, opened);
      }
      await attempt.fail();
      await recordRequest(parts.audit, request, {
        action: 'sign_in',
        // What was typed as an address may be a password, so it is not kept.
        target: user === undefined ? undefined : { kind: 'user', id: user.id },
        ...(right ? { outcome: 'denied' } : { outcome: 'failed', details: { known: user !== undefined } }),
      });
      throw new KemptError('invalid_credentials', 'E-mail address or password is wrong.');
    },
  );
}

/** Opens a session, unless the account was disabled or got another password while this one was checked. */
function openFor(
  parts: AccountParts,
  request: FastifyRequest,
  who: { readonly user: UserRow; readonly kind: 'cookie' | 'token' },
): Promise<OpenedSession | undefined> {
  const { id, passwordHash } = who.user;
  return auditRequest(parts.audit, request, async (tx, note) => {
    if (!(await isStillGood(tx, { id, passwordHash }))) return undefined;
    note({ action: 'sign_in', outcome: 'allowed', userId: id, target: { kind: 'user', id } });
    return signIn(tx, request, who);
  });
}

function refresh(http: Http, parts: AccountParts): void {
  http.post(
    '/api/v1/auth/refresh',
    {
      config: ANYONE,
      schema: {
        summary: 'Take a refresh token for new tokens',
        tags: TAGS,
        body: Type.Union([RefreshRequest, Type.Null()]),
        response: { 200: TokenAnswer },
      },
    },
    async (request, reply) => {
      const shown = shownRefreshToken(request, request.body?.refresh_token, parts.publicUrl());
      if (shown === undefined) throw sessionEnded();
      const refreshed = await auditRequest(parts.audit, request, async (tx, note) => {
        const found = await refreshSession(tx, shown.token);
        if (found.kind !== 'reused') return found;
        const { userId: user_id, sessionId: id } = found;
        const target = { kind: 'session', id } as const;
        note({ action: 'reuse_refresh_token', outcome: 'denied', target, details: { user_id } });
        return found;
      });
      if (refreshed.kind !== 'refreshed') {
        if (shown.inCookie) clearRefreshCookie(reply);
        throw sessionEnded();
      }
      const user = await getUser(parts.db, refreshed.userId);
      return answerTokens(parts, reply, { ...refreshed, user, kind: shown.inCookie ? 'cookie' : 'token' });
    },
  );
}

function logout(http: Http, parts: AccountParts): void {
  http.post(
    '/api/v1/auth/logout',
    {
      config: ANYONE,
      schema: {
        summary: 'Sign out',
        tags: TAGS,
        body: Type.Union([RefreshRequest, Type.Null()]),
        response: { 204: NoContent },
      },
    },
    async (request, reply) => {
      const shown = shownRefreshToken(request, request.body?.refresh_token, parts.publicUrl());
      const session = shown === undefined ? undefined : await sessionOfToken(parts.db, shown.token);
      const id = session?.id ?? request.principal?.sessionId;
      if (id !== undefined) {
        const userId = session?.userId ?? request.principal?.userId;
        await auditRequest(parts.audit, request, async (tx, note) => {
          note({ action: 'sign_out', outcome: 'allowed', userId, target: { kind: 'session', id } });
          await revokeSession(tx, id);
        });
      }
      clearRefreshCookie(reply);
      return reply.code(204).send(null);
    },
  );
}

function register(http: Http, parts: AccountParts): void {
  http.post(
    '/api/v1/auth/register',
    {
      config: ANYONE,
      schema: {
        summary: 'Make an account, with an invitation',
        tags: TAGS,
        body: RegisterRequest,
        response: { 201: TokenAnswer },
      },
    },
    async (request, reply) => {
      const { invitation_token: invitation, email, password, name, session = 'cookie' } = request.body;
      await guardSignIn(parts, { request, reply }, email);
      const passwordHash = await hashNewPassword(password, { email, name });
      const opened = await auditRequest(parts.audit, request, async (tx, note) => {
        const role = await roleOfInvitation(tx, { token: invitation, email, open: parts.openRegistration });
        const user = await insertUser(tx, { email, name, passwordHash, role });
        await parts.makeInbox(tx, user.id);
        const target = { kind: 'user', id: user.id } as const;
        note({ action: 'register', outcome: 'allowed', userId: user.id, target, details: { role } });
        return signIn(tx, request, { user, kind: session });
      });
      return reply.code(201).send(await answerTokens(parts, reply, opened));
    },
  );
}

function changePassword(http: Http, parts: AccountParts): void {
  http.post(
    '/api/v1/auth/change-password',
    {
      config: SESSION,
      schema: {
        summary: 'Change the password, which ends all other sessions',
        tags: TAGS,
        body: ChangePasswordRequest,
        response: { 204: NoContent },
      },
    },
    async (request, reply) => {
      const { userId, sessionId } = principalOf(request);
      const user = await getUser(parts.db, userId);
      const attempt = await guardSignIn(parts, { request, reply }, user.email);
      const target = { kind: 'user', id: userId } as const;
      if (!(await isPassword(request.body.current_password, user.passwordHash))) {
        await attempt.fail();
        await recordRequest(parts.audit, request, { action: 'change_password', outcome: 'failed', target });
        throw new KemptError('invalid_credentials', 'The current password is wrong.');
      }
      const passwordHash = await hashNewPassword(request.body.new_password, user);
      await auditRequest(parts.audit, request, async (tx, note) => {
        note({ action: 'change_password', outcome: 'allowed', target });
        await updateUser(tx, userId, { passwordHash });
        await revokeSessions(tx, userId, { except: sessionId });
      });
      return reply.code(204).send(null);
    },
  );
}

function me(http: Http, parts: AccountParts): void {
  http.get(
    '/api/v1/auth/me',
    {
      config: { access: { who: 'user', scope: 'read' } },
      schema: { summary: 'Who is signed in', tags: TAGS, response: { 200: User } },
    },
    (request) => {
      const { userId } = principalOf(request);
      return parts.cache.cached(
        { kind: 'user_profile', key: [userId], tags: [`user:${userId}`], schema: User },
        async () => toUser(await getUser(parts.db, userId)),
      );
    },
  );
  http.patch(
    '/api/v1/auth/me',
    {
      config: SESSION,
      schema: { summary: 'Change name or preferences', tags: TAGS, body: ProfileChange, response: { 200: User } },
    },
    async (request) => {
      const { userId } = principalOf(request);
      const details = { fields: Object.keys(request.body).join(' ') };
      return auditRequest(parts.audit, request, async (tx, note) => {
        note({ action: 'change_profile', outcome: 'allowed', target: { kind: 'user', id: userId }, details });
        return toUser(await updateUser(tx, userId, request.body));
      });
    },
  );
}

function sessionEnded(): KemptError {
  return new KemptError('unauthenticated', 'The session has ended.', { hint: 'Sign in again.' });
}
