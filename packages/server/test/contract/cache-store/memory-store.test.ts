import { createMemoryStore } from '../../../src/platform/cache/memory-store.ts';
import { cacheStoreContract } from './cache-store-contract.ts';

cacheStoreContract('cache store in memory', () => Promise.resolve(createMemoryStore()));
