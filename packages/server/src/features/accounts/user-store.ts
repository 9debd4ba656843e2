import { and, asc, count, eq, getTableColumns, gt, isNull, or, sql } from 'drizzle-orm';
import { KemptError } from '@kempt/engine';
import type { Db } from '../../platform/db/open-database.ts';
import { isUniqueViolation } from '../../platform/db/is-unique-violation.ts';
import { appUser } from '../../platform/db/schema/index.ts';
import type { UserRow } from './to-user.ts';

/** A new account. */
export interface NewUserRow {
  readonly email: string;
  readonly name: string;
  readonly passwordHash: string;
  readonly role: 'administrator' | 'member';
}

/** What may change of an account. */
export type UserRowChange = Partial<Pick<UserRow, 'name' | 'role' | 'passwordHash' | 'preferences' | 'disabledAt'>>;

/**
 * Finds an account by its address, in whatever case it is typed.
 *
 * @param db - the database
 * @param email - the address
 * @returns the account; undefined where there is none
 */
export async function findUserByEmail(db: Db, email: string): Promise<UserRow | undefined> {
  const [row] = await db
    .select()
    .from(appUser)
    .where(eq(sql`lower(${appUser.email})`, email.toLowerCase()));
  return row;
}

/**
 * Finds an account.
 *
 * @param db - the database
 * @param id - its id
 * @returns the account
 * @throws KemptError `not_found`
 */
export async function getUser(db: Db, id: string): Promise<UserRow> {
  const [row] = await db.select().from(appUser).where(eq(appUser.id, id));
  if (row === undefined) throw new KemptError('not_found', 'There is no such user.');
  return row;
}

/**
 * Whether an account may still be signed in to, with the transaction: whoever disables it or gives it another password
 * at the same time waits for its end, and then sees the session.
 *
 * @param tx - the transaction that opens the session
 * @param known - the account, and the hash that the password was checked against
 * @returns whether it is enabled, and that is still its password
 */
export async function isStillGood(tx: Db, known: Pick<UserRow, 'id' | 'passwordHash'>): Promise<boolean> {
  const { id, passwordHash } = known;
  const rows = await tx
    .select({ id: appUser.id })
    .from(appUser)
    .where(and(eq(appUser.id, id), eq(appUser.passwordHash, passwordHash), isNull(appUser.disabledAt)))
    .for('share');
  return rows.length > 0;
}

/**
 * Lists accounts by the time they were made.
 *
 * @param db - the database
 * @param page - how many, and behind which
 * @returns the accounts, each with its time of making to the microsecond
 */
export function listUsers(
  db: Db,
  page: { readonly limit: number; readonly after: readonly [string, string] | undefined },
): Promise<(UserRow & { readonly createdAtExact: string })[]> {
  const [time, id] = page.after ?? [];
  const behind =
    time === undefined || id === undefined
      ? undefined
      : or(
          gt(appUser.createdAt, sql`${time}::timestamptz`),
          and(eq(appUser.createdAt, sql`${time}::timestamptz`), gt(appUser.id, sql`${id}::uuid`)),
        );
  return db
    .select({ ...getTableColumns(appUser), createdAtExact: sql<string>`${appUser.createdAt}::text` })
    .from(appUser)
    .where(behind)
    .orderBy(asc(appUser.createdAt), asc(appUser.id))
    .limit(page.limit);
}

/**
 * Makes an account.
 *
 * @param db - the database
 * @param user - the account
 * @returns it, with its id
 * @throws KemptError `email_taken`
 */
export async function insertUser(db: Db, user: NewUserRow): Promise<UserRow> {
  try {
    const [row] = await db.insert(appUser).values(user).returning();
    if (row === undefined) throw new KemptError('internal', 'The account was not made.');
    return row;
  } catch (error) {
    if (!isUniqueViolation(error, 'app_user_email_key')) throw error;
    throw new KemptError('email_taken', 'An account with that e-mail address exists.');
  }
}

/**
 * Changes an account.
 *
 * @param db - the database
 * @param id - its id
 * @param change - what becomes different
 * @returns the account as it is now
 * @throws KemptError `not_found`
 */
export async function updateUser(db: Db, id: string, change: UserRowChange): Promise<UserRow> {
  const [row] = await db
    .update(appUser)
    .set({ ...change, updatedAt: sql`now()` })
    .where(eq(appUser.id, id))
    .returning();
  if (row === undefined) throw new KemptError('not_found', 'There is no such user.');
  return row;
}

/**
 * Removes an account with its sessions, keys and grants. What it did keeps its place in history.
 *
 * @param db - the database
 * @param id - its id
 * @throws KemptError `not_found`
 */
export async function deleteUser(db: Db, id: string): Promise<void> {
  const gone = await db.delete(appUser).where(eq(appUser.id, id)).returning({ id: appUser.id });
  if (gone.length === 0) throw new KemptError('not_found', 'There is no such user.');
}

/**
 * Refuses a change that would leave nobody to manage Kempt. Called at the end of the transaction that changes roles.
 *
 * @param db - the transaction
 * @throws KemptError `last_administrator`
 */
export async function keepAnAdministrator(db: Db): Promise<void> {
  const administrators = await db
    .select({ id: appUser.id })
    .from(appUser)
    .where(and(eq(appUser.role, 'administrator'), isNull(appUser.disabledAt)))
    .for('update');
  if (administrators.length > 0) return;
  throw new KemptError('last_administrator', 'Nobody would be left to manage Kempt.', {
    hint: 'Make somebody else an administrator first.',
  });
}

/**
 * Whether anybody has an account.
 *
 * @param db - the database
 * @returns true when somebody has
 */
export async function hasUsers(db: Db): Promise<boolean> {
  const [row] = await db.select({ users: count() }).from(appUser);
  return (row?.users ?? 0) > 0;
}
