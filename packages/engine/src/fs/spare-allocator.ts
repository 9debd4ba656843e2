import { createRequire } from 'node:module';
import type Koffi from 'koffi';

/** From mallopt(3). */
const M_MMAP_THRESHOLD = -3;
/** Bytes. Arrays of a quarter of that are made for every call to the disk, where giving them back costs a fifth of the time. */
const LARGE = 1 << 20;

/**
 * Has glibc ask the system for each large array, and give it back as soon as it is freed. As it is, the size from
 * which it does so grows with what is freed, and columns that grow leave hundreds of megabytes of holes in its heaps.
 * It holds for the whole process; other C libraries do so anyway.
 */
export function spareAllocator(): void {
  if (process.platform !== 'linux') return;
  try {
    const koffi = createRequire(import.meta.url)('koffi') as typeof Koffi;
    koffi.load(null).func('int mallopt(int, int)')(M_MMAP_THRESHOLD, LARGE);
  } catch {
    // A C library without mallopt.
  }
}
