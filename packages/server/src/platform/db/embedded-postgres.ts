import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { KemptError } from '@kempt/engine';
import { embeddedBinaries, type EmbeddedBinaries } from './embedded-binaries.ts';
import { runProgram } from './run-program.ts';
import { serviceAccount, type ServiceAccount } from './service-account.ts';
import { withClient } from './with-client.ts';

/** A PostgreSQL of Kempt's own. */
export interface EmbeddedPostgres {
  /** How to reach it: a URL over its Unix socket. */
  readonly url: string;
  /** Stops it cleanly, unless another Kempt uses it too: the last one stops it. */
  stop(): Promise<void>;
}

/** How an embedded database is started. */
export interface EmbeddedOptions {
  /** Absolute path of the state folder, in which it keeps everything. */
  readonly stateFolder: string;
  /** Further settings of the server, for tests. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** Small, because the database shares a laptop with everything else, and safe: nothing acknowledged is ever lost. */
const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '',
  max_connections: '60',
  shared_buffers: '32MB',
  max_wal_size: '512MB',
  maintenance_work_mem: '16MB',
  // Nothing is replicated: what is loaded into a new table is synced instead of logged.
  wal_level: 'minimal',
  max_wal_senders: '0',
  unix_socket_permissions: '0700',
  log_timezone: 'UTC',
  timezone: 'UTC',
};
const DATABASE = 'kempt';
const START_TIMEOUT_MS = 60_000;
const CLIENT = 'kempt start';
/** A Unix socket's path has no more bytes than this; PostgreSQL appends `/.s.PGSQL.5432`. */
const LONGEST_SOCKET_FOLDER = 90;

/**
 * Starts the database in the state folder, made on the first start. One that outlived a Kempt that was killed is taken
 * over.
 *
 * @param options - the state folder
 * @returns the running database
 * @throws KemptError `database_unavailable` with what PostgreSQL said
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const account = process.getuid?.() === 0 ? await serviceAccount() : undefined;
  const binaries = await embeddedBinaries(options.stateFolder, account !== undefined);
  const place = await makePlace(options.stateFolder, { account, version: binaries.majorVersion });
  if (!(await exists(join(place.data, 'PG_VERSION')))) await initialise(binaries, place);
  const left = await runningServer(place);
  const server = left ?? launch(binaries, place, options.settings ?? {});
  await untilReady(place, server);
  await makeDatabase(place);
  return {
    url: urlOf(place, DATABASE),
    stop: async () => {
      if (await hasOtherSessions(place)) server.leave();
      else await server.stop();
    },
  };
}

interface Place {
  readonly folder: string;
  readonly data: string;
  readonly socket: string;
  readonly password: string;
  readonly account: ServiceAccount | undefined;
}

/** A server process, whoever started it. */
interface Server {
  /** Why it ended; undefined while it runs. */
  ended(): string | undefined;
  stop(): Promise<void>;
  /** Lets it run on when this process ends. */
  leave(): void;
}

