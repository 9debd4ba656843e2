import { and, eq, gt, isNull, sql } from 'drizzle-orm';
import { KemptError } from '@kempt/engine';
import type { Db } from '../../platform/db/open-database.ts';
import { invitation } from '../../platform/db/schema/index.ts';
import { hashSecret, newSecret } from '../../platform/security/secrets.ts';

/** An invitation as the database has it. */
export type InvitationRow = typeof invitation.$inferSelect;

/**
 * Makes an invitation.
 *
 * @param db - the database
 * @param made - for whom, by whom, for how long
 * @returns the row, and the token that is kept only as a hash
 */
export async function insertInvitation(
  db: Db,
  made: {
    readonly email: string | null;
    readonly role: 'administrator' | 'member';
    readonly createdBy: string;
    readonly hours: number;
  },
): Promise<{ readonly row: InvitationRow; readonly token: string }> {
  const token = newSecret();
  const { hours, ...values } = made;
  const [row] = await db
    .insert(invitation)
    .values({ ...values, tokenHash: hashSecret(token), expiresAt: sql`now() + make_interval(hours => ${hours})` })
    .returning();
  if (row === undefined) throw new KemptError('internal', 'The invitation was not made.');
  return { row, token };
}

/**
 * Uses an invitation up, in the transaction that makes the account.
 *
 * @param tx - the transaction
 * @param shown - the token, the address of the new account, and whether one can do without
 * @returns what the new user will be
 * @throws KemptError `registration_closed`
 */
export async function roleOfInvitation(
  tx: Db,
  shown: { readonly token: string | undefined; readonly email: string; readonly open: boolean },
): Promise<'administrator' | 'member'> {
  const { token, email, open } = shown;
  if (token === undefined && open) return 'member';
  const [used] =
    token === undefined
      ? []
      : await tx
          .update(invitation)
          .set({ usedAt: sql`now()` })
          .where(
            and(
              eq(invitation.tokenHash, hashSecret(token)),
              isNull(invitation.usedAt),
              gt(invitation.expiresAt, sql`now()`),
            ),
          )
          .returning();
  const meant = used !== undefined && (used.email === null || used.email.toLowerCase() === email.toLowerCase());
  if (meant) return used.role;
  throw new KemptError('registration_closed', 'An account takes an invitation for this address that is still good.', {
    hint: 'Ask an administrator for a new link.',
  });
}
