import type { Operation } from '@kempt/contracts/api';
import type { Principal } from '../../platform/access/principal.ts';
import type { Standing } from '../../platform/access/look-after-principals.ts';
import type { EventBus } from '../../platform/events/create-event-bus.ts';
import type { Log } from '../../platform/log/create-log.ts';
import type { TicketPlace } from './shared-tickets.ts';
import type { PeopleMetrics } from '../../platform/metrics/people-metrics.ts';

/** An operation, and the root whose grants say who may see it. */
export interface SeenOperation {
  readonly operation: Operation;
  readonly rootId: string | null;
}

/** How operations are read. */
export interface OperationReader {
  /** An operation, whoever may see it; undefined when it is not there. */
  read(id: string): Promise<SeenOperation | undefined>;
  /** An operation, if the user may see it now. */
  readFor(userId: string, id: string): Promise<SeenOperation | undefined>;
  /** What the user may see now, the newest first. */
  listFor(userId: string, limit: number): Promise<readonly SeenOperation[]>;
}

/** What live progress is built from. */
export interface LiveParts {
  readonly events: Pick<EventBus, 'subscribe'>;
  readonly operations: OperationReader;
  readonly log: Log;
  /** Where tickets are kept that any process takes; undefined where there is one process. */
  readonly ticketPlace: TicketPlace | undefined;
  readonly metrics: Pick<PeopleMetrics, 'socketOpened' | 'socketClosed'>;
  /** How people stand who opened sockets a while ago. */
  readonly lookAfter: (principals: readonly Principal[]) => Promise<readonly Standing[]>;
  /** Whether a page of that origin may open a socket. */
  readonly isOwnOrigin: (origin: string, host: string | undefined) => boolean;
  /** Times that tests make shorter. */
  readonly times?: Partial<LiveTimes>;
}

/** Milliseconds. */
export interface LiveTimes {
  /** Between two messages about one operation on one socket. */
  readonly interval: number;
  /** Between two looks at sessions and grants; what was revoked is shown no longer than this and the look itself. */
  readonly look: number;
  /** Between two pings; a socket that has not answered by the next one is cut. */
  readonly ping: number;
  /** After which a socket without topics, or one that reads nothing, is closed. */
  readonly idle: number;
  /** For which a ticket is good. */
  readonly ticket: number;
}

/** What is usual. */
export const LIVE_TIMES: LiveTimes = { interval: 100, look: 400, ping: 15_000, idle: 60_000, ticket: 30_000 };