async function makePlace(
  stateFolder: string,
  { account, version }: { readonly account: ServiceAccount | undefined; readonly version: string },
): Promise<Place> {
  const folder = join(stateFolder, 'postgres');
  const data = join(folder, `data-${version}`);
  const socket = join(folder, 'socket');
  if (Buffer.byteLength(socket) > LONGEST_SOCKET_FOLDER) {
    throw new KemptError('database_unavailable', 'The path of the state folder is too long for a Unix socket.', {
      hint: 'Set KEMPT_HOME to a shorter path, or DATABASE_URL to a PostgreSQL server.',
    });
  }
  await mkdir(stateFolder, { recursive: true, mode: account === undefined ? 0o700 : 0o711 });
  for (const path of [folder, data, socket]) await mkdir(path, { recursive: true, mode: 0o700 });
  if (account !== undefined) {
    // The account may pass through, but not look around.
    for (const path of [stateFolder, folder]) await chmod(path, 0o711);
    for (const path of [data, socket]) await chown(path, account.uid, account.gid);
    await refuseUnreachable(dirname(stateFolder), account);
  }
  const secret = join(folder, 'password');
  if (!(await exists(secret))) {
    await writeFile(secret, randomBytes(24).toString('hex'), { mode: 0o600, flag: 'wx', flush: true });
  }
  return { folder, data, socket, password: await readFile(secret, 'utf8'), account };
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

async function initialise(binaries: EmbeddedBinaries, place: Place): Promise<void> {
  const pwfile = join(place.socket, 'initial-password');
  await rm(place.data, { recursive: true, force: true });
  await mkdir(place.data, { mode: 0o700 });
  await writeFile(pwfile, place.password, { mode: 0o600 });
  if (place.account !== undefined) {
    await chown(pwfile, place.account.uid, place.account.gid);
    await chown(place.data, place.account.uid, place.account.gid);
  }
  try {
    const args = ['-D', place.data, '-U', DATABASE, '-A', 'scram-sha-256', `--pwfile=${pwfile}`, '-E', 'UTF8'];
    args.push('--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C');
    const made = await runProgram(binaries.initdb, args, { ...place.account, cwd: place.data });
    if (made.code !== 0) throw unavailable('PostgreSQL could not make its data folder', made.output);
  } catch (error) {
    await rm(place.data, { recursive: true, force: true });
    throw error;
  } finally {
    await rm(pwfile, { force: true });
  }
}

function launch(binaries: EmbeddedBinaries, place: Place, extra: Readonly<Record<string, string>>): Server {
  const settings = { ...SETTINGS, unix_socket_directories: place.socket, ...extra };
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawn(binaries.postgres, ['-D', place.data, ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
    cwd: place.data,
    env: { PATH: '/usr/bin:/bin', TZ: 'UTC' },
    // Ctrl-C in a terminal is for Kempt, which stops the database when it has finished with it.
    detached: true,
    ...(place.account === undefined ? {} : { uid: place.account.uid, gid: place.account.gid }),
  });
  return serverOf(child);
}

function serverOf(child: ChildProcess): Server {
  let said = '';
  let ended: string | undefined;
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-4000);
  });
  const over = new Promise<void>((resolve) => {
    child.once('error', (error) => {
      ended = error.message;
      resolve();
    });
    child.once('exit', () => {
      ended = said.trim() || 'it ended';
      resolve();
    });
  });
  return {
    ended: () => ended,
    stop: async () => {
      // SIGINT is PostgreSQL's fast shutdown: sessions end, everything is written.
      child.kill('SIGINT');
      await over;
    },
    leave: () => {
      child.stderr?.destroy();
      child.unref();
    },
  };
}

/** A server that another Kempt left behind, or still uses. */
async function runningServer(place: Place): Promise<Server | undefined> {
  const pid = await serverPid(place.data);
  if (pid === undefined) return undefined;
  return {
    ended: () => (isAlive(pid) ? undefined : 'it ended'),
    stop: async () => {
      process.kill(pid, 'SIGINT');
      while (isAlive(pid)) await sleep(20);
    },
    leave: () => undefined,
  };
}

async function serverPid(data: string): Promise<number | undefined> {
  const [line = ''] = (await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
  const pid = Number(line);
  if (!(pid > 1) || !isAlive(pid)) return undefined;
  // After a restart of the machine the number may belong to anything.
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => 'postgres');
  return command.includes('postgres') ? pid : undefined;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function hasOtherSessions(place: Place): Promise<boolean> {
  return withClient(urlOf(place, 'postgres'), CLIENT, async (client) => {
    const { rows } = await client.query<{ others: number }>(
      "select count(*)::int as others from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()",
    );
    return (rows[0]?.others ?? 0) > 0;
  }).catch(() => false);
}

async function untilReady(place: Place, server: Server): Promise<void> {
  const end = performance.now() + START_TIMEOUT_MS;
  for (;;) {
    const last = await withClient(urlOf(place, 'postgres'), CLIENT, () => Promise.resolve()).then(
      () => undefined,
      (error: unknown) => (error instanceof Error ? error.message : 'it did not answer'),
    );
    if (last === undefined) return;
    const why = server.ended();
    if (why !== undefined) throw unavailable('PostgreSQL did not start', why);
    if (performance.now() > end) throw unavailable('PostgreSQL did not answer', last);
    await sleep(25);
  }
}

async function makeDatabase(place: Place): Promise<void> {
  await withClient(urlOf(place, 'postgres'), CLIENT, async (client) => {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`create database ${DATABASE}`);
  });
}

function urlOf(place: Place, database: string): string {
  return `postgresql://${DATABASE}:${place.password}@${encodeURIComponent(place.socket)}/${database}`;
}

function unavailable(what: string, said: string): KemptError {
  return new KemptError('database_unavailable', `${what}: ${said.trim().split('\n').slice(-3).join(' ')}`, {
    hint: 'The folder postgres in the state folder holds its data. DATABASE_URL takes a PostgreSQL server instead.',
  });
}

async function exists(path: string): Promise<boolean> {
  const file = await open(path).catch(() => undefined);
  await file?.close();
  return file !== undefined;
}
