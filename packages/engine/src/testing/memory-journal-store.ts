import { KemptError } from '../errors/kempt-error.ts';
import type { ByteRange, JournalStore, OperationFile, OperationFiles } from '../ports/journal-store.ts';
import { createFaults, type FaultOperation, type Faults } from './faults.ts';
import { createSeededRandom, type SeededRandom } from './seeded-random.ts';

/** How the store behaves. */
export interface MemoryJournalStoreOptions {
  /** Hooks to share with a file system, so that one crash ends both. */
  readonly faults?: Faults;
  /** Decides what is left of unsynced bytes after {@link MemoryJournalStore.crash}. */
  readonly seed?: number;
  /** Bytes of each piece that `read` yields; 64 KiB when absent. */
  readonly pieceBytes?: number;
}

/** The port with what a test needs to damage it. */
export interface MemoryJournalStore extends JournalStore {
  /** Failures and crashes to come. */
  readonly fault: Faults;
  /**
   * A power cut: synced bytes stay; of what was appended since, nothing, a part, or a part followed by zeros is left.
   * Locks are gone.
   */
  crash(): void;
  /** The process alone dies: every byte stays, locks are gone. */
  restart(): void;
  /** Bytes of a file, empty where there is none. */
  bytes(operationId: string, file: OperationFile): Uint8Array;
  /** Replaces the bytes of a file, as a damaged disk would; they count as synced. */
  damage(operationId: string, file: OperationFile, bytes: Uint8Array): void;
}

const ID = /^[\w-]{1,64}$/;

interface StoredFile {
  bytes: Uint8Array;
  synced: number;
}

type StoredOperation = Map<OperationFile, StoredFile>;

/**
 * Creates a journal store in memory.
 *
 * @param options - hooks, seed and piece size
 * @returns an empty store
 */
export function createMemoryJournalStore(options: MemoryJournalStoreOptions = {}): MemoryJournalStore {
  const { faults = createFaults(), pieceBytes = 64 * 1024 } = options;
  const random = createSeededRandom(options.seed ?? 1);
  const shelf: Shelf = { faults, operations: new Map(), owners: new Map() };
  const { operations, owners } = shelf;
  const alive = <T>(work: () => T): Promise<T> =>
    settled(() => {
      faults.assertAlive();
      return work();
    });
  return {
    create: (operationId) => alive(() => create(shelf, operationId)),
    open: (operationId) => alive(() => open(shelf, operationId)),
    list: () => alive(() => [...operations.keys()].sort()),
    isBusy: (operationId) => alive(() => owners.has(operationId)),
    read: (operationId, file, range) =>
      pieces({ bytesNow: () => operations.get(operationId)?.get(file)?.bytes, pieceBytes, faults }, range),
    sizeOf: (operationId) => alive(() => sizeOf(operations.get(operationId))),
    remove: (operationId) =>
      alive(() => {
        faults.step(`remove operation ${operationId}`);
        operations.delete(operationId);
      }),
    fault: faults,
    crash: () => {
      owners.clear();
      for (const operation of operations.values()) for (const file of operation.values()) tear(file, random);
    },
    restart: () => {
      owners.clear();
    },
    bytes: (operationId, file) => Uint8Array.from(operations.get(operationId)?.get(file)?.bytes ?? []),
    damage: (operationId, file, bytes) => {
      existing(operations, operationId).set(file, { bytes: Uint8Array.from(bytes), synced: bytes.length });
    },
  };
}

/** Everything stored, and who holds which operation. */
interface Shelf {
  readonly faults: Faults;
  readonly operations: Map<string, StoredOperation>;
  readonly owners: Map<string, symbol>;
}

function create(shelf: Shelf, operationId: string): OperationFiles {
  if (!ID.test(operationId)) throw notFound(operationId);
  if (shelf.operations.has(operationId)) throw unwritable(`operation ${operationId} exists`);
  shelf.faults.step(`create operation ${operationId}`);
  shelf.operations.set(operationId, new Map());
  return open(shelf, operationId);
}

