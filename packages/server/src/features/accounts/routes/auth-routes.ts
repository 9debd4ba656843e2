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
import { recordRequest } from '../../../platform/audit/record-request.ts';
import type { Http } from '../../../platform/http/create-http.ts';
import { principalOf } from '../../../platform/http/principal-of.ts';
import { hashPassword, isPassword } from '../../../platform/security/passwords.ts';
import type { AccountParts } from '../account-parts.ts';
import { roleOfInvitation } from '../invitation-store.ts';
import { guardSignIn } from '../guard-sign-in.ts';
import { clearRefreshCookie, shownRefreshToken } from '../refresh-cookie.ts';
import { refreshSession, revokeSession, revokeSessions, sessionOfToken } from '../session-store.ts';
import { answerTokens, signIn } from '../sign-in.ts';
import { toUser } from '../to-user.ts';
import { findUserByEmail, getUser, insertUser, updateUser } from '../user-store.ts';

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
      const attempt = await guardSignIn(parts.limits, { request, reply }, email);
      const user = await findUserByEmail(parts.db, email);
      const right = await isPassword(password, user?.passwordHash);
      if (!right || user === undefined || user.disabledAt !== null) {
        await attempt.fail();
        await recordRequest(parts.audit, request, { action: 'sign_in', outcome: 'denied', userId: user?.id });
        throw new KemptError('invalid_credentials', 'E-mail address or password is wrong.');
      }
      await attempt.succeed();
      await recordRequest(parts.audit, request, { action: 'sign_in', outcome: 'allowed', userId: user.id });
      return answerTokens(parts, reply, await signIn(parts, request, { user, kind: session }));
    },
  );
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
      const refreshed = await refreshSession(parts.db, shown.token);
      if (refreshed.kind === 'reused') {
        const { userId, sessionId: target } = refreshed;
        await recordRequest(parts.audit, request, { action: 'reuse_refresh_token', outcome: 'denied', userId, target });
      }
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
        await revokeSession(parts.db, id);
        const userId = session?.userId ?? request.principal?.userId;
        await recordRequest(parts.audit, request, { action: 'sign_out', outcome: 'allowed', userId, target: id });
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
      await guardSignIn(parts.limits, { request, reply }, email);
      const passwordHash = await hashPassword(password);
      const user = await parts.db.transaction(async (tx) => {
        const role = await roleOfInvitation(tx, { token: invitation, email, open: parts.openRegistration });
        const made = await insertUser(tx, { email, name, passwordHash, role });
        await parts.makeInbox(tx, made.id);
        return made;
      });
      await recordRequest(parts.audit, request, { action: 'register', outcome: 'allowed', userId: user.id });
      const opened = await signIn(parts, request, { user, kind: session });
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
      const attempt = await guardSignIn(parts.limits, { request, reply }, user.email);
      if (!(await isPassword(request.body.current_password, user.passwordHash))) {
        await attempt.fail();
        await recordRequest(parts.audit, request, { action: 'change_password', outcome: 'denied' });
        throw new KemptError('invalid_credentials', 'The current password is wrong.');
      }
      const passwordHash = await hashPassword(request.body.new_password);
      await parts.db.transaction(async (tx) => {
        await updateUser(tx, userId, { passwordHash });
        await revokeSessions(tx, userId, { except: sessionId });
      });
      await recordRequest(parts.audit, request, { action: 'change_password', outcome: 'allowed' });
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
    async (request) => toUser(await updateUser(parts.db, principalOf(request).userId, request.body)),
  );
}

function sessionEnded(): KemptError {
  return new KemptError('unauthenticated', 'The session has ended.', { hint: 'Sign in again.' });
}
