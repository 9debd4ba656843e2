import { lstatSync, readdirSync, readlinkSync, statSync } from 'node:fs';

const OWNER_WRITE = 0o200n;

/**
 * Device and inode of every regular file that a process holds open for writing, as far as this user may see. On Linux
 * the mode of the links in /proc/PID/fd tells how each descriptor was opened (proc(5)).
 *
 * @returns keys `device:inode`; empty where there is no /proc
 */
export function filesOpenForWriting(): Set<string> {
  const found = new Set<string>();
  for (const process of attempt(() => readdirSync('/proc')) ?? []) {
    if (!/^\d+$/.test(process)) continue;
    for (const fd of attempt(() => readdirSync(`/proc/${process}/fd`)) ?? []) addIfWriting(found, process, fd);
  }
  return found;
}

function addIfWriting(found: Set<string>, process: string, fd: string): void {
  const path = `/proc/${process}/fd/${fd}`;
  const link = attempt(() => lstatSync(path, { bigint: true }));
  if (link === undefined || (link.mode & OWNER_WRITE) === 0n) return;
  if (attempt(() => readlinkSync(path))?.startsWith('/') !== true) return;
  const file = attempt(() => statSync(path, { bigint: true }));
  if (file?.isFile() === true) found.add(`${String(file.dev)}:${String(file.ino)}`);
}

function attempt<T>(call: () => T): T | undefined {
  try {
    return call();
  } catch {
    return undefined;
  }
}
