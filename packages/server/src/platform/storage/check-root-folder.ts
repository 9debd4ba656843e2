import { realpath, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, isAbsolute, normalize } from 'node:path';
import { isInQuarantine, isInside, isSystemPath, KemptError } from '@kempt/engine';

/**
 * Checks a folder that an administrator wants to make a root. Threat model: a root is where Kempt moves other people's
 * files, with the rights of its own process; so a root is never a folder of the operating system, never Kempt's own
 * state or a quarantine, and never a name that could come to mean another folder because it leads over a link.
 *
 * @param path - what was named
 * @param stateFolder - absolute path of Kempt's state folder
 * @throws KemptError `root_not_allowed`, `source_not_found` or `source_not_folder`
 */
export async function checkRootFolder(path: string, stateFolder: string): Promise<void> {
  const plain = normalize(path);
  const bare = plain.length > 1 && plain.endsWith('/') ? plain.slice(0, -1) : plain;
  if (!isAbsolute(path) || bare !== path) {
    throw notAllowed('A root is an absolute path without `.`, `..` or a slash at its end.');
  }
  // Before the disk is asked: whether something is in an inbox, or among the system's files, is not said either.
  const state = await realpath(stateFolder).catch(() => stateFolder);
  if (isInside(path, state) || isInside(state, path)) throw notAllowed("That folder holds Kempt's own state.");
  if (isInQuarantine(path)) throw notAllowed('That folder is a quarantine, whose files are not shown.');
  if (isSystemPath(path, process.platform)) throw notAllowed('That folder belongs to the operating system.');
  if (await isHome(path)) throw notAllowed('That is a whole home folder. Name a folder in it.');
  const real = await realpath(path).catch((error: unknown) => {
    throw new KemptError('source_not_found', 'There is no such folder, or Kempt cannot reach it.', { cause: error });
  });
  if (real !== path) throw notAllowed(`The path leads over a link. Name the folder itself: ${real}`);
  if (!(await stat(real)).isDirectory()) throw new KemptError('source_not_folder', 'That is not a folder.');
}

async function isHome(path: string): Promise<boolean> {
  const homes = ['/home', '/Users', '/var/home'];
  const own = await realpath(homedir()).catch(() => homedir());
  return path === own || path === '/root' || homes.includes(path) || homes.includes(dirname(path));
}

function notAllowed(message: string): KemptError {
  return new KemptError('root_not_allowed', message);
}
