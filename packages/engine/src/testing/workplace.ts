import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder of a test, with the file systems it has mounted there. */
export interface Workplace extends AsyncDisposable {
  /** Absolute path with links resolved; anybody may enter it. */
  readonly path: string;
  /** Absolute path of something below. */
  at(...parts: readonly string[]): string;
  /** Makes a new folder for everybody to enter. */
  folder(name: string): string;
  /** Mounts a memory disk, of a size when one is given (such as `1m`). */
  mountMemory(name: string, size?: string): string;
  /** Mounts something as `mount` does; what is mounted last is unmounted first. */
  mount(name: string, ...args: readonly string[]): string;
  /** Unmounts a folder that was mounted here. */
  unmount(path: string): void;
  /** Something to be done before the folders go: file systems closed, processes ended. */
  defer(end: () => unknown): void;
}

/**
 * Makes a folder for a test below the temporary folder. It is removed, after everything mounted there, at the end of
 * the block that says `await using`.
 *
 * @returns the workplace
 */
export function makeWorkplace(): Workplace {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'kempt-attack-')));
  chmodSync(path, 0o755);
  const mounted: string[] = [];
  const ends: (() => unknown)[] = [];
  const folder = (name: string): string => {
    const made = join(path, name);
    mkdirSync(made, { recursive: true });
    return made;
  };
  const mount = (name: string, ...args: readonly string[]): string => {
    const at = folder(name);
    execFileSync('mount', [...args, at], { stdio: 'pipe' });
    mounted.push(at);
    return at;
  };
  const unmount = (at: string): void => {
    execFileSync('umount', [at], { stdio: 'pipe' });
    mounted.splice(mounted.lastIndexOf(at), 1);
  };
  return {
    path,
    at: (...parts) => join(path, ...parts),
    folder,
    mountMemory: (name, size) =>
      mount(name, '-t', 'tmpfs', ...(size === undefined ? [] : ['-o', `size=${size}`]), 'tmpfs'),
    mount,
    unmount,
    defer: (end) => {
      ends.push(end);
    },
    [Symbol.asyncDispose]: async () => {
      for (const end of ends.toReversed()) await end();
      for (const at of mounted.toReversed()) unmount(at);
      rmSync(path, { recursive: true, force: true });
    },
  };
}
