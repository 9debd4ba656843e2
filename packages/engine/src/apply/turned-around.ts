import type { PlanBatch } from '../journal/plan-batch.ts';
import { NO_REQUIREMENT } from '../ports/file-system.ts';

/**
 * The same rows with source and target exchanged: what brings their files back.
 *
 * @param batch - steps whose action is `move` or `displace`, among others that are skipped
 * @returns the batch turned around; nothing requires anything
 */
export function turnedAround(batch: PlanBatch): PlanBatch {
  const names = new Uint8Array(batch.names.length);
  const nameEnd = new Uint32Array(batch.nameEnd.length);
  for (let row = 0, at = 0; row < batch.count; row++) {
    const [start, middle, end] = [at, batch.nameEnd[2 * row] ?? at, batch.nameEnd[2 * row + 1] ?? at];
    names.set(batch.names.subarray(middle, end), start);
    nameEnd[2 * row] = start + end - middle;
    names.set(batch.names.subarray(start, middle), start + end - middle);
    nameEnd[2 * row + 1] = end;
    at = end;
  }
  return {
    ...batch,
    sourceFolder: batch.targetFolder,
    targetFolder: batch.sourceFolder,
    names,
    nameEnd,
    requires: batch.requires.map(() => NO_REQUIREMENT),
  };
}
