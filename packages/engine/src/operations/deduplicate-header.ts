import type { SearchRoot } from '../duplicates/scan-roots.ts';
import { FORMAT_VERSION, type PlanHeader, type PlanRoot } from '../journal/plan-header.ts';
import type { DeduplicateRequest } from './engine.ts';

/** What a header needs beside the request. */
export interface DeduplicateMade {
  readonly operationId: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** The roots in the order of the table. */
  readonly roots: readonly SearchRoot[];
}

/**
 * In which order a plan names its roots: those of which files go first, so that the first one is a folder in which
 * something happens.
 *
 * @param roots - the roots in the order of the table
 * @returns indexes of them
 */
export function rootOrder(roots: readonly SearchRoot[]): readonly number[] {
  const indexes = roots.map((_, index) => index);
  const isReference = (index: number): boolean => roots[index]?.isReference ?? false;
  return [...indexes.filter((index) => !isReference(index)), ...indexes.filter(isReference)];
}

/**
 * The header of a deduplicate's plan: which folders it is about, and what it was asked to do.
 *
 * @param request - what was asked for
 * @param made - id, time and roots of the plan
 * @returns the header
 */
export function deduplicateHeader(request: DeduplicateRequest, made: DeduplicateMade): PlanHeader {
  return {
    version: FORMAT_VERSION,
    plan_id: made.operationId,
    type: 'deduplicate',
    created_at: made.now,
    roots: rootOrder(made.roots).flatMap((index) => {
      const root = made.roots[index];
      return root === undefined ? [] : [planRoot(root)];
    }),
    destination: 0,
    match: 'inode',
    options: {
      action: request.action,
      keep: request.keep,
      references: made.roots.filter(({ isReference }) => isReference).length,
      hidden: request.hidden ?? false,
      cross_mounts: request.crossMounts ?? false,
      into_projects: request.intoProjects ?? false,
      min_size: request.minSize ?? null,
      max_size: request.maxSize ?? null,
      include: request.include ?? [],
      exclude: request.exclude ?? [],
    },
    undoes: null,
    restore_times: [],
  };
}

function planRoot({ facts, isReference }: SearchRoot): PlanRoot {
  const { path, device, inode, fileSystemId } = facts;
  return { path, device, inode, file_system_id: fileSystemId, ...(isReference ? { reference: true } : {}) };
}
