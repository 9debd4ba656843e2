import { and, desc, eq } from 'drizzle-orm';
import type { ApiKeyScope } from '@kempt/contracts/api';
import { KemptError } from '@kempt/engine';
import type { Db } from '../../platform/db/open-database.ts';
import { apiKey } from '../../platform/db/schema/index.ts';
import { hashSecret, newSecret } from '../../platform/security/secrets.ts';

/** A key as the database has it. */
export type ApiKeyRow = typeof apiKey.$inferSelect;

/** What every key begins with, so that scanners for leaked secrets know one. */
export const KEY_PREFIX = 'kempt_';
const SHOWN_CHARACTERS = KEY_PREFIX.length + 6;

/**
 * Makes a key.
 *
 * @param db - the database
 * @param key - whose, and what for
 * @returns the row, and the token that is kept only as a hash
 */
export async function insertApiKey(
  db: Db,
  key: {
    readonly userId: string;
    readonly name: string;
    readonly scopes: readonly ApiKeyScope[];
    readonly expiresAt: Date | null;
  },
): Promise<{ readonly row: ApiKeyRow; readonly token: string }> {
  const token = `${KEY_PREFIX}${newSecret()}`;
  const values = { ...key, scopes: [...key.scopes], prefix: token.slice(0, SHOWN_CHARACTERS) };
  const [row] = await db
    .insert(apiKey)
    .values({ ...values, tokenHash: hashSecret(token) })
    .returning();
  if (row === undefined) throw new KemptError('internal', 'The key was not made.');
  return { row, token };
}

/**
 * A user's keys.
 *
 * @param db - the database
 * @param userId - whose
 * @returns the newest first
 */
export function listApiKeys(db: Db, userId: string): Promise<ApiKeyRow[]> {
  return db.select().from(apiKey).where(eq(apiKey.userId, userId)).orderBy(desc(apiKey.createdAt)).limit(1000);
}

/**
 * Removes a key, which ends it at once.
 *
 * @param db - the database
 * @param userId - whose
 * @param id - its id
 * @throws KemptError `not_found` where the user has no such key
 */
export async function deleteApiKey(db: Db, userId: string, id: string): Promise<void> {
  const gone = await db
    .delete(apiKey)
    .where(and(eq(apiKey.id, id), eq(apiKey.userId, userId)))
    .returning({ id: apiKey.id });
  if (gone.length === 0) throw new KemptError('not_found', 'There is no such key.');
}
