import type { Progress } from '@kempt/engine';

/** From here on memory counts; below, the time it takes to start does. */
const MANY_FILES = 2_000;
const STAY_SMALL = '--semi-space-growth-factor=1';
/** V8's own factor. */
const GROW = '--semi-space-growth-factor=2';

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
      setFlags(STAY_SMALL);
    }
    onProgress(progress);
  };
}

/**
 * Keeps the room for young objects small while a service is loaded. What is loaded stays, for which V8 makes that room
 * larger by a hundred megabytes, and gives none of it back. Requests may have it grow as they need it.
 *
 * @param setFlags - sets flags of V8
 * @returns to be called when everything is loaded
 */
export function spareMemoryWhileLoading(setFlags: SetFlags): () => void {
  setFlags(STAY_SMALL);
  return () => {
    setFlags(GROW);
  };
}
