import { hash, verify } from '@node-rs/argon2';
import { refuseWeakPassword, type PasswordOwner } from './refuse-weak-password.ts';

/** OWASP's least for argon2id, which is what the library makes when nothing else is said: 19 MiB, two passes, one lane. */
const ARGON2ID = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

let nobodysHash: Promise<string> | undefined;

/**
 * Hashes a password, in a thread of its own.
 *
 * @param password - as it was typed
 * @returns the hash with its parameters and salt
 */
export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize('NFKC'), ARGON2ID);
}

/**
 * Hashes the password that somebody wants to have.
 *
 * @param password - as it was typed
 * @param owner - whose it is to be
 * @returns the hash with its parameters and salt
 * @throws KemptError `weak_password`
 */
export async function hashNewPassword(password: string, owner: PasswordOwner): Promise<string> {
  await refuseWeakPassword(password, owner);
  return hashPassword(password);
}

/**
 * Checks a password. An account that does not exist costs the same time as one with another password.
 *
 * @param password - as it was typed
 * @param known - the hash of the account; undefined where there is no account
 * @returns whether it is right
 */
export async function isPassword(password: string, known: string | undefined): Promise<boolean> {
  nobodysHash ??= hashPassword('nobody has this password');
  const right = await verify(known ?? (await nobodysHash), password.normalize('NFKC'));
  return right && known !== undefined;
}
