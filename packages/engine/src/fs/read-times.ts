import { UNKNOWN_TIME, type FileBatch, type TimeBatch } from '../ports/file-system.ts';
import type { RareTimes } from './disk-calls.ts';
import { FolderSlots } from './folder-slots.ts';
import type { Reading } from './read-files.ts';

/**
 * Times of many files.
 *
 * @param reading - calls and folders
 * @param batch - which files
 * @returns two columns
 */
export function readTimes(reading: Reading, batch: FileBatch): TimeBatch {
  const accessed = new BigInt64Array(batch.count).fill(UNKNOWN_TIME);
  const added = new BigInt64Array(batch.count).fill(UNKNOWN_TIME);
  const slots = new FolderSlots(reading.session, batch.folders);
  const times: RareTimes = { accessed: UNKNOWN_TIME, born: undefined };
  for (let row = 0; row < batch.count; row++) {
    slots.trim();
    const folder = slots.open(batch.folder[row] ?? 0);
    const name = batch.names.subarray(row === 0 ? 0 : batch.nameEnd[row - 1], batch.nameEnd[row]);
    if (typeof folder === 'number' || reading.calls.times(folder, name, times) !== 0) continue;
    accessed[row] = times.accessed;
    added[row] = times.born ?? UNKNOWN_TIME;
  }
  return { accessed, added };
}
