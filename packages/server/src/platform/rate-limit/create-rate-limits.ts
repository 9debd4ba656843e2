import type { CacheMetrics } from '../metrics/cache-metrics.ts';
import type { LimitOutcome } from '../metrics/labels.ts';
import { WINDOW_SECONDS, type KindLimits, type LimitKind, type Limits } from './limit-kinds.ts';
import type { LimitDecision, LimitWindow, Penalties, RateLimiter } from './rate-limiter.ts';

/** Who is charged: the user, or the address of whoever is not signed in; and for a sign-in the account it is for. */
export interface LimitSubject {
  readonly kind: LimitKind;
  /** Such as `user:ID` or `address:ADDRESS`. */
  readonly who: string;
  /** What is counted over everybody; the kind itself when not given. */
  readonly together?: string;
  /** Whether nobody knows who it is. */
  readonly isStranger?: boolean;
}

/** A decision by name of its windows. */
export interface NamedDecision extends LimitDecision {
  readonly kind: LimitKind;
  /** Name of each window, such as `api`, `api-global` and `api-strangers`. */
  readonly names: readonly string[];
}

/** Limits requests, whatever becomes of Redis. */
export interface RateLimits {
  /**
   * Charges a request.
   *
   * @returns whether it is let in; undefined when nothing limits it
   */
  take(subject: LimitSubject): Promise<NamedDecision | undefined>;
  /** Waits that follow failures; in memory while Redis is away. */
  readonly penalties: Penalties;
}

/** What limits are made of. */
export interface RateLimitParts {
  readonly limits: Limits;
  /** Counts for all processes; undefined when there is one process alone. */
  readonly shared: { readonly limiter: RateLimiter; readonly penalties: Penalties } | undefined;
  /** Counts while the shared one is away. */
  readonly memory: { readonly limiter: RateLimiter; readonly penalties: Penalties };
  readonly metrics?: Pick<CacheMetrics, 'rateLimitDecision' | 'rateLimitFallback'>;
}

/** While processes count by themselves, guessing passwords must not become easier by their number. */
const STRICTER = 0.5;
/** So much of what all may ask together is for strangers: a few addresses keep nobody out who is signed in. */
const STRANGERS_SHARE = 0.5;

/**
 * Makes the limits. While the shared counter is away each process counts by itself, sign-ins to half of their limit.
 *
 * @param parts - limits and counters
 * @returns the limits
 */
export function createRateLimits({ limits, shared, memory, metrics }: RateLimitParts): RateLimits {
  const fallBack = async <T>(ask: (from: typeof memory, isAlone: boolean) => Promise<T>): Promise<T> => {
    if (shared === undefined) return ask(memory, false);
    try {
      return await ask(shared, false);
    } catch {
      return ask(memory, true);
    }
  };
  return {
    take: async (subject) => {
      const { kind } = subject;
      const { windows, names } = windowsOf(subject, limits[kind]);
      if (windows.length === 0) return undefined;
      const { decision, isAlone } = await fallBack(async ({ limiter }, alone) => ({
        decision: await limiter.take(alone && kind === 'sign_in' ? windows.map(stricter) : windows),
        isAlone: alone,
      }));
      metrics?.rateLimitDecision(kind, outcomeOf(decision, names));
      if (isAlone) metrics?.rateLimitFallback(kind);
      return { ...decision, kind, names };
    },
    penalties: {
      waitSeconds: (key) => fallBack(({ penalties }) => penalties.waitSeconds(key)),
      fail: (key) => fallBack(({ penalties }) => penalties.fail(key)),
      clear: (key) => fallBack(({ penalties }) => penalties.clear(key)),
    },
  };
}

function windowsOf(
  { kind, who, together, isStranger = false }: LimitSubject,
  { user, global }: KindLimits,
): { readonly windows: readonly LimitWindow[]; readonly names: readonly string[] } {
  const all = [
    { name: kind, window: { key: `${kind}:${who}`, limit: user, seconds: WINDOW_SECONDS } },
    {
      name: together === undefined ? `${kind}-global` : `${kind}-account`,
      window: { key: `${kind}:${together ?? 'global'}`, limit: global, seconds: WINDOW_SECONDS },
    },
    ...(isStranger ? [{ name: `${kind}-strangers`, window: strangersOf(kind, global) }] : []),
  ].filter(({ window }) => window.limit > 0);
  return { windows: all.map(({ window }) => window), names: all.map(({ name }) => name) };
}

function strangersOf(kind: LimitKind, global: number): LimitWindow {
  return { key: `${kind}:strangers`, limit: Math.ceil(global * STRANGERS_SHARE), seconds: WINDOW_SECONDS };
}

/** Whoever has room left for themselves is refused for everybody. */
function outcomeOf({ allowed, windows }: LimitDecision, names: readonly string[]): LimitOutcome {
  if (allowed) return 'allowed';
  const full = names.filter((_name, at) => windows[at]?.remaining === 0);
  return full.every((name) => /-(?:global|strangers)$/.test(name)) ? 'refused_globally' : 'refused';
}

function stricter(window: LimitWindow): LimitWindow {
  return { ...window, limit: Math.max(1, Math.floor(window.limit * STRICTER)) };
}
