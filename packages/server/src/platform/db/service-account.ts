import { readFile } from 'node:fs/promises';
import { KemptError } from '@kempt/engine';

/** A user of the machine under which the database runs. */
export interface ServiceAccount {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** Asked for in this order; each must exist, since `initdb` refuses a user without an entry. */
const CANDIDATES = ['kempt', 'postgres', 'nobody'];

/**
 * Finds the account for the database when Kempt runs as root, which PostgreSQL refuses for itself.
 *
 * @param passwd - the text of the machine's list of users; read from /etc/passwd when absent
 * @returns the account
 * @throws KemptError `database_unavailable` when the machine has none of them
 */
export async function serviceAccount(passwd?: string): Promise<ServiceAccount> {
  const text = passwd ?? (await readFile('/etc/passwd', 'utf8'));
  const users = new Map(
    text.split('\n').map((line) => {
      const [name = '', , uid = '', gid = ''] = line.split(':');
      return [name, { name, uid: Number(uid), gid: Number(gid) }];
    }),
  );
  for (const name of CANDIDATES) {
    const user = users.get(name);
    if (user !== undefined && user.uid > 0) return user;
  }
  throw new KemptError('database_unavailable', 'PostgreSQL does not run as root, and no other account was found.', {
    hint: `Add one of the users ${CANDIDATES.join(', ')}, run Kempt as another user, or set DATABASE_URL.`,
  });
}
