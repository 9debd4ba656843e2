import type { ApiKeyScope, GrantRole } from '@kempt/contracts/api';

/** Who makes a request. */
export interface Principal {
  readonly userId: string;
  readonly role: 'administrator' | 'member';
  /** Their role on each root, by its id. */
  readonly grants: Readonly<Record<string, GrantRole>>;
  /** The sign-in; absent for an API key. */
  readonly sessionId?: string;
  /** The key; absent for a session. */
  readonly apiKeyId?: string;
  /** What the key may be used for; everything for a session. */
  readonly scopes?: readonly ApiKeyScope[];
}

/** Whom a route lets in. Each route says it; there is no default. */
export interface Access {
  /** `anyone` includes people without an account. */
  readonly who: 'anyone' | 'user' | 'administrator';
  /** What an API key must be good for; `session` takes no keys at all. */
  readonly scope?: ApiKeyScope | 'session';
}

/**
 * Whether somebody is let in.
 *
 * @param access - what the route says
 * @param principal - who asks; undefined for nobody
 * @returns `yes`, or why not
 */
export function decide(access: Access, principal: Principal | undefined): 'yes' | 'unauthenticated' | 'forbidden' {
  if (access.who === 'anyone') return 'yes';
  if (principal === undefined) return 'unauthenticated';
  if (access.who === 'administrator' && principal.role !== 'administrator') return 'forbidden';
  if (principal.scopes === undefined) return 'yes';
  const { scope = 'session' } = access;
  return scope !== 'session' && principal.scopes.includes(scope) ? 'yes' : 'forbidden';
}
