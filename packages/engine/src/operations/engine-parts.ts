import type { Clock } from '../ports/clock.ts';
import type { FileSystem } from '../ports/file-system.ts';
import type { HashCacheStore } from '../ports/hash-cache-store.ts';
import type { JournalStore } from '../ports/journal-store.ts';

/** What every operation of the engine is built from. */
export interface EngineParts {
  readonly fileSystem: FileSystem;
  readonly store: JournalStore;
  readonly hashCache: HashCacheStore;
  readonly clock: Clock;
  /** Absolute raw path of Kempt's state folder. */
  readonly stateFolder: string;
  /** Absolute raw path of the user's home folder. */
  readonly homeFolder: string;
  readonly platform: NodeJS.Platform;
  /** Names the next operation; ids sort by the time an operation begins. */
  readonly nextOperationId: () => string;
}
