import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isRunning } from '../platform/processes/is-running.ts';

/**
 * Ends the embedded PostgreSQL of a state folder without letting it write anything, and waits until it has ended; it
 * recovers when it starts again.
 *
 * @param stateFolder - absolute path
 * @param signal - SIGQUIT ends its sessions too, as a crash does; SIGKILL its first process alone, as one without memory
 */
export async function endPostgres(stateFolder: string, signal: 'SIGQUIT' | 'SIGKILL' = 'SIGQUIT'): Promise<void> {
  const folder = join(stateFolder, 'postgres');
  const [data = ''] = (await readdir(folder)).filter((name) => /^data-\d+$/.test(name));
  const pid = Number((await readFile(join(folder, data, 'postmaster.pid'), 'utf8')).split('\n')[0]);
  process.kill(pid, signal);
  while (isRunning(pid)) await sleep(20);
}
