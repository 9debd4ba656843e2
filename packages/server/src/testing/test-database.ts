import { createHash, randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { migrateDatabase } from '../platform/db/migrate-database.ts';
import type { QueryListener } from '../platform/db/measure-queries.ts';
import type { Tracing } from '../platform/trace/tracing.ts';
import { openDatabase, type Database } from '../platform/db/open-database.ts';
import { startTestCluster, type TestCluster } from './test-cluster.ts';
import { withClient } from '../platform/db/with-client.ts';

/** A database of one test. */
export interface TestDatabase extends Database {
  /** Closes its connections and drops it. */
  drop(): Promise<void>;
}

const TEMPLATE_LOCK = 7_150_003;
let own: Promise<TestCluster> | undefined;

/** The cluster that `npm test` started for all files, else one for this file alone. */
async function clusterUrl(): Promise<string> {
  const shared = process.env['KEMPT_TEST_DATABASE_URL'];
  if (shared !== undefined && shared !== '') return shared;
  own ??= startTestCluster(process.env);
  return (await own).url;
}

/** Stops the cluster of this file, when it had to start one. */
export async function stopOwnCluster(): Promise<void> {
  const cluster = await own;
  own = undefined;
  await cluster?.stop();
}

/** How a database of a test is made. */
export interface TestDatabaseOptions {
  /** Without any tables. */
  readonly empty?: boolean;
  /** Told of each statement that ended. */
  readonly onQuery?: QueryListener;
  /** Takes spans. */
  readonly tracing?: Tracing;
}

/** Few connections, and patience: a busy machine may let hundreds of statements wait for long. */
export const TEST_POOL = { connections: 5, patience: 60_000, onError: (): void => undefined };

/**
 * Makes a database with all tables, cloned from a template, so that each test has one of its own.
 *
 * @param options - without tables, or with somebody who hears of statements
 * @returns the database
 */
export async function createTestDatabase({
  empty = false,
  ...listeners
}: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const cluster = await clusterUrl();
  const name = `kempt_test_${randomBytes(6).toString('hex')}`;
  const template = empty ? 'template0' : await makeTemplate(cluster);
  await query(cluster, `create database ${name} template ${template}`);
  const url = databaseUrl(cluster, name);
  const database = openDatabase(url, { ...TEST_POOL, ...listeners });
  return {
    ...database,
    drop: async () => {
      await database.close();
      await query(cluster, `drop database ${name} with (force)`);
    },
  };
}

/** The template is named for what is in it, so that a change of the schema makes a new one. */
async function makeTemplate(cluster: string): Promise<string> {
  const folder = join(import.meta.dirname, '..', 'platform', 'db', 'migrations');
  const hash = createHash('sha256');
  for (const file of (await readdir(folder)).filter((entry) => entry.endsWith('.sql')).sort()) {
    hash.update(await readFile(join(folder, file)));
  }
  const name = `kempt_template_${hash.digest('hex').slice(0, 12)}`;
  await withClient(cluster, 'kempt test', async (client) => {
    await client.query('select pg_advisory_lock($1)', [TEMPLATE_LOCK]);
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (rowCount === 1) return;
    await client.query(`drop database if exists ${name}_making`);
    await client.query(`create database ${name}_making template template0`);
    await migrateDatabase(databaseUrl(cluster, `${name}_making`));
    await client.query(`alter database ${name}_making rename to ${name}`);
  });
  return name;
}

async function query(cluster: string, text: string): Promise<void> {
  await withClient(cluster, 'kempt test', async (client) => {
    await client.query(text);
  });
}

/** The last part of the address is the database, whether a host or a socket stands in front of it. */
function databaseUrl(cluster: string, name: string): string {
  return cluster.replace(/\/[^/?]*(\?.*)?$/, `/${name}$1`);
}
