import type { Progress } from '@kempt/engine';

/** From here on memory counts; below, the time it takes to start does. */
const MANY_FILES = 2_000;

/** The part of node:v8 this needs. */
export type SetFlags = (flags: string) => void;

/**
 * Keeps the room for young objects from growing to a hundred megabytes once there is much to do: Kempt's tables are
 * typed arrays, what else it makes dies at once, and a small room is collected as quickly. Not from the start, because
 * code that was compiled under other flags is compiled anew, Node's own in every thread.
 *
 * @param onProgress - takes reports of the engine
 * @param setFlags - sets flags of V8
 * @returns the same, with an eye on the number of files
 */
export function spareMemory(
  onProgress: (progress: Progress) => void,
  setFlags: SetFlags = (flags) => {
    void import('node:v8').then(({ setFlagsFromString }) => {
      setFlagsFromString(flags);
    });
  },
): (progress: Progress) => void {
  let spared = false;
  return (progress) => {
    if (!spared && progress.done >= MANY_FILES) {
      spared = true;
      setFlags('--semi-space-growth-factor=1');
    }
    onProgress(progress);
  };
}
