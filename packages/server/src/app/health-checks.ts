import { sql } from 'drizzle-orm';
import type { Db } from '../platform/db/open-database.ts';
import type { HealthCheck } from '../platform/health/create-health.ts';
import type { Queue } from '../platform/queue/open-queue.ts';
import type { RedisLink } from '../platform/redis/open-redis.ts';
import { readStateRoom, tryStateFolder } from '../platform/storage/state-room.ts';

/** What is asked whether it is there. */
export interface CheckedParts {
  readonly db: Db;
  readonly queue: Queue;
  /** Absolute path of Kempt's state folder. */
  readonly stateFolder: string;
  /** What processes share, where there is one: without it they work all the same. */
  readonly redis: RedisLink | undefined;
}

/**
 * What every process of Kempt needs: the database, the queue, and a state folder that takes what is written.
 *
 * @param parts - what is asked
 * @returns the checks
 */
export function healthChecks({ db, queue, stateFolder, redis }: CheckedParts): readonly HealthCheck[] {
  return [
    {
      name: 'database',
      check: async () => {
        const { rows } = await db.execute<{ version: string }>(
          sql`select current_setting('server_version') as version`,
        );
        return { version: rows[0]?.version ?? '' };
      },
    },
    {
      name: 'cache',
      optional: true,
      check: async () => {
        if (redis === undefined) return { backend: 'memory' };
        await redis.run((connection) => connection.ping());
        return { backend: 'redis' };
      },
    },
    { name: 'queue', check: async () => ({ waiting: await queue.waiting() }) },
    {
      name: 'storage',
      check: async () => {
        await tryStateFolder(stateFolder);
        const { freeBytes, sizeBytes } = await readStateRoom(stateFolder);
        return { free_bytes: freeBytes, size_bytes: sizeBytes };
      },
    },
  ];
}
