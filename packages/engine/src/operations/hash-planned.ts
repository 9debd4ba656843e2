import type { SolvedPlan } from '../plan/solve-plan.ts';
import type { FileSystem } from '../ports/file-system.ts';
import type { FileTable } from '../table/file-table.ts';
import type { OrganizeRequest } from './engine.ts';
import { hashRows } from './hash-rows.ts';
import { plannedRows } from './planned-rows.ts';

/** BLAKE3 by row, 32 bytes each, of the tables of a plan. */
export type PlanHashes = ReadonlyMap<FileTable, Uint8Array>;

/** What is hashed. */
export interface HashRequest {
  readonly request: OrganizeRequest;
  /** Id of the source root. */
  readonly source: number;
  /** Id of the destination root. */
  readonly destination: number;
}

/**
 * Hashes all files that a plan has a step for, those that make room included, if that was asked for.
 *
 * @param fileSystem - the file system
 * @param solved - the plan
 * @param wanted - what was asked for, and ids of the roots
 * @returns hashes by table; none when they were not asked for
 * @throws KemptError `interrupted`
 */
export async function hashPlanned(
  fileSystem: FileSystem,
  solved: Pick<SolvedPlan, 'steps'>,
  wanted: HashRequest,
): Promise<PlanHashes> {
  const hashes = new Map<FileTable, Uint8Array>();
  const { request, source, destination } = wanted;
  if (request.hash !== true) return hashes;
  const { table: scanned, occupied } = solved.steps;
  // Where both are one table, both roots are one.
  const roots = new Map([
    [occupied, destination],
    [scanned, source],
  ]);
  for (const [table, root] of roots) {
    const planned = plannedRows(solved, table);
    const { onProgress, signal } = request;
    hashes.set(table, await hashRows(fileSystem, table, { root, planned, onProgress, signal }));
  }
  return hashes;
}
