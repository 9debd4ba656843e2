import { hostname } from 'node:os';
import { randomBytes } from 'node:crypto';
import { isRunning } from '../../platform/processes/is-running.ts';

/**
 * Names this worker: the machine, the process, and chance, since a process id comes again.
 *
 * @returns such as `nas/4711/9f3a2b1c`
 */
export function newWorkerId(): string {
  return `${hostname()}/${process.pid}/${randomBytes(4).toString('hex')}`;
}

/**
 * Tells workers of this machine.
 *
 * @param own - this process's own worker
 * @returns whether a worker is of this machine, and whether its process lives
 */
export function thisMachine(own: string): {
  readonly isHere: (workerId: string) => boolean;
  readonly isAlive: (workerId: string) => boolean;
} {
  const here = `${hostname()}/`;
  return {
    isHere: (workerId) => workerId.startsWith(here),
    isAlive: (workerId) => {
      const pid = Number(workerId.slice(here.length).split('/')[0]);
      // A former worker with this process's number is gone.
      if (pid === process.pid) return workerId === own;
      return isRunning(pid);
    },
  };
}
