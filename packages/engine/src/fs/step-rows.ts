import type { StepBatch } from '../ports/file-system.ts';
import { movesLink } from '../ports/linked-moves.ts';
import type { EntryFacts } from './disk-calls.ts';

const S_IFMT = 0o170000;
const S_IFREG = 0o100000;
const SLASH = 0x2f;

/**
 * The source name of a row.
 *
 * @param batch - the batch
 * @param row - the row
 * @returns a view on the name's bytes
 */
export function sourceName(batch: StepBatch, row: number): Uint8Array {
  return batch.names.subarray(row === 0 ? 0 : batch.nameEnd[2 * row - 1], batch.nameEnd[2 * row]);
}

/**
 * The target name of a row.
 *
 * @param batch - the batch
 * @param row - the row
 * @returns a view on the name's bytes
 */
export function targetName(batch: StepBatch, row: number): Uint8Array {
  return batch.names.subarray(batch.nameEnd[2 * row], batch.nameEnd[2 * row + 1]);
}

/**
 * Whether a row has a name that would lead into another folder, or end where it should not, once it is handed to the
 * system. No plan has such names: they are the mark of a damaged or forged one.
 *
 * @param batch - the batch
 * @param row - the row
 * @returns true when one of its names holds a slash or a zero byte
 */
export function leadsElsewhere(batch: StepBatch, row: number): boolean {
  const start = row === 0 ? 0 : batch.nameEnd[2 * row - 1];
  const names = batch.names.subarray(start, batch.nameEnd[2 * row + 1]);
  return names.includes(SLASH) || names.includes(0);
}

/**
 * Whether mode bits are those of a regular file.
 *
 * @param mode - st_mode
 * @returns true for a regular file
 */
export function isRegular(mode: number): boolean {
  return (mode & S_IFMT) === S_IFREG;
}

/**
 * Whether facts fit a row's identity: size and mtime always, device and inode unless the content decides. A name that
 * may have become a link fits with the kept file too.
 *
 * @param batch - the batch
 * @param row - the row
 * @param facts - what the disk says now
 * @returns true when the file is the one that was planned
 */
export function fitsIdentity(batch: StepBatch, row: number, facts: EntryFacts): boolean {
  if (facts.size !== batch.size[row]) return false;
  return identitiesOf(batch, row).some(
    ({ device, inode, mtime }) =>
      facts.mtime === mtime[row] &&
      (batch.match === 'content' || (facts.inode === inode[row] && facts.device === device[row])),
  );
}

/**
 * What the file of a row is recognised by, as columns.
 *
 * @param batch - the batch
 * @param row - the row
 * @returns those of the row, and of its kept file where the row moves a name that may be a link
 */
export function identitiesOf(batch: StepBatch, row: number): readonly Pick<StepBatch, 'device' | 'inode' | 'mtime'>[] {
  return batch.kept !== undefined && movesLink(batch, row) ? [batch, batch.kept] : [batch];
}

/**
 * The BLAKE3 recorded for a row.
 *
 * @param batch - the batch
 * @param row - the row
 * @returns 32 bytes, or undefined when none was recorded
 */
export function recordedHash(batch: StepBatch, row: number): Uint8Array | undefined {
  const hash = batch.hash.subarray(row * 32, row * 32 + 32);
  return hash.length === 32 && hash.some((byte) => byte !== 0) ? hash : undefined;
}

/**
 * The temporary name under which a copy is made before it is published.
 *
 * @param batch - the batch
 * @param row - the row
 * @returns the name as bytes
 */
export function partName(batch: StepBatch, row: number): Uint8Array {
  return Buffer.from(`.kempt-${batch.operationId}-${String(batch.firstStep + row)}.part`);
}
