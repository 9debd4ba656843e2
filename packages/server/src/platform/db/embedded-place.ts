import { randomBytes } from 'node:crypto';
import { chmod, chown, link, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { KemptError } from '@kempt/engine';
import type { EmbeddedBinaries } from './embedded-binaries.ts';
import { isRunning } from '../processes/is-running.ts';
import { runProgram } from './run-program.ts';
import type { ServiceAccount } from './service-account.ts';

/** Where an embedded database is. */
export interface EmbeddedPlace {
  /** Absolute path of what is below. */
  readonly folder: string;
  /** Holds the tables; not there before the first start. */
  readonly data: string;
  readonly socket: string;
  readonly password: string;
  /** Who runs it where Kempt runs as root. */
  readonly account: ServiceAccount | undefined;
}

/** Name of the database, and of the user it belongs to. */
export const DATABASE = 'kempt';
/** A Unix socket's path has no more bytes than this; PostgreSQL appends `/.s.PGSQL.5432`. */
const LONGEST_SOCKET_FOLDER = 90;
/** How the system says that something else has the name of a folder. */
const TAKEN: ReadonlySet<unknown> = new Set(['ENOTEMPTY', 'EEXIST', 'ENOTDIR']);

/**
 * Makes the folders of an embedded database, and its password.
 *
 * @param stateFolder - absolute path of the state folder
 * @param of - who runs it, and the major version of PostgreSQL
 * @param of.account - undefined for the user of this process
 * @param of.version - the data folder is named for it
 * @returns where it is
 * @throws KemptError `database_unavailable` where it cannot be
 */
export async function makePlace(
  stateFolder: string,
  { account, version }: { readonly account: ServiceAccount | undefined; readonly version: string },
): Promise<EmbeddedPlace> {
  const folder = join(stateFolder, 'postgres');
  const data = join(folder, `data-${version}`);
  const socket = join(folder, 'socket');
  if (Buffer.byteLength(socket) > LONGEST_SOCKET_FOLDER) {
    throw new KemptError('database_unavailable', 'The path of the state folder is too long for a Unix socket.', {
      hint: 'Set KEMPT_HOME to a shorter path, or DATABASE_URL to a PostgreSQL server.',
    });
  }
  await mkdir(stateFolder, { recursive: true, mode: account === undefined ? 0o700 : 0o711 });
  for (const path of [folder, socket]) await mkdir(path, { recursive: true, mode: 0o700 });
  if (account !== undefined) {
    // The account may pass through, but not look around.
    for (const path of [stateFolder, folder]) await chmod(path, 0o711);
    await chown(socket, account.uid, account.gid);
    await refuseUnreachable(dirname(stateFolder), account);
  }
  return { folder, data, socket, password: await passwordIn(folder), account };
}

/** Written whole or not at all, however many start for the first time at once. */
async function passwordIn(folder: string): Promise<string> {
  const path = join(folder, 'password');
  if (!(await exists(path))) {
    const made = `${path}-${process.pid}`;
    await rm(made, { force: true });
    await writeFile(made, randomBytes(24).toString('hex'), { mode: 0o600, flag: 'wx', flush: true });
    await link(made, path).catch(unlessCode('EEXIST'));
    await rm(made);
  }
  return readFile(path, 'utf8');
}

async function refuseUnreachable(above: string, account: ServiceAccount): Promise<void> {
  for (let path = above; ; path = dirname(path)) {
    if (((await stat(path)).mode & 0o001) === 0) {
      throw new KemptError('database_unavailable', `The user ${account.name} cannot pass through ${path}.`, {
        hint: 'As root, leave KEMPT_HOME unset (/var/lib/kempt is used), or set it below a folder open to all.',
      });
    }
    if (path === dirname(path)) return;
  }
}

/**
 * Makes the tables' folder where there is none: beside its place, to which it moves when it is whole. Nothing that is
 * there is ever removed.
 *
 * @param binaries - PostgreSQL's programs
 * @param place - where
 * @throws KemptError `database_unavailable` with what PostgreSQL said, or when something else is there
 */
export async function initialise(binaries: EmbeddedBinaries, place: EmbeddedPlace): Promise<void> {
  if (await hasTables(place)) return;
  const making = `${place.data}.making-`;
  await removeLeft(making);
  const data = `${making}${process.pid}`;
  const pwfile = join(place.socket, `initial-password-${process.pid}`);
  await mkdir(data, { mode: 0o700 });
  try {
    await writeFile(pwfile, place.password, { mode: 0o600 });
    if (place.account !== undefined) {
      for (const path of [pwfile, data]) await chown(path, place.account.uid, place.account.gid);
    }
    const args = ['-D', data, '-U', DATABASE, '-A', 'scram-sha-256', `--pwfile=${pwfile}`, '-E', 'UTF8'];
    args.push('--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C');
    const made = await runProgram(binaries.initdb, args, { ...place.account, cwd: data });
    if (made.code !== 0) throw unavailable('PostgreSQL could not make its data folder', made.output);
    await putInPlace(data, place);
  } finally {
    await rm(pwfile, { force: true });
    await rm(data, { recursive: true, force: true });
  }
}

/** Another Kempt may have been first: then its tables are the ones. */
async function putInPlace(data: string, place: EmbeddedPlace): Promise<void> {
  try {
    await rename(data, place.data);
  } catch (error) {
    if (await hasTables(place)) return;
    if (!hasCode(error, TAKEN)) throw error;
    throw new KemptError('database_unavailable', `${place.data} is there, and is no data folder of PostgreSQL.`, {
      hint: 'Look what is in it. Bring it back from a backup, or move it away to begin with an empty database.',
      cause: error,
    });
  }
  const folder = await open(place.folder);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function hasTables({ data }: EmbeddedPlace): Promise<boolean> {
  try {
    return await exists(join(data, 'PG_VERSION'));
  } catch (error) {
    throw unavailable(`${data} cannot be looked at`, error instanceof Error ? error.message : 'unknown error');
  }
}

/** What a Kempt that ended meanwhile was making. */
async function removeLeft(making: string): Promise<void> {
  for (const name of await readdir(dirname(making))) {
    const path = join(dirname(making), name);
    const pid = path.startsWith(making) ? Number(path.slice(making.length)) : Number.NaN;
    if (pid === process.pid || (pid > 1 && !isRunning(pid))) await rm(path, { recursive: true, force: true });
  }
}

/**
 * The error for a database that does not start.
 *
 * @param what - what went wrong
 * @param said - by PostgreSQL
 * @returns the error
 */
export function unavailable(what: string, said: string): KemptError {
  return new KemptError('database_unavailable', `${what}: ${said.trim().split('\n').slice(-3).join(' ')}`, {
    hint: 'The folder postgres in the state folder holds its data. DATABASE_URL takes a PostgreSQL server instead.',
  });
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(unlessCode('ENOENT'))) !== undefined;
}

function unlessCode(code: string): (error: unknown) => undefined {
  return (error) => {
    if (!hasCode(error, new Set([code]))) throw error;
  };
}

function hasCode(error: unknown, codes: ReadonlySet<unknown>): boolean {
  return error instanceof Error && 'code' in error && codes.has(error.code);
}
