import { execFileSync } from 'node:child_process';
import { truncateSync, writeFileSync } from 'node:fs';
import type { Workplace } from './workplace.ts';

/** As small as XFS may be; the file has holes. */
const BYTES = 320 * 1024 * 1024;

/**
 * Makes an XFS file system, on which files can share their bytes, and mounts it; unmounted with the workplace. Takes root
 * and `mkfs.xfs`.
 *
 * @param place - where
 * @param name - of the folder to mount it on
 * @returns the folder it is mounted on
 */
export function makeXfsImage(place: Workplace, name: string): string {
  const image = place.at(`${name}.img`);
  writeFileSync(image, '');
  truncateSync(image, BYTES);
  execFileSync('mkfs.xfs', ['-q', '-m', 'reflink=1', image]);
  return place.mount(name, '-o', 'loop', image);
}
