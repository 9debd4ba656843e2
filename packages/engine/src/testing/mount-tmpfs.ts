import { spawnSync } from 'node:child_process';
import { mkdirSync, rmdirSync } from 'node:fs';

/** A file system in memory: a device of its own. */
export interface MountedTmpfs {
  readonly folder: string;
  /** Unmounts it, whatever is in it, and removes its folder. */
  unmount(): void;
}

/**
 * Mounts a file system in memory, so that there is a second device to move to.
 *
 * @param folder - folder to make and mount on
 * @returns the mount; undefined where this user or system cannot mount
 */
export function mountTmpfs(folder: string): MountedTmpfs | undefined {
  mkdirSync(folder);
  const mount = spawnSync('mount', ['-t', 'tmpfs', 'tmpfs', folder], { stdio: 'ignore' });
  if (mount.status !== 0) {
    rmdirSync(folder);
    return undefined;
  }
  return {
    folder,
    unmount: () => {
      spawnSync('umount', [folder], { stdio: 'ignore' });
      rmdirSync(folder);
    },
  };
}
