import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { createDiskJournalStore } from '../../src/fs/disk-journal-store.ts';
import { settleCrashes } from '../../src/operations/settle-crashes.ts';
import type { EngineParts } from '../../src/operations/engine-parts.ts';
import { createMemoryHashCacheStore } from '../../src/testing/memory-hash-cache-store.ts';
import { createMemoryWorld } from '../../src/testing/memory-world.ts';
import { newOperationId } from '../../src/operations/operation-id.ts';

const OPERATIONS = 200;

for (const native of [true, false]) {
  test(`an operation is never taken for one nobody waits for while it is made (${native ? 'flock' : 'lock folders'})`, async (t) => {
    const stateFolder = mkdtempSync(join(tmpdir(), 'kempt-at-once-'));
    t.after(() => {
      rmSync(stateFolder, { recursive: true });
    });
    const { fileSystem, clock } = createMemoryWorld();
    const partsOf = (): EngineParts => ({
      fileSystem,
      clock,
      store: createDiskJournalStore(stateFolder, { native }),
      hashCache: createMemoryHashCacheStore(),
      stateFolder,
      homeFolder: '/home/me',
      platform: 'linux',
      nextOperationId: () => newOperationId(clock.now()),
    });
    const made = { all: false };
    const starting = [0, 1].map(async () => {
      const parts = partsOf();
      while (!made.all) await settleCrashes(parts);
    });
    const { store } = partsOf();
    for (let i = 0; i < OPERATIONS; i++) {
      const id = `operation-${String(i)}`;
      const files = await store.create(id);
      await files.append('plan', Buffer.from('plan'), false);
      await settleCrashes(partsOf());
      for (const file of ['plan', 'journal']) {
        assert.ok(existsSync(join(stateFolder, 'operations', id, file)), `${file} of ${id} is gone`);
      }
      await files.close();
    }
    made.all = true;
    await Promise.all(starting);
  });
}
