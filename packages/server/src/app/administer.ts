import { sql } from 'drizzle-orm';
import { KemptError } from '@kempt/engine';
import { renewSetupToken } from '../features/accounts/setup-store.ts';
import { revokeSessions } from '../features/accounts/session-store.ts';
import { findUserByEmail, updateUser } from '../features/accounts/user-store.ts';
import { createAudit } from '../platform/audit/create-audit.ts';
import { createAccessTokens } from '../platform/security/access-tokens.ts';
import { hashPassword } from '../platform/security/passwords.ts';
import { newSecret } from '../platform/security/secrets.ts';
import { AUDIT_TASKS } from './audit-tasks.ts';
import { clearCache } from './clear-cache.ts';
import { withDatabase, type ServiceProcess } from './with-database.ts';

/** An index, and how it is used. */
export interface IndexUse {
  readonly table: string;
  readonly index: string;
  readonly size_bytes: number;
  readonly scans: number;
}

/** What `kempt admin` and `kempt migrate` can do. */
export const ADMIN_TASKS = {
  /** Brings the tables up to date, which opening the database did. */
  migrate: (service: ServiceProcess): Promise<void> =>
    withDatabase(service, 'kempt.admin', () => service.say('The tables are up to date.')),

  /** Makes a new set-up link, as long as nobody has an account. */
  setupLink: (service: ServiceProcess): Promise<void> =>
    withDatabase(service, 'kempt.admin', async ({ config, log, database }) => {
      const token = await createAudit(database.db, log).during(async (tx, note) => {
        const made = await renewSetupToken(tx);
        if (made === undefined) throw new KemptError('setup_done', 'The owner account was made already.');
        note({ actor: 'system', action: 'make_setup_link', outcome: 'allowed' });
        return made;
      });
      const url = config.KEMPT_PUBLIC_URL ?? `http://${config.KEMPT_HOST}:${config.KEMPT_PORT}`;
      await service.say(`Set up: ${url}/setup?token=${token}`);
    }),

  /** Gives an account a new password, enables it, and ends its sessions. */
  resetPassword: (service: ServiceProcess, email: string): Promise<string> =>
    withDatabase(service, 'kempt.admin', async ({ log, database: { db } }) => {
      const user = await findUserByEmail(db, email);
      if (user === undefined) throw new KemptError('not_found', 'There is no account with that e-mail address.');
      const password = newSecret().slice(0, 20);
      const passwordHash = await hashPassword(password);
      await createAudit(db, log).during(async (tx, note) => {
        const target = { kind: 'user', id: user.id } as const;
        note({ actor: 'system', action: 'reset_password', outcome: 'allowed', target });
        await updateUser(tx, user.id, { passwordHash, disabledAt: null });
        await revokeSessions(tx, user.id);
      });
      return password;
    }),

  /** Signs with a new key from now on. */
  rotateKeys: (service: ServiceProcess): Promise<void> =>
    withDatabase(service, 'kempt.admin', async ({ log, database }) => {
      await createAudit(database.db, log).during(async (tx, note) => {
        note({ actor: 'system', action: 'rotate_keys', outcome: 'allowed' });
        await createAccessTokens(tx).rotate();
      });
      await service.say('Access tokens are signed with a new key now.');
    }),

  ...AUDIT_TASKS,

  /** Has every process forget what it keeps in its cache. */
  clearCache,

  /** Size and use of each index, the largest first. */
  indexes: (service: ServiceProcess): Promise<readonly IndexUse[]> =>
    withDatabase(service, 'kempt.admin', async ({ database: { db } }) => {
      const { rows } = await db.execute<{ table: string; index: string; size_bytes: string; scans: string }>(sql`
        select relname as table, indexrelname as index,
          pg_relation_size(indexrelid)::text as size_bytes, idx_scan::text as scans
        from pg_stat_user_indexes
        where schemaname = 'public'
        order by pg_relation_size(indexrelid) desc, indexrelname`);
      return rows.map((row) => ({ ...row, size_bytes: Number(row.size_bytes), scans: Number(row.scans) }));
    }),
} as const;
