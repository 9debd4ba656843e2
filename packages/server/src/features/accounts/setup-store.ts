import { eq, sql } from 'drizzle-orm';
import { timingSafeEqual } from 'node:crypto';
import { KemptError } from '@kempt/engine';
import type { Db } from '../../platform/db/open-database.ts';
import { installation } from '../../platform/db/schema/index.ts';
import { hashSecret, newSecret } from '../../platform/security/secrets.ts';
import { hasUsers } from './user-store.ts';

const NAME = 'setup_token_hash';

/**
 * Makes the token of the set-up link, as long as nobody has an account. A link that was printed before ends.
 *
 * @param db - the database
 * @returns the token, kept only as a hash; undefined once somebody has an account
 */
export async function renewSetupToken(db: Db): Promise<string | undefined> {
  if (await hasUsers(db)) return undefined;
  const token = newSecret();
  const value = hashSecret(token).toString('hex');
  await db
    .insert(installation)
    .values({ name: NAME, value })
    .onConflictDoUpdate({ target: installation.name, set: { value } });
  return token;
}

/**
 * Uses the set-up token up. Two who hold the link at once wait for each other, and the second is refused.
 *
 * @param tx - the transaction that makes the owner account
 * @param token - what was shown
 * @throws KemptError `setup_done` or `setup_token_invalid`
 */
export async function useSetupToken(tx: Db, token: string): Promise<void> {
  await tx.execute(sql`lock table app_user in share row exclusive mode`);
  if (await hasUsers(tx)) throw new KemptError('setup_done', 'The owner account was made already.');
  const [row] = await tx.delete(installation).where(eq(installation.name, NAME)).returning();
  const known = Buffer.from(typeof row?.value === 'string' ? row.value : '', 'hex');
  const shown = hashSecret(token);
  if (known.length === shown.length && timingSafeEqual(known, shown)) return;
  throw new KemptError('setup_token_invalid', 'The set-up link is not the one that Kempt printed last.', {
    hint: 'Start Kempt again: it prints a new link as long as nobody has an account.',
  });
}
