const RECORD_LENGTH = 512;
const CHECKSUM_AT = 148;
const CHECKSUM_LENGTH = 8;

/**
 * Tells archives of the oldest tar format, which have no signature, by the checksum of their first record.
 *
 * @param head - first bytes of a file
 * @returns true for a tar archive
 */
export function hasTarChecksum(head: Uint8Array): boolean {
  if (head.length < RECORD_LENGTH) return false;
  const field = Buffer.from(head.subarray(CHECKSUM_AT, CHECKSUM_AT + CHECKSUM_LENGTH)).toString('latin1');
  const stated = /^\s*([0-7]{1,7})[\0 ]*$/.exec(field)?.[1];
  if (stated === undefined) return false;
  let sum = CHECKSUM_LENGTH * 0x20;
  for (let i = 0; i < RECORD_LENGTH; i++) {
    if (i < CHECKSUM_AT || i >= CHECKSUM_AT + CHECKSUM_LENGTH) sum += head[i] ?? 0;
  }
  return sum === Number.parseInt(stated, 8);
}
