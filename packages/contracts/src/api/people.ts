import Type, { type Static } from 'typebox';
import { closed, Moment, MomentOrNull, Uuid } from './shared.ts';

/** Accounts manage Kempt or use it; what they may do on a root, grants say. */
export const UserRole = Type.Union([Type.Literal('administrator'), Type.Literal('member')]);

/** Control characters of ASCII and of one byte beyond it, breaks of lines, and what turns text around. */
const UNPRINTABLE = '\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069';
const NOT_IN_ADDRESSES = `\\s@<>"',;${UNPRINTABLE}`;

/** An address for signing in. */
export const Email = Type.String({
  minLength: 3,
  maxLength: 254,
  pattern: `^[^${NOT_IN_ADDRESSES}]+@[^${NOT_IN_ADDRESSES}]+$`,
});

/** A new password: long rather than complicated. Widely known ones are refused. */
export const NewPassword = Type.String({ minLength: 10, maxLength: 1024 });

/** A password to be checked; what rules it once had to follow does not matter. */
export const Password = Type.String({ minLength: 1, maxLength: 1024 });

/** A person's name, or a thing's: one line. */
export const DisplayName = Type.String({
  minLength: 1,
  maxLength: 100,
  pattern: `^[^${UNPRINTABLE}]*[^\\s${UNPRINTABLE}][^${UNPRINTABLE}]*$`,
});

/** What the page remembers for a person. */
export const Preferences = closed({
  theme: Type.Optional(Type.Union([Type.Literal('light'), Type.Literal('dark'), Type.Literal('system')])),
  language: Type.Optional(Type.String({ pattern: '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$', maxLength: 35 })),
  time_zone: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9_+/-]{1,64}$' })),
  page_size: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
});

/** See {@link Preferences}. */
export type Preferences = Static<typeof Preferences>;

/** An account as its owner and administrators see it. */
export const User = closed({
  id: Uuid,
  email: Type.String(),
  name: Type.String(),
  role: UserRole,
  disabled: Type.Boolean(),
  preferences: Preferences,
  created_at: Moment,
  updated_at: Moment,
});

/** See {@link User}. */
export type User = Static<typeof User>;

/** What `POST /api/v1/setup` takes. */
export const SetupRequest = closed({
  token: Type.String({ minLength: 1, maxLength: 200 }),
  email: Email,
  password: NewPassword,
  name: DisplayName,
});

/** How the refresh token travels: in a cookie for a page, in the body for a program. */
const SessionKind = Type.Union([Type.Literal('cookie'), Type.Literal('token')]);

/** What `POST /api/v1/auth/login` takes. */
export const LoginRequest = closed({
  email: Type.String({ minLength: 1, maxLength: 254 }),
  password: Password,
  session: Type.Optional(SessionKind),
});

/** What `POST /api/v1/auth/register` takes. */
export const RegisterRequest = closed({
  invitation_token: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  email: Email,
  password: NewPassword,
  name: DisplayName,
  session: Type.Optional(SessionKind),
});

/** What a sign-in answers. */
export const TokenAnswer = closed({
  access_token: Type.String(),
  token_type: Type.Literal('Bearer'),
  expires_in: Type.Integer({ description: 'Seconds.' }),
  user: User,
  refresh_token: Type.Optional(Type.String({ description: 'There for `"session": "token"`.' })),
});

/** See {@link TokenAnswer}. */
export type TokenAnswer = Static<typeof TokenAnswer>;

/** What `POST /api/v1/auth/refresh` and `logout` take: nothing where the cookie holds the token. */
export const RefreshRequest = closed({ refresh_token: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })) });

/** What `POST /api/v1/auth/change-password` takes. */
export const ChangePasswordRequest = closed({ current_password: Password, new_password: NewPassword });

/** What `PATCH /api/v1/auth/me` takes. */
export const ProfileChange = closed(
  { name: Type.Optional(DisplayName), preferences: Type.Optional(Preferences) },
  { minProperties: 1 },
);

/** One sign-in of a user. */
export const Session = closed({
  id: Uuid,
  created_at: Moment,
  last_used_at: Moment,
  expires_at: Moment,
  address: Type.String(),
  user_agent: Type.String(),
  current: Type.Boolean(),
});

/** What `POST /api/v1/users` takes: an account made by an administrator. */
export const NewUser = closed({ email: Email, password: NewPassword, name: DisplayName, role: UserRole });

/** What `PATCH /api/v1/users/{id}` takes. */
export const UserChange = closed(
  {
    name: Type.Optional(DisplayName),
    role: Type.Optional(UserRole),
    disabled: Type.Optional(Type.Boolean()),
    password: Type.Optional(NewPassword),
  },
  { minProperties: 1 },
);

/** What `POST /api/v1/invitations` takes. */
export const NewInvitation = closed({
  email: Type.Optional(Email),
  role: Type.Optional(UserRole),
  expires_in_hours: Type.Optional(Type.Integer({ minimum: 1, maximum: 720 })),
});

/** An invitation, with its token this one time. */
export const Invitation = closed({
  id: Uuid,
  token: Type.String(),
  url: Type.String({ description: 'The link to hand on.' }),
  email: Type.Union([Type.String(), Type.Null()]),
  role: UserRole,
  expires_at: Moment,
});

/** What a key may be used for. Accounts, keys and passwords are never managed with a key. */
export const ApiKeyScope = Type.Union([
  Type.Literal('read', { description: 'Look at everything its user may see.' }),
  Type.Literal('propose', { description: 'Preview operations.' }),
  Type.Literal('apply', { description: 'Carry out and roll back.' }),
  Type.Literal('upload', { description: 'Upload files.' }),
  Type.Literal('manage', { description: 'Roots, grants, categories and users, for administrators.' }),
]);

/** See {@link ApiKeyScope}. */
export type ApiKeyScope = Static<typeof ApiKeyScope>;

/** What `POST /api/v1/api-keys` takes. */
export const NewApiKey = closed({
  name: DisplayName,
  scopes: Type.Array(ApiKeyScope, { minItems: 1, maxItems: 5, uniqueItems: true }),
  expires_at: Type.Optional(Moment),
});

const apiKeyFields = {
  id: Uuid,
  name: Type.String(),
  prefix: Type.String(),
  scopes: Type.Array(ApiKeyScope),
  created_at: Moment,
  expires_at: MomentOrNull,
  last_used_at: MomentOrNull,
};

/** A key as it is listed. */
export const ApiKey = closed(apiKeyFields);

/** A new key, with its token this one time. */
export const ApiKeyWithToken = closed({ ...apiKeyFields, token: Type.String() });
