import { Gauge, type Registry } from 'prom-client';

/** Takes down how much Kempt keeps, and how much room there is. */
export interface StorageMetrics {
  /** Bytes of the state folder without the inboxes; undefined where nobody knows. */
  stateBytes(bytes: number | undefined): void;
  /** Bytes of all inboxes, as they were last measured; undefined where nobody knows. */
  inboxBytes(bytes: number | undefined): void;
  /** Room on the file system of the state folder; undefined where nobody knows. */
  storageRoom(room: { readonly freeBytes: number; readonly sizeBytes: number } | undefined): void;
}

/**
 * Makes the metrics of storage.
 *
 * @param registry - where they are kept
 * @returns what takes them down
 */
export function createStorageMetrics(registry: Registry): StorageMetrics {
  const registers = [registry];
  const kept = new Gauge({
    name: 'storage_bytes',
    help: 'Bytes that Kempt keeps: its state with the embedded database (state), and what people uploaded (inboxes).',
    labelNames: ['place'],
    registers,
  });
  const room = new Gauge({
    name: 'storage_file_system_bytes',
    help: 'The file system of the state folder: its size, and what of it is free for Kempt.',
    labelNames: ['kind'],
    registers,
  });
  const set = (place: 'state' | 'inboxes', bytes: number | undefined): void => {
    if (bytes === undefined) kept.remove({ place });
    else kept.set({ place }, bytes);
  };
  return {
    stateBytes: (bytes) => {
      set('state', bytes);
    },
    inboxBytes: (bytes) => {
      set('inboxes', bytes);
    },
    storageRoom: (now) => {
      room.reset();
      if (now === undefined) return;
      room.set({ kind: 'free' }, now.freeBytes);
      room.set({ kind: 'size' }, now.sizeBytes);
    },
  };
}
