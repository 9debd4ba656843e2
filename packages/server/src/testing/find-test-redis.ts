import type { TestContext } from 'node:test';
import { requireTool } from '@kempt/engine/testing/require-tool';
import { startTestRedis, type TestRedis } from './test-redis.ts';

let own: Promise<TestRedis> | undefined;

/**
 * A Redis for the tests of a file that leave it as it is: the one that REDIS_URL names, else one of their own.
 *
 * @param t - the test
 * @returns its URL; undefined when the test was skipped
 */
export async function findTestRedis(t: Pick<TestContext, 'skip'>): Promise<string | undefined> {
  const given = process.env['REDIS_URL'];
  if (given !== undefined && given !== '') return given;
  if (!requireTool(t, 'redis-server')) return undefined;
  own ??= startTestRedis();
  return (await own).url;
}

/** Ends the Redis of this file, when it had to start one. */
export async function stopTestRedis(): Promise<void> {
  const redis = await own;
  own = undefined;
  await redis?.stop();
}
