import { openDisk } from '@kempt/engine/open-disk';

type Disk = ReturnType<typeof openDisk>;

let early: Disk | undefined;

/**
 * Starts the disk before anything else is loaded.
 *
 * @param stateFolder - absolute path of Kempt's state folder
 */
export function startDiskEarly(stateFolder: string): void {
  early = openDisk(stateFolder);
  early.start();
}

/**
 * The disk for an engine, which closes it.
 *
 * @param stateFolder - absolute path of Kempt's state folder
 * @returns the one that was started early, if it was; it is given away once
 */
export function takeDisk(stateFolder: string): Disk {
  const disk = early ?? openDisk(stateFolder);
  early = undefined;
  return disk;
}

/** Ends what was started early and nobody took, since what was typed turned out to be wrong. */
export async function closeEarlyDisk(): Promise<void> {
  await early?.close();
  early = undefined;
}