function open(shelf: Shelf, operationId: string): OperationFiles {
  const operation = existing(shelf.operations, operationId);
  if (shelf.owners.has(operationId)) throw busy(operationId);
  const owner = Symbol(operationId);
  shelf.owners.set(operationId, owner);
  const write = createWriter(shelf.faults);
  const held = (work: () => void): Promise<void> =>
    settled(() => {
      shelf.faults.assertAlive();
      if (shelf.owners.get(operationId) !== owner) throw unwritable(`operation ${operationId} is closed`);
      work();
    });
  return {
    append: (file, bytes, sync) =>
      held(() => {
        write.append({ operationId, file }, fileOf(operation, file), { bytes, sync });
      }),
    truncate: (file, length) =>
      held(() => {
        write.truncate({ operationId, file }, fileOf(operation, file), length);
      }),
    close: () =>
      settled(() => {
        if (shelf.owners.get(operationId) === owner) shelf.owners.delete(operationId);
      }),
  };
}

interface Target {
  readonly operationId: string;
  readonly file: OperationFile;
}

interface Writer {
  append(target: Target, stored: StoredFile, what: { readonly bytes: Uint8Array; readonly sync: boolean }): void;
  truncate(target: Target, stored: StoredFile, length: number): void;
}

function createWriter(faults: Faults): Writer {
  const attempt = (operation: FaultOperation, { operationId, file }: Target): void => {
    const path = `${operationId}/${file}`;
    faults.step(`${operation} ${path}`);
    const code = faults.take(operation, path);
    if (code !== undefined) throw unwritable(`${operation} ${path}: ${code}`);
  };
  return {
    append: (target, stored, { bytes, sync }) => {
      attempt('append', target);
      stored.bytes = Uint8Array.from(Buffer.concat([stored.bytes, bytes]));
      if (!sync) return;
      attempt('fsync', target);
      stored.synced = stored.bytes.length;
    },
    truncate: (target, stored, length) => {
      attempt('truncate', target);
      stored.bytes = stored.bytes.slice(0, length);
      stored.synced = stored.bytes.length;
    },
  };
}

function fileOf(operation: StoredOperation, file: OperationFile): StoredFile {
  const known = operation.get(file);
  if (known !== undefined) return known;
  const made: StoredFile = { bytes: new Uint8Array(0), synced: 0 };
  operation.set(file, made);
  return made;
}

function tear(file: StoredFile, random: SeededRandom): void {
  const unsynced = file.bytes.length - file.synced;
  const kept = file.synced + random.below(unsynced + 1);
  const torn = random.chance(0.25) ? file.bytes.fill(0, kept) : file.bytes.slice(0, kept);
  Object.assign(file, { bytes: torn, synced: torn.length });
}

interface Reading {
  readonly bytesNow: () => Uint8Array | undefined;
  readonly pieceBytes: number;
  readonly faults: Faults;
}

async function* pieces({ bytesNow, pieceBytes, faults }: Reading, range?: ByteRange): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
  faults.assertAlive();
  const bytes = (bytesNow() ?? new Uint8Array(0)).slice(range?.start ?? 0, range?.end);
  for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
}

function sizeOf(operation: StoredOperation | undefined): number {
  return Array.from(operation?.values() ?? []).reduce((sum, { bytes }) => sum + bytes.length, 0);
}

function existing(operations: ReadonlyMap<string, StoredOperation>, operationId: string): StoredOperation {
  const operation = operations.get(operationId);
  if (operation === undefined) throw notFound(operationId);
  return operation;
}

function notFound(operationId: string): KemptError {
  return new KemptError('operation_not_found', `there is no operation ${operationId}`);
}

function unwritable(message: string): KemptError {
  return new KemptError('state_unwritable', message);
}

function busy(operationId: string): KemptError {
  return new KemptError('operation_busy', `operation ${operationId} is being carried out by another process`);
}

function settled<T>(work: () => T): Promise<T> {
  return Promise.resolve().then(work);
}
