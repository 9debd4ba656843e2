import { FileSystemError } from '../errors/file-system-error.ts';
import type { TreeLock } from '../ports/file-system.ts';
import type { MemoryNode } from './memory-node.ts';
import type { OpenFolder } from './memory-tree.ts';

interface Holding {
  readonly exclusive: ReadonlySet<MemoryNode>;
  readonly shared: ReadonlySet<MemoryNode>;
}

/** Locks on trees, as `flock` gives them: exclusive on the tops, shared on everything above. */
export interface MemoryLocks {
  /**
   * Takes all tops at once; tops of one request may lie within each other.
   *
   * @throws FileSystemError `busy` when somebody holds an overlapping tree
   */
  lock(tops: readonly OpenFolder[]): TreeLock;
  /** Frees everything, as the kernel does with a process. */
  reset(): void;
}

/**
 * Creates the lock table of a pretended machine.
 *
 * @returns a table with no lock held
 */
export function createMemoryLocks(): MemoryLocks {
  const held = new Set<Holding>();
  return {
    lock: (tops) => {
      const wanted = holdingOf(tops);
      if ([...held].some((other) => collides(wanted, other))) {
        throw new FileSystemError('busy', 'another process holds an overlapping tree');
      }
      held.add(wanted);
      return {
        release: () => {
          held.delete(wanted);
          return Promise.resolve();
        },
      };
    },
    reset: () => {
      held.clear();
    },
  };
}

function holdingOf(tops: readonly OpenFolder[]): Holding {
  const exclusive = new Set(tops.map(({ node }) => node));
  const shared = new Set<MemoryNode>();
  for (const top of tops) {
    for (let { above } = top; above !== undefined; { above } = above) shared.add(above.node);
  }
  return { exclusive, shared };
}

function collides(one: Holding, other: Holding): boolean {
  return (
    intersects(one.exclusive, other.exclusive) ||
    intersects(one.exclusive, other.shared) ||
    intersects(one.shared, other.exclusive)
  );
}

function intersects(one: ReadonlySet<MemoryNode>, other: ReadonlySet<MemoryNode>): boolean {
  return [...one].some((node) => other.has(node));
}
