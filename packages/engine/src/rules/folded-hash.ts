import { foldName } from '../names/fold-name.ts';
import { decodeRaw, encodeRaw } from '../names/raw-string.ts';

const PRIME = 0x01000193;
const DOT = 0x2e;
const SPACE = 0x20;

/**
 * A hash of the beginning of a name in a folder, the same for all spellings that `foldName` makes equal. Ordinary
 * ASCII names are hashed without making a string of them.
 *
 * @param folder - a folder id
 * @param name - a name as bytes
 * @param length - how many of its bytes count
 * @returns a 32-bit integer
 */
export function foldedHash(folder: number, name: Uint8Array, length: number): number {
  const last = name[length - 1];
  if (last === DOT || last === SPACE) return hashOfText(folder, name.subarray(0, length));
  let hash = seedOf(folder);
  for (let i = 0; i < length; i++) {
    const byte = name[i] ?? 0;
    if (byte >= 0x80) return hashOfText(folder, name.subarray(0, length));
    hash = Math.imul(hash ^ (byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte), PRIME);
  }
  return hash;
}

function hashOfText(folder: number, name: Uint8Array): number {
  let hash = seedOf(folder);
  for (const byte of encodeRaw(foldName(decodeRaw(name)))) hash = Math.imul(hash ^ byte, PRIME);
  return hash;
}

function seedOf(folder: number): number {
  return Math.imul(folder + 1, 0x9e3779b1) ^ 0x811c9dc5;
}
