import { readFileSync, realpathSync } from 'node:fs';

/** Disks of virtual machines say that they turn, whatever lies below them. */
const VIRTUAL = /\/(?:virtio\d+|vbd-\d+|virtual)\//;

/**
 * Whether the disk of a device turns, as Linux says below /sys/dev/block. A partition is asked through its disk.
 *
 * @param device - as st_dev
 * @returns false where that cannot be known: other systems, virtual disks, network and memory file systems
 */
export function isRotational(device: bigint): boolean {
  if (process.platform !== 'linux') return false;
  const major = ((device >> 8n) & 0xfffn) | ((device >> 32n) & 0xfffff000n);
  const minor = (device & 0xffn) | ((device >> 12n) & 0xffffff00n);
  try {
    const place = realpathSync(`/sys/dev/block/${String(major)}:${String(minor)}`);
    return !VIRTUAL.test(place) && [place, `${place}/..`].some((folder) => says(`${folder}/queue/rotational`));
  } catch {
    return false;
  }
}

function says(path: string): boolean {
  try {
    return readFileSync(path, 'utf8').trim() === '1';
  } catch {
    return false;
  }
}
