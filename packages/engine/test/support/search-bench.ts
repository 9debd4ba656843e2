import type { DuplicatesResult } from '@kempt/contracts';
import { createEngine } from '../../src/operations/create-engine.ts';
import type { DuplicateGroup, DuplicatesRequest, Engine } from '../../src/operations/engine.ts';
import type { HashBatch } from '../../src/ports/file-system.ts';
import { createMemoryHashCacheStore, type MemoryHashCacheStore } from '../../src/testing/memory-hash-cache-store.ts';
import { createMemoryWorld, type MemoryWorld } from '../../src/testing/memory-world.ts';

/** What was found: totals, and each group as the paths of its files. */
export interface Found {
  readonly result: DuplicatesResult;
  readonly groups: readonly (readonly string[])[];
}

/** An engine over a pretended machine, to look for duplicates. */
export interface SearchBench {
  readonly disk: MemoryWorld['fileSystem'];
  readonly clock: MemoryWorld['clock'];
  readonly hashCache: MemoryHashCacheStore;
  readonly engine: Engine;
  /** Called before each batch is hashed: other programs act between scan and hash here. */
  beforeHashing: ((batch: HashBatch) => void) | undefined;
  /** Looks below `/home/me/tree` unless the request names roots; without the cache. */
  find(request?: Partial<DuplicatesRequest>): Promise<Found>;
}

/** The folder that is searched. */
export const TREE = '/home/me/tree';

/**
 * Creates a machine with files.
 *
 * @param files - contents by path below the tree, or by absolute path
 * @returns engine and machine
 */
export function createSearchBench(files: Readonly<Record<string, string | Uint8Array>> = {}): SearchBench {
  const { fileSystem: disk, journalStore: store, clock } = createMemoryWorld();
  const hashCache = createMemoryHashCacheStore();
  disk.mkdir(TREE);
  for (const [path, content] of Object.entries(files)) {
    disk.writeFile(path.startsWith('/') ? path : `${TREE}/${path}`, content);
  }
  clock.advance(60_000);
  const engine = createEngine({
    stateFolder: '/home/me/.local/state/kempt',
    homeFolder: '/home/me',
    fileSystem: {
      ...disk,
      hashBatch: (batch) => {
        bench.beforeHashing?.(batch);
        return disk.hashBatch(batch);
      },
    },
    store,
    hashCache,
    clock,
    platform: 'linux',
  });
  const bench: SearchBench = {
    disk,
    clock,
    hashCache,
    engine,
    beforeHashing: undefined,
    find: async (request = {}) => {
      const groups: DuplicateGroup[] = [];
      const onGroup = (group: DuplicateGroup): void => void groups.push(group);
      const result = await engine.duplicates({ roots: [TREE], cache: false, onGroup, ...request });
      return { result, groups: groups.map((group) => Array.from(group.files(), ({ path }) => shortPath(path))) };
    },
  };
  return bench;
}

/**
 * A path as tests write it.
 *
 * @param path - absolute
 * @returns below the tree where it is there
 */
export function shortPath(path: string): string {
  return path.startsWith(`${TREE}/`) ? path.slice(TREE.length + 1) : path;
}
