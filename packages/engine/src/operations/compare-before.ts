import { throwIfInterrupted } from '../errors/throw-if-interrupted.ts';
import { comparisonCandidates } from '../plan/comparison-candidates.ts';
import type { PlanInput, SameBytes } from '../plan/plan-input.ts';
import type { FileRef, FileSystem } from '../ports/file-system.ts';

/**
 * Compares the files that a plan with the policy `deduplicate` has to know about.
 *
 * @param fileSystem - the file system
 * @param input - what the plan is made of
 * @param signal - ends it
 * @returns the answers; undefined for other policies
 * @throws KemptError `interrupted`
 */
export async function compareBefore(
  fileSystem: Pick<FileSystem, 'compareFiles'>,
  input: PlanInput,
  signal: AbortSignal | undefined,
): Promise<SameBytes | undefined> {
  if (input.onConflict !== 'deduplicate') return undefined;
  const pairs = await comparisonCandidates(input);
  const key = (row: number, other: number, inOccupied: boolean): string =>
    `${String(row)}:${inOccupied ? 'd' : 's'}${String(other)}`;
  const compared = new Map<string, boolean>();
  for (let pair = 0; pair < pairs.count; pair++) {
    throwIfInterrupted(signal);
    const [row, other, inOccupied] = [pairs.row[pair] ?? 0, pairs.other[pair] ?? 0, pairs.inOccupied[pair] === 1];
    const table = inOccupied ? input.occupied : input.table;
    const left = fileRef(input.table, row, input.sourceRoot);
    const right = fileRef(table, other, inOccupied ? input.destinationRoot : input.sourceRoot);
    const [answer] = await fileSystem.compareFiles([[left, right]]);
    compared.set(key(row, other, inOccupied), answer === 1);
  }
  return (row, other, inOccupied) =>
    compared.get(key(row, other, inOccupied)) ?? (inOccupied ? undefined : compared.get(key(other, row, false)));
}

function fileRef(table: PlanInput['table'], row: number, root: number): FileRef {
  return { folder: { root, path: table.folderPath(table.folder[row] ?? 0) }, name: table.name(row) };
}
