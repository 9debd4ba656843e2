import { createMemoryHashCacheStore } from '../../../src/testing/memory-hash-cache-store.ts';
import { hashCacheStoreContract } from './hash-cache-store-contract.ts';

hashCacheStoreContract('hash cache store in memory', () => {
  const store = createMemoryHashCacheStore(9973);
  return { store, other: store, dispose: () => undefined };
});
