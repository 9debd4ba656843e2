import type { Audit } from '../../platform/audit/create-audit.ts';
import type { Cache } from '../../platform/cache/create-cache.ts';
import type { Db } from '../../platform/db/open-database.ts';
import type { RateLimits } from '../../platform/rate-limit/create-rate-limits.ts';
import type { AccessTokens } from '../../platform/security/access-tokens.ts';

/** What the routes of accounts are built from. */
export interface AccountParts {
  readonly db: Db;
  readonly cache: Cache;
  readonly limits: RateLimits;
  readonly tokens: AccessTokens;
  readonly audit: Audit;
  /** Address under which people reach Kempt, such as https://kempt.example.org. */
  readonly publicUrl: () => string;
  readonly openRegistration: boolean;
  /** Makes the inbox of a new user, in the transaction that makes the user. */
  readonly makeInbox: (db: Db, userId: string) => Promise<void>;
}
