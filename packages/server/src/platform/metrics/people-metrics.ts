import { Counter, Gauge, type Registry } from 'prom-client';
import { beginAtZero } from './begin-at-zero.ts';
import { AUTH_EVENTS, AUTH_OUTCOMES, type AuthEvent, type AuthOutcome } from './labels.ts';

/** Takes down who is there. */
export interface PeopleMetrics {
  /** Somebody asked for something; only how many there are is ever told. */
  userSeen(userId: string): void;
  /** Somebody did something about who they are, or tried. */
  authEvent(event: AuthEvent, outcome: AuthOutcome): void;
  /** A socket was opened. */
  socketOpened(): void;
  /** A socket was closed. */
  socketClosed(): void;
}

/** Milliseconds for which somebody counts as there. */
const PRESENCE_MS = 300_000;
/** How often those who are gone are looked for, beside each scrape. */
const SWEEP_EVERY = 10_000;

/**
 * Makes the metrics of people.
 *
 * @param registry - where they are kept
 * @param now - monotonic, milliseconds
 * @returns what takes them down
 */
export function createPeopleMetrics(registry: Registry, now: () => number): PeopleMetrics {
  const registers = [registry];
  /** When each was last there, the longest gone first. */
  const seen = new Map<string, number>();
  const sweep = (): void => {
    const since = now() - PRESENCE_MS;
    for (const [id, at] of seen) {
      if (at >= since) return;
      seen.delete(id);
    }
  };
  let sinceSweep = 0;
  new Gauge({
    name: 'active_users',
    help: 'People who asked this process for something within five minutes.',
    registers,
    collect() {
      sweep();
      this.set(seen.size);
    },
  });
  const events = new Counter({
    name: 'auth_events_total',
    help: 'What was done about accounts, credentials and sessions.',
    labelNames: ['event', 'outcome'],
    registers,
  });
  beginAtZero(events, { event: AUTH_EVENTS, outcome: AUTH_OUTCOMES });
  const sockets = new Gauge({ name: 'websocket_connections', help: 'Sockets that are open.', registers });
  return {
    userSeen: (userId) => {
      // Taken out first, so that the map stays in the order of time.
      seen.delete(userId);
      seen.set(userId, now());
      if (++sinceSweep < SWEEP_EVERY) return;
      sinceSweep = 0;
      sweep();
    },
    authEvent: (event, outcome) => {
      events.inc({ event, outcome });
    },
    socketOpened: () => {
      sockets.inc();
    },
    socketClosed: () => {
      sockets.dec();
    },
  };
}
