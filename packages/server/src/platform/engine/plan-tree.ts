import type { PlanTreeEntry } from '@kempt/contracts/api';
import { isInside, type Engine, type PlanSource } from '@kempt/engine';

/** Which entries of a plan's tree are wanted. */
export interface PlanTreeQuery {
  readonly plan: PlanSource;
  /** Absolute folder whose entries are wanted, as paths are shown. */
  readonly folder: string;
  /** Only names behind this one; all when empty. */
  readonly after: string;
  readonly limit: number;
}

interface Sum {
  kind: PlanTreeEntry['kind'];
  files: number;
  size_bytes: number;
}

/** So many times the page is summed up before what does not fit is given up. */
const SLACK = 4;

/**
 * What a frozen plan brings into one folder. However many entries that are, only about a page of them is in memory.
 *
 * @param engine - reads the plan
 * @param query - which folder, and which part of it
 * @returns at most as many as were asked for, by name
 */
export async function planTree(engine: Engine, query: PlanTreeQuery): Promise<readonly PlanTreeEntry[]> {
  const { plan, folder, after, limit } = query;
  if (limit === 0) return [];
  const sums = new Map<string, Sum>();
  /** No name behind it is on the page. */
  let last: string | undefined;
  for await (const { new_path: path, size_bytes: size } of engine.planSteps(plan)) {
    if (!isInside(path, folder) || path === folder) continue;
    const [name = '', ...deeper] = path.slice(folder === '/' ? 1 : folder.length + 1).split('/');
    if (name <= after || (last !== undefined && name > last)) continue;
    const sum = sums.get(name) ?? { kind: 'file', files: 0, size_bytes: 0 };
    if (deeper.length > 0) sum.kind = 'folder';
    sum.files++;
    sum.size_bytes += size;
    sums.set(name, sum);
    if (sums.size >= limit * SLACK) last = giveUp(sums, limit);
  }
  const names = [...sums.keys()].sort().slice(0, limit);
  return names.flatMap((name) => {
    const sum = sums.get(name);
    return sum === undefined ? [] : [{ name, ...sum }];
  });
}

/** Keeps the first names, and answers the last of them. */
function giveUp(sums: Map<string, Sum>, limit: number): string | undefined {
  const names = [...sums.keys()].sort();
  for (const name of names.slice(limit)) sums.delete(name);
  return names[limit - 1];
}
