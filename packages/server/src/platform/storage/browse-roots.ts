import { readdir, realpath } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where people's folders are, on one system or another. */
const HOMES = ['/home', '/Users', '/var/home'];
const VOLUMES = ['/mnt', '/media', '/run/media', '/srv', '/Volumes'];

/**
 * The folders below which administrators look for new roots: those that were set, else home folders and where volumes
 * are mounted. Only those that are there.
 *
 * @param configured - absolute paths; undefined where nothing was set
 * @returns absolute real paths, sorted, each once
 */
export async function browseRoots(configured: readonly string[] | undefined): Promise<readonly string[]> {
  const wanted = configured ?? [homedir(), ...(await homes()), ...VOLUMES];
  const found = await Promise.all(wanted.map((path) => realpath(path).catch(() => undefined)));
  return [...new Set(found.filter((path) => path !== undefined))].sort();
}

async function homes(): Promise<string[]> {
  const listed = HOMES.map(async (folder) => {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    return entries.filter((entry) => entry.isDirectory()).map((entry) => join(folder, entry.name));
  });
  return (await Promise.all(listed)).flat();
}
