import { execFileSync } from 'node:child_process';
import { truncateSync, writeFileSync } from 'node:fs';
import type { Workplace } from './workplace.ts';

const BYTES = 64 * 1024 * 1024;

/** A file system of its own, in a file. */
export interface Ext4Image {
  /** Where it is mounted. */
  readonly folder: string;
  /** What was not synced is lost, and every call fails from now on. */
  cutPower(): void;
  /** Mounts it again, after every process that used it has ended; it is put in order as after a power cut. */
  mountAgain(): void;
}

/**
 * Makes an ext4 file system and mounts it; unmounted with the workplace. Takes root, `mkfs.ext4` and, to cut the power,
 * `xfs_io`.
 *
 * @param place - where
 * @param name - of the folder to mount it on
 * @returns the file system
 */
export function makeExt4Image(place: Workplace, name: string): Ext4Image {
  const image = place.at(`${name}.img`);
  writeFileSync(image, '');
  truncateSync(image, BYTES);
  execFileSync('mkfs.ext4', ['-q', '-F', image]);
  const folder = place.mount(name, '-o', 'loop', image);
  return {
    folder,
    cutPower: () => {
      execFileSync('xfs_io', ['-x', '-c', 'shutdown', folder]);
    },
    mountAgain: () => {
      place.unmount(folder);
      place.mount(name, '-o', 'loop', image);
    },
  };
}
