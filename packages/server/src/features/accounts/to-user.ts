import type { User } from '@kempt/contracts/api';
import type { appUser } from '../../platform/db/schema/index.ts';

/** An account as the database has it. */
export type UserRow = typeof appUser.$inferSelect;

/**
 * An account as the API shows it.
 *
 * @param row - as the database has it
 * @returns what may be shown
 */
export function toUser(row: UserRow): User {
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    role: row.role,
    disabled: row.disabledAt !== null,
    preferences: row.preferences,
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
  };
}
