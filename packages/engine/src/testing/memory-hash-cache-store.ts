import type { HashCacheStore } from '../ports/hash-cache-store.ts';

/** A store in memory whose bytes tests look at and damage. */
export interface MemoryHashCacheStore extends HashCacheStore {
  /** What is kept now. */
  bytes: Uint8Array;
}

/**
 * Creates an empty store.
 *
 * @param pieceLength - bytes of the pieces it is read in
 * @returns the store
 */
export function createMemoryHashCacheStore(pieceLength = 100_000): MemoryHashCacheStore {
  const store: MemoryHashCacheStore = {
    bytes: new Uint8Array(0),
    async *read() {
      const { bytes } = store;
      for (let at = 0; at < bytes.length; at += pieceLength) {
        yield await Promise.resolve(bytes.subarray(at, at + pieceLength));
      }
    },
    replace: async (pieces) => {
      const kept: Uint8Array[] = [];
      for await (const piece of pieces) kept.push(Uint8Array.from(piece));
      store.bytes = Uint8Array.from(Buffer.concat(kept));
    },
  };
  return store;
}
