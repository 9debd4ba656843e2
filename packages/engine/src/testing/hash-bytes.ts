import { blake3 } from '@napi-rs/blake-hash';

/**
 * BLAKE3 of bytes.
 *
 * @param bytes - what to hash
 * @returns 32 bytes, a plain array (not a Buffer)
 */
export function hashBytes(bytes: Uint8Array): Uint8Array {
  return Uint8Array.from(blake3(bytes));
}
