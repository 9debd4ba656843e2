import { lstat, opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { INBOXES } from '@kempt/engine';

/**
 * Adds up what Kempt keeps: its state folder, with the embedded database and without what people uploaded. One file after
 * the other, since nobody waits for it. What goes away meanwhile, or cannot be looked at, counts as nothing.
 *
 * @param stateFolder - absolute path of Kempt's state folder
 * @returns bytes on the disk
 */
export async function measureState(stateFolder: string): Promise<number> {
  let bytes = 0;
  const folders = [stateFolder];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const entries = await opendir(folder).catch(() => undefined);
    if (entries === undefined) continue;
    for await (const entry of entries) {
      const path = join(folder, entry.name);
      if (folder === stateFolder && entry.name === INBOXES) continue;
      if (entry.isDirectory()) folders.push(path);
      else bytes += (await lstat(path).catch(() => undefined))?.size ?? 0;
    }
  }
  return bytes;
}
