import type { Principal } from '../../platform/access/principal.ts';
import { hashSecret, newSecret } from '../../platform/security/secrets.ts';

/** Tickets for sockets: an address ends up in logs, so that what stands in it must be worthless a moment later. */
export interface Tickets {
  /** Makes a ticket. */
  make(principal: Principal): Promise<string>;
  /** Takes a ticket away, and says whose it was; undefined for one that was never made, is used or too old. */
  take(ticket: string): Promise<Principal | undefined>;
}

/** Older ones of the same user give way. */
const TICKETS_A_USER = 20;

interface Kept {
  readonly principal: Principal;
  readonly expiresAt: number;
}

/**
 * Keeps tickets in the memory of this process, by their hash.
 *
 * @param lifetimeMs - for how long one is good
 * @param now - monotonic, milliseconds
 * @returns the tickets
 */
export function createTickets(lifetimeMs: number, now: () => number = () => performance.now()): Tickets {
  const kept = new Map<string, Kept>();
  const sweep = (): void => {
    // The oldest come first.
    for (const [hash, { expiresAt }] of kept) {
      if (expiresAt > now()) return;
      kept.delete(hash);
    }
  };
  return {
    make: (principal) => {
      sweep();
      const own = [...kept].filter(([, one]) => one.principal.userId === principal.userId);
      for (const [hash] of own.slice(0, Math.max(0, own.length - TICKETS_A_USER + 1))) kept.delete(hash);
      const ticket = newSecret();
      kept.set(hashSecret(ticket).toString('hex'), { principal, expiresAt: now() + lifetimeMs });
      return Promise.resolve(ticket);
    },
    take: (ticket) => {
      sweep();
      const hash = hashSecret(ticket).toString('hex');
      const found = kept.get(hash);
      kept.delete(hash);
      return Promise.resolve(found?.principal);
    },
  };
}
