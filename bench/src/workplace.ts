import { spawnSync } from 'node:child_process';
import { lstatSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** The folder in which benchmarks make and remove their trees. */
export interface Workplace {
  /** The tree that is organized; on the same device as everything else here. */
  readonly tree: string;
  /** Kempt's state folder. */
  readonly home: string;
  /** Where files go that leave the tree. */
  readonly destination: string;
  readonly scratch: string;
}

/**
 * Opens the folder for benchmarks, KEMPT_BENCH_DIR or bench/.data, and empties it of what an earlier run left.
 *
 * @returns the paths to use
 */
export function openWorkplace(): Workplace {
  const scratch = process.env.KEMPT_BENCH_DIR ?? join(import.meta.dirname, '../.data');
  mkdirSync(scratch, { recursive: true });
  const [tree, home, destination] = ['tree', 'home', 'destination'].map((name) => join(scratch, `kempt-bench-${name}`));
  const workplace = { tree: tree ?? '', home: home ?? '', destination: destination ?? '', scratch };
  clear(workplace);
  return workplace;
}

/**
 * Removes trees and state, all but the compile cache: like anybody's second command, a measured one finds it filled.
 *
 * @param workplace - whose
 */
export function clear(workplace: Workplace): void {
  const state = statSync(workplace.home, { throwIfNoEntry: false }) === undefined ? [] : readdirSync(workplace.home);
  const stale = state.filter((name) => name !== 'compile-cache').map((name) => join(workplace.home, name));
  for (const folder of [workplace.tree, workplace.destination, ...stale]) {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Writes everything that waits in memory to the disk, so that one run does not pay for the one before. */
export function syncDisks(): void {
  if (process.platform !== 'win32') spawnSync('sync');
}

/**
 * Counts the files below folders; nothing may be gone after a run.
 *
 * @param folders - where to look; one that does not exist holds none
 * @returns how many regular files there are
 */
export function countFiles(folders: readonly string[]): number {
  let files = 0;
  const visit = (folder: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.isDirectory()) visit(`${folder}/${entry.name}`);
      else if (entry.isFile() || lstatSync(`${folder}/${entry.name}`).isFile()) files++;
    }
  };
  for (const folder of folders) {
    if (statSync(folder, { throwIfNoEntry: false }) !== undefined) visit(folder);
  }
  return files;
}
