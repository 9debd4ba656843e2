import type { Clock } from '../ports/clock.ts';
import type { FileSystem } from '../ports/file-system.ts';
import { createFaults, type Faults } from './faults.ts';
import { MemoryCalls } from './memory-calls.ts';
import { MemoryGuard } from './memory-guard.ts';
import { createMemoryLocks } from './memory-locks.ts';
import { createMemoryPort } from './memory-port.ts';
import { MemoryTree, type MountOptions, type OpenFolder } from './memory-tree.ts';
import { createMemoryUser, type MemoryUser } from './memory-user.ts';

/** How the pretended machine is made. */
export interface MemoryFileSystemOptions {
  /** Time of changes; each is a little later than the one before in any case. 2023-11-14 when absent. */
  readonly clock?: Clock;
  /** Hooks to share with a journal store, so that one crash ends both. */
  readonly faults?: Faults;
  /** The device at `/`. */
  readonly root?: MountOptions;
  /** Moves by linking and unlinking, as where the system has no rename that never replaces. */
  readonly linkMoves?: boolean;
}

/** The port, the hand of other programs, and the hooks for failures on purpose. */
export interface MemoryFileSystem extends FileSystem, MemoryUser {
  /** Failures and crashes to come. */
  readonly fault: Faults;
  /** A second process on the same machine, with roots and locks of its own; it shares the fault hooks. */
  another(): FileSystem;
  /** Starts a process that crashed again: what was done stays, locks and open roots are gone, roots must be reopened. */
  restart(): void;
}

/**
 * Creates a whole file system in memory that behaves as a Linux disk does.
 *
 * @param options - clock, hooks, and how `/` is mounted
 * @returns the port with test conveniences; `/` is an empty folder
 */
export function createMemoryFileSystem(options: MemoryFileSystemOptions = {}): MemoryFileSystem {
  const { clock, faults = createFaults(), linkMoves = false } = options;
  const tree = new MemoryTree(() => clock?.now() ?? 0, options.root);
  const locks = createMemoryLocks();
  const heldOpen = new Set<string>();
  let rootIds = 0;
  const newRootId = (): number => rootIds++;
  const process = {
    calls: new MemoryCalls(tree, new MemoryGuard(tree, faults)),
    faults,
    locks,
    heldOpen,
    linkMoves,
    newRootId,
  };
  const everyRoot: Map<number, OpenFolder>[] = [];
  const start = (): FileSystem => {
    const roots = new Map<number, OpenFolder>();
    everyRoot.push(roots);
    return createMemoryPort(process, roots);
  };
  return {
    ...start(),
    ...createMemoryUser(tree, heldOpen),
    fault: faults,
    another: start,
    restart: () => {
      faults.restart();
      locks.reset();
      for (const roots of everyRoot) roots.clear();
    },
  };
}
