import type { LeftReason } from '@kempt/contracts';
import type { FileSystem, RootFacts } from '../ports/file-system.ts';
import { scanTree, type ExcludedFolder, type ScanOptions } from '../scan/scan-tree.ts';
import { FileTable } from '../table/file-table.ts';

/** A folder in which duplicates are looked for. */
export interface SearchRoot {
  readonly facts: RootFacts;
  /** Its copies win and are never touched. */
  readonly isReference: boolean;
}

/** Several trees as one table. */
export interface ScannedRoots {
  readonly table: FileTable;
  /** The trees in the table, by the table's index of them. */
  readonly roots: readonly SearchRoot[];
  readonly directories: number;
  /** Entries passed over, by reason. */
  readonly skipped: ReadonlyMap<LeftReason, number>;
  /** What could not be read. */
  readonly problems: readonly RootProblem[];
}

/** A file or folder that could not be read. */
export interface RootProblem {
  readonly root: RootFacts;
  /** Raw path below the root. */
  readonly path: string;
  readonly code: string;
  readonly message: string;
}

/**
 * Scans several trees into one table. A root that was named twice, by whatever path, is scanned once; one that lies
 * within another is scanned on its own and left out there. So each folder comes once, and belongs to the root that
 * names it most closely.
 *
 * @param fileSystem - the file system
 * @param named - open roots in the order they were named
 * @param options - what to enter; exclusions beside the roots themselves
 * @returns the table and what was passed over
 */
export async function scanRoots(
  fileSystem: FileSystem,
  named: readonly SearchRoot[],
  options: Omit<ScanOptions, 'table'>,
): Promise<ScannedRoots> {
  const roots = distinct(named);
  const table = new FileTable({ ctime: true });
  const skipped = new Map<LeftReason, number>();
  const problems: RootProblem[] = [];
  let directories = 0;
  for (const { facts, isReference } of roots) {
    const others = roots.filter((root) => root.facts !== facts).map((root) => apart(root.facts));
    const scanned = await scanTree(fileSystem, facts, {
      ...options,
      // What is only looked at is not taken apart.
      intoProjects: options.intoProjects || isReference,
      excluded: [...options.excluded, ...others],
      table,
    });
    directories += scanned.directories;
    for (const problem of scanned.problems) problems.push({ root: facts, ...problem });
    for (const [reason, count] of scanned.skipped) skipped.set(reason, (skipped.get(reason) ?? 0) + count);
  }
  skipped.delete('named_apart');
  return { table, roots, directories, skipped, problems };
}

function apart({ device, inode }: RootFacts): ExcludedFolder {
  return { device, inode, reason: 'named_apart' };
}

/** A folder that is named as a reference too is one. */
function distinct(named: readonly SearchRoot[]): readonly SearchRoot[] {
  const byIdentity = new Map<string, SearchRoot>();
  for (const root of named) {
    const key = `${String(root.facts.device)}:${String(root.facts.inode)}`;
    const known = byIdentity.get(key);
    if (known === undefined || (root.isReference && !known.isReference)) byIdentity.set(key, root);
  }
  return [...byIdentity.values()];
}
