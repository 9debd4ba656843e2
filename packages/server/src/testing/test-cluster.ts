import { mkdtemp, rm, chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../platform/db/embedded-postgres.ts';

/** A PostgreSQL for tests. */
export interface TestCluster {
  readonly url: string;
  stop(): Promise<void>;
}

/** What a test loses in a crash of the machine, nobody misses. */
const QUICK = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '200' };

/**
 * Starts a PostgreSQL for tests: the embedded one in a folder of its own, or the server that DATABASE_URL names.
 *
 * @param env - the environment
 * @returns the server
 */
export async function startTestCluster(env: NodeJS.ProcessEnv): Promise<TestCluster> {
  const external = env['DATABASE_URL'];
  if (external !== undefined && external !== '') return { url: external, stop: () => Promise.resolve() };
  const folder = await mkdtemp(join(tmpdir(), 'kempt-db-'));
  await chmod(folder, 0o711);
  const server = await startEmbeddedPostgres({ stateFolder: join(folder, 's'), settings: QUICK });
  return {
    url: server.url,
    stop: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
