import { createFaults, type Faults } from './faults.ts';
import { createFixedClock, type FixedClock } from './fixed-clock.ts';
import { createMemoryFileSystem, type MemoryFileSystem, type MemoryFileSystemOptions } from './memory-file-system.ts';
import { createMemoryJournalStore, type MemoryJournalStore } from './memory-journal-store.ts';

/** A pretended machine with a file system, a journal store and a clock that crash together. */
export interface MemoryWorld {
  readonly fileSystem: MemoryFileSystem;
  readonly journalStore: MemoryJournalStore;
  readonly clock: FixedClock;
  /** One count of steps over both ports. */
  readonly faults: Faults;
  /** Starts again after a crash; with `powerCut`, unsynced journal bytes are torn. */
  restart(options?: { readonly powerCut?: boolean }): void;
}

/** How the machine is made. */
export interface MemoryWorldOptions extends Omit<MemoryFileSystemOptions, 'clock' | 'faults'> {
  /** What the clock shows at first, milliseconds since 1970; 2024-01-01 when absent. */
  readonly start?: number;
  /** Decides what a power cut leaves of unsynced bytes. */
  readonly seed?: number;
}

/**
 * Creates a machine for tests of whole operations.
 *
 * @param options - time, seed, and how the file system is made
 * @returns its ports and hooks
 */
export function createMemoryWorld(options: MemoryWorldOptions = {}): MemoryWorld {
  const clock = createFixedClock(options.start ?? Date.UTC(2024, 0, 1));
  const faults = createFaults();
  const fileSystem = createMemoryFileSystem({ ...options, clock, faults });
  const journalStore = createMemoryJournalStore({ faults, seed: options.seed ?? 1 });
  return {
    fileSystem,
    journalStore,
    clock,
    faults,
    restart: ({ powerCut = false } = {}) => {
      fileSystem.restart();
      if (powerCut) journalStore.crash();
      else journalStore.restart();
    },
  };
}
