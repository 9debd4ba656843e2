import { createRequire } from 'node:module';
import type Koffi from 'koffi';

/** A C function bound by koffi; every one used here answers a number. */
type Call = (...args: readonly (number | bigint | Uint8Array | ArrayBufferView | null)[]) => number;

/** The functions of the C library that Node does not offer. Arguments and results as in their man pages. */
export interface Libc {
  readonly openat: Call;
  readonly statx: Call;
  readonly getdents64: Call;
  readonly renameat2: Call;
  readonly linkat: Call;
  readonly unlinkat: Call;
  readonly mkdirat: Call;
  readonly symlinkat: Call;
  readonly readlinkat: Call;
  readonly fchownat: Call;
  readonly syncfs: Call;
  readonly futimens: Call;
  readonly flistxattr: Call;
  readonly fgetxattr: Call;
  readonly fsetxattr: Call;
  readonly lseek: Call;
  readonly posixFadvise: Call;
  readonly flock: Call;
  readonly ioctl: Call;
  readonly fstatvfs: Call;
  readonly inotifyInit1: Call;
  readonly inotifyAddWatch: Call;
  /** errno of the last call on this thread. */
  errno(): number;
}

const SIGNATURES: Readonly<Record<Exclude<keyof Libc, 'errno'>, string>> = {
  openat: 'int openat(int, void *, int, unsigned int)',
  statx: 'int statx(int, void *, int, unsigned int, void *)',
  getdents64: 'int64_t getdents64(int, void *, size_t)',
  renameat2: 'int renameat2(int, void *, int, void *, unsigned int)',
  linkat: 'int linkat(int, void *, int, void *, int)',
  unlinkat: 'int unlinkat(int, void *, int)',
  mkdirat: 'int mkdirat(int, void *, unsigned int)',
  symlinkat: 'int symlinkat(void *, int, void *)',
  readlinkat: 'int64_t readlinkat(int, void *, void *, size_t)',
  fchownat: 'int fchownat(int, void *, unsigned int, unsigned int, int)',
  syncfs: 'int syncfs(int)',
  futimens: 'int futimens(int, void *)',
  flistxattr: 'int64_t flistxattr(int, void *, size_t)',
  fgetxattr: 'int64_t fgetxattr(int, void *, void *, size_t)',
  fsetxattr: 'int fsetxattr(int, void *, void *, size_t, int)',
  lseek: 'int64_t lseek(int, int64_t, int)',
  posixFadvise: 'int posix_fadvise(int, int64_t, int64_t, int)',
  flock: 'int flock(int, int)',
  ioctl: 'int ioctl(int, unsigned long, void *)',
  fstatvfs: 'int fstatvfs(int, void *)',
  inotifyInit1: 'int inotify_init1(int)',
  inotifyAddWatch: 'int inotify_add_watch(int, void *, unsigned int)',
};

let loaded: Libc | undefined | null = null;

/**
 * Binds the C library of this Linux (glibc or musl), once per thread.
 *
 * @returns the functions, or undefined on another system and where one of them is missing
 */
export function loadLibc(): Libc | undefined {
  if (loaded !== null) return loaded;
  loaded = process.platform === 'linux' ? bind() : undefined;
  return loaded;
}

function bind(): Libc | undefined {
  try {
    // Loaded when it is first needed: most commands never lock or move anything.
    const koffi = createRequire(import.meta.url)('koffi') as typeof Koffi;
    const library = koffi.load(null);
    const calls = Object.fromEntries(
      Object.entries(SIGNATURES).map(([name, signature]) => [name, library.func(signature)]),
    ) as unknown as Omit<Libc, 'errno'>;
    return { ...calls, errno: () => koffi.errno() };
  } catch {
    return undefined;
  }
}
