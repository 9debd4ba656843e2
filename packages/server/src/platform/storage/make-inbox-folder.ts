import { mkdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { INBOXES } from '@kempt/engine';

/**
 * Makes the folder for a user's uploads, in the one place of the state folder that holds people's own files.
 *
 * @param stateFolder - absolute path of Kempt's state folder
 * @param userId - whose
 * @returns its real path
 */
export async function makeInboxFolder(stateFolder: string, userId: string): Promise<string> {
  const folder = join(stateFolder, INBOXES, userId);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return realpath(folder);
}
