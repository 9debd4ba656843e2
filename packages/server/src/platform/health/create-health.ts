import { createReading } from './create-reading.ts';

/** What a check found out: numbers, versions and words of ours. */
export type CheckFacts = Readonly<Record<string, string | number | boolean>>;

/** Something that Kempt needs, and how to ask whether it is there. */
export interface HealthCheck {
  readonly name: string;
  /** Rejects when it is not there; may hang. */
  readonly check: () => Promise<CheckFacts>;
  /** Kempt works without it, only worse. */
  readonly optional?: boolean;
}

/** How one thing is. */
export interface CheckedState {
  readonly status: 'ok' | 'unavailable';
  /** Nothing of what is not there. */
  readonly details: CheckFacts;
}

/** How Kempt is: `degraded` works without something that it can do without. */
export type HealthStatus = 'ok' | 'degraded' | 'unavailable';

/** How everything is. */
export interface HealthReport {
  readonly status: HealthStatus;
  readonly checks: Readonly<Record<string, CheckedState>>;
}

/** Asks all checks. */
export interface Health {
  /** Answers in time, whatever hangs. */
  ask(): Promise<HealthReport>;
}

/** Whoever does not answer by then is not there. */
const PATIENCE_MS = 2000;
/** However many ask, each thing is asked once in so long. */
const FRESH_MS = 1000;

/**
 * Makes what knows how Kempt is.
 *
 * @param checks - what it needs
 * @param options - milliseconds that tests make shorter
 * @returns what asks them all, side by side
 */
export function createHealth(
  checks: readonly HealthCheck[],
  { patienceMs = PATIENCE_MS, freshMs = FRESH_MS }: { readonly patienceMs?: number; readonly freshMs?: number } = {},
): Health {
  const readings = checks.map(({ name, check, optional = false }) => ({
    name,
    optional,
    read: createReading(check, { freshMs, patienceMs }),
  }));
  return {
    ask: async () => {
      const states = await Promise.all(
        readings.map(async (reading) => ({ ...reading, state: await stateOf(reading.read) })),
      );
      const missing = states.filter(({ state }) => state.status !== 'ok');
      const status = missing.some(({ optional }) => !optional) ? 'unavailable' : missing.length > 0 ? 'degraded' : 'ok';
      return { status, checks: Object.fromEntries(states.map(({ name, state }) => [name, state])) };
    },
  };
}

function stateOf(read: () => Promise<CheckFacts>): Promise<CheckedState> {
  return read().then(
    (details) => ({ status: 'ok', details }),
    () => ({ status: 'unavailable', details: {} }),
  );
}
