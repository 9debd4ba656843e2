import { spawn, type ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EmbeddedBinaries } from './embedded-binaries.ts';
import type { EmbeddedPlace } from './embedded-place.ts';
import { isRunning } from '../processes/is-running.ts';

/** A server process, whoever started it. */
export interface EmbeddedServer {
  /** Why it ended; undefined while it runs. */
  ended(): string | undefined;
  /** Waits until it has ended, whyever; keeps no process from ending. */
  over(): Promise<void>;
  stop(): Promise<void>;
  /** Lets it run on when this process ends. */
  leave(): void;
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

/** A process that is nobody's child here says nothing when it ends: it is looked for so often. */
const LOOK_MS = 500;

/**
 * Starts a server.
 *
 * @param binaries - PostgreSQL's programs
 * @param place - with its tables
 * @param extra - settings beside those it always has
 * @returns the process, which may not answer yet
 */
export function launchServer(
  binaries: EmbeddedBinaries,
  place: EmbeddedPlace,
  extra: Readonly<Record<string, string>>,
): EmbeddedServer {
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

function serverOf(child: ChildProcess): EmbeddedServer {
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
    over: () => over,
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

/**
 * A server that another Kempt left behind, or still uses.
 *
 * @param place - with its tables
 * @returns the process; undefined where there is none
 */
export async function runningServer(place: EmbeddedPlace): Promise<EmbeddedServer | undefined> {
  const pid = await serverPid(place.data);
  if (pid === undefined) return undefined;
  return {
    ended: () => (isRunning(pid) ? undefined : 'it ended'),
    over: async () => {
      while (isRunning(pid)) await sleep(LOOK_MS, undefined, { ref: false });
    },
    stop: async () => {
      if (isRunning(pid)) process.kill(pid, 'SIGINT');
      while (isRunning(pid)) await sleep(20);
    },
    leave: () => undefined,
  };
}

async function serverPid(data: string): Promise<number | undefined> {
  const [line = ''] = (await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
  const pid = Number(line);
  if (!(pid > 1) || !isRunning(pid)) return undefined;
  // After a restart of the machine the number may belong to anything.
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => 'postgres');
  return command.includes('postgres') ? pid : undefined;
}
