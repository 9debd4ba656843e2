import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDiskJournalStore } from '../../../src/fs/disk-journal-store.ts';
import { journalStoreContract, type StoreBed } from './journal-store-contract.ts';

function bedOf(native: boolean): StoreBed {
  const folder = mkdtempSync(join(tmpdir(), 'kempt-journal-'));
  return {
    store: createDiskJournalStore(folder, { native }),
    other: createDiskJournalStore(folder, { native }),
    dispose: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

journalStoreContract('journal store on the disk with native locks', () => bedOf(true));
journalStoreContract('journal store on the disk with portable locks', () => bedOf(false));
