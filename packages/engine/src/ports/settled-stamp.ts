const SECOND = 1_000_000_000n;
/** Clocks of file systems go on every few milliseconds, ten at most: nanoseconds. */
export const TICK = 20_000_000n;
/** Where times are whole seconds they may be those of FAT, which counts every second one. */
const COARSE_TICK = 3n * SECOND;

/**
 * Whether a file's times would tell its next change. A clock goes on in ticks, so that a file which is changed again in
 * the tick of its last change has the same times afterwards, and other bytes.
 *
 * @param ctime - when it changed last, nanoseconds since 1970
 * @param readSince - a time before it was read, nanoseconds since 1970
 * @returns false when the tick was not over yet
 */
export function isSettledStamp(ctime: bigint, readSince: bigint): boolean {
  return readSince - ctime > (ctime % SECOND === 0n ? COARSE_TICK : TICK);
}
