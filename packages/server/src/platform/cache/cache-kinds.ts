import type { CacheKind } from '@kempt/contracts';

/** Seconds that each kind is good for at most, when nothing changes. */
export type CacheLifetimes = Readonly<Record<CacheKind, number>>;

/**
 * Kept in the memory of each process, and never in a shared store: who may do what must not outlive the process that
 * looked it up.
 */
export const PRIVATE_KINDS: ReadonlySet<CacheKind> = new Set(['standing']);
