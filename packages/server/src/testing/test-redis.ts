import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';

/** A Redis of one test, which it may kill. */
export interface TestRedis {
  readonly url: string;
  /** Talks to it, whatever becomes of the connections of others. */
  ask<T>(command: (redis: Redis) => Promise<T>): Promise<T>;
  /** Keeps it from answering, with its connections open. */
  pause(): void;
  /** Lets it go on. */
  resume(): void;
  /** Kills it with everything it knows. */
  kill(): Promise<void>;
  /** Starts it again on its port: empty, or with what it saved. */
  start(): Promise<void>;
  /** Ends it and removes what it left. */
  stop(): Promise<void>;
}

/**
 * Starts the redis-server that is on PATH, on a free port. It saves nothing unless it is told to.
 *
 * @param settings - further arguments, such as `--maxmemory`
 * @returns the server
 */
export async function startTestRedis(settings: readonly string[] = []): Promise<TestRedis> {
  const folder = await mkdtemp(join(tmpdir(), 'kempt-redis-'));
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  const place = ['--bind', '127.0.0.1', '--port', String(port), '--dir', folder];
  const args = [...place, '--save', '', '--appendonly', 'no', ...settings];
  let child: ChildProcess | undefined;
  const ask: TestRedis['ask'] = async (command) => {
    const redis = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: 1, retryStrategy: () => 50 });
    redis.on('error', () => undefined);
    try {
      await redis.connect();
      return await command(redis);
    } finally {
      redis.disconnect();
    }
  };
  const start = async (): Promise<void> => {
    child = spawn('redis-server', args, { stdio: 'ignore' });
    for (;;) {
      const pong = await ask((redis) => redis.ping()).catch(() => undefined);
      if (pong === 'PONG') return;
      await sleep(20);
    }
  };
  const kill = async (): Promise<void> => {
    const running = child;
    child = undefined;
    if (running === undefined) return;
    const ended = new Promise((resolve) => running.once('exit', resolve));
    running.kill('SIGKILL');
    await ended;
  };
  await start();
  return {
    url,
    ask,
    pause: () => child?.kill('SIGSTOP'),
    resume: () => child?.kill('SIGCONT'),
    kill,
    start,
    stop: async () => {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
