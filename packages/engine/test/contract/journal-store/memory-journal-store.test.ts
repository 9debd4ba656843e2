import { createMemoryJournalStore } from '../../../src/testing/memory-journal-store.ts';
import { journalStoreContract } from './journal-store-contract.ts';

journalStoreContract('journal store in memory', () => {
  const store = createMemoryJournalStore({ pieceBytes: 9973 });
  return { store, other: store, dispose: () => undefined };
});
