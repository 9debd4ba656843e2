import { createHash, randomBytes } from 'node:crypto';

/**
 * A new secret: 32 random bytes.
 *
 * @returns 43 characters for an address or a header
 */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/**
 * What is kept of a secret: it has so much chance in it that a plain hash cannot be turned around.
 *
 * @param secret - the secret
 * @returns its SHA-256
 */
export function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
