import { InvalidArgumentError } from 'commander';

const ANCHOR = /^(\d{1,15}):([0-9a-f]{64})$/;

/** An entry of the audit log that was written down elsewhere. */
export interface Anchor {
  readonly id: number;
  /** Hexadecimal. */
  readonly hash: string;
}

/**
 * Checks what is typed for an entry of the audit log.
 *
 * @param text - as typed
 * @returns the same
 * @throws InvalidArgumentError that says what is allowed
 */
export function checkAnchor(text: string): string {
  if (readAnchor(text) === undefined) {
    throw new InvalidArgumentError('Give the number of an entry, a colon and its hash of 64 hexadecimal digits.');
  }
  return text;
}

/**
 * Reads an entry of the audit log.
 *
 * @param text - as typed
 * @returns its number and hash; undefined for anything else
 * @example
 * readAnchor('no anchor') // undefined
 */
export function readAnchor(text: string): Anchor | undefined {
  const [, id, hash] = ANCHOR.exec(text) ?? [];
  return id === undefined || hash === undefined ? undefined : { id: Number(id), hash };
}
