import { setTimeout as sleep } from 'node:timers/promises';
import { embeddedBinaries, type EmbeddedBinaries } from './embedded-binaries.ts';
import { DATABASE, initialise, makePlace, unavailable, type EmbeddedPlace } from './embedded-place.ts';
import { launchServer, runningServer, type EmbeddedServer } from './embedded-server.ts';
import { serviceAccount } from './service-account.ts';
import { withClient } from './with-client.ts';

/** A PostgreSQL of Kempt's own. */
export interface EmbeddedPostgres {
  /** How to reach it: a URL over its Unix socket. */
  readonly url: string;
  /** Waits until its process has ended, whyever. */
  over(): Promise<void>;
  /** Stops it cleanly, unless another Kempt uses it too: the last one stops it. */
  stop(): Promise<void>;
}

/** How an embedded database is started. */
export interface EmbeddedOptions {
  /** Absolute path of the state folder, in which it keeps everything. */
  readonly stateFolder: string;
  /** Further settings of the server, for tests. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Starts only what is there already: a database that vanished is not replaced by an empty one. */
  readonly again?: boolean;
  /** Breaks the start off. */
  readonly signal?: AbortSignal;
}

const START_TIMEOUT_MS = 60_000;
const LOOK_MS = 25;
const CLIENT = 'kempt start';
/** Any number, so long as nothing else of Kempt's locks the same one. */
const MAKE_LOCK = 7_150_007;

/**
 * Starts the database in the state folder, made on the first start. One that outlived a Kempt that was killed is taken
 * over, and so is one that another Kempt starts meanwhile.
 *
 * @param options - the state folder
 * @returns the running database
 * @throws KemptError `database_unavailable` with what PostgreSQL said
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const account = process.getuid?.() === 0 ? await serviceAccount() : undefined;
  const binaries = await embeddedBinaries(options.stateFolder, account !== undefined);
  const place = await makePlace(options.stateFolder, { account, version: binaries.majorVersion });
  if (options.again !== true) await initialise(binaries, place);
  const server = await answeringServer(binaries, place, options);
  await makeDatabase(place);
  return {
    url: urlOf(place, DATABASE),
    over: () => server.over(),
    stop: async () => {
      if (await hasOtherSessions(place)) server.leave();
      else await server.stop();
    },
  };
}

async function answeringServer(
  binaries: EmbeddedBinaries,
  place: EmbeddedPlace,
  { settings = {}, signal }: EmbeddedOptions,
): Promise<EmbeddedServer> {
  const left = await runningServer(place);
  const server = left ?? launchServer(binaries, place, settings);
  try {
    await untilReady(place, server, signal);
    return server;
  } catch (error) {
    if (signal?.aborted === true) await server.stop();
    const other = server.ended() === undefined ? undefined : await runningServer(place);
    if (other === undefined) throw error;
    await untilReady(place, other, signal);
    return other;
  }
}

async function hasOtherSessions(place: EmbeddedPlace): Promise<boolean> {
  return withClient(urlOf(place, 'postgres'), CLIENT, async (client) => {
    const { rows } = await client.query<{ others: number }>(
      "select count(*)::int as others from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()",
    );
    return (rows[0]?.others ?? 0) > 0;
  }).catch(() => false);
}

/** Until it is this server that answers: of two that start at once one ends. */
async function untilReady(place: EmbeddedPlace, server: EmbeddedServer, signal?: AbortSignal): Promise<void> {
  const end = performance.now() + START_TIMEOUT_MS;
  for (;;) {
    const last = await withClient(urlOf(place, 'postgres'), CLIENT, () => Promise.resolve()).then(
      () => undefined,
      (error: unknown) => (error instanceof Error ? error.message : 'it did not answer'),
    );
    const why = server.ended();
    if (why !== undefined) throw unavailable('PostgreSQL did not start', why);
    if (last === undefined) return;
    if (performance.now() > end) throw unavailable('PostgreSQL did not answer', last);
    await sleep(LOOK_MS, undefined, { signal });
  }
}

async function makeDatabase(place: EmbeddedPlace): Promise<void> {
  await withClient(urlOf(place, 'postgres'), CLIENT, async (client) => {
    await client.query('select pg_advisory_lock($1)', [MAKE_LOCK]);
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`create database ${DATABASE}`);
  });
}

function urlOf(place: EmbeddedPlace, database: string): string {
  return `postgresql://${DATABASE}:${place.password}@${encodeURIComponent(place.socket)}/${database}`;
}
