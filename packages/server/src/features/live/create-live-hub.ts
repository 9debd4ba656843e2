import { LIVE_CLOSE } from '@kempt/contracts/api';
import type { Principal } from '../../platform/access/principal.ts';
import type { OperationEvent } from '../../platform/events/operation-event.ts';
import { LIVE_TIMES, type LiveParts, type LiveTimes } from './live-parts.ts';
import { LiveSocket, type Wire } from './live-socket.ts';

/** All sockets of this process. */
export interface LiveHub {
  readonly times: LiveTimes;
  /** Takes a socket in; undefined when the user has too many, which are told so. */
  open(principal: Principal, wire: Wire): LiveSocket | undefined;
  /** Forgets a socket. */
  leave(socket: LiveSocket): void;
  /** Ends all sockets. */
  close(): void;
}

/** One for each page that somebody has open, and then some. */
const SOCKETS_A_USER = 20;
/** An operation that could not be read is read again after so long. */
const RETRY_MS = 1000;

/**
 * Makes what stands between events and sockets: it reads each operation that changed once, whoever listens, and looks
 * after everybody who does.
 *
 * @param parts - events, operations and the log
 * @returns the hub
 */
export function createLiveHub(parts: LiveParts): LiveHub {
  const times: LiveTimes = { ...LIVE_TIMES, ...parts.times };
  const sockets = new Set<LiveSocket>();
  const readAnew = createReadAnew(parts, (id, rootId, seen) => {
    for (const socket of sockets) socket.whole(id, rootId, seen);
  });
  const onEvent = (event: OperationEvent): void => {
    if (sockets.size === 0) return;
    const { operation_id: id, root_id: rootId } = event;
    let unknown = event.kind === 'changed';
    if (event.kind === 'progress') for (const socket of sockets) unknown = socket.progress(event) || unknown;
    if (unknown) readAnew(id, rootId);
  };
  const onGap = (): void => {
    for (const socket of sockets) socket.refresh();
  };
  const stopListening = parts.events.subscribe({ onEvent, onGap });
  const look = async (): Promise<void> => {
    const asked = [...sockets];
    const standings = await parts.lookAfter(asked.map(({ principal }) => principal));
    for (const [i, socket] of asked.entries()) socket.look(standings[i] ?? { good: false, rootIds: new Set() });
  };
  const stopLooking = repeat(times.look, () =>
    look().catch((error: unknown) => {
      parts.log.debug('fail_to_look_after_sockets', { error });
    }),
  );
  return {
    times,
    open: (principal, wire) => {
      const own = [...sockets].filter((socket) => socket.principal.userId === principal.userId);
      if (own.length >= SOCKETS_A_USER) {
        wire.close(LIVE_CLOSE.too_many);
        return undefined;
      }
      const socket = new LiveSocket({ principal, wire, operations: parts.operations, times });
      sockets.add(socket);
      void parts.lookAfter([principal]).then(
        ([standing]) => {
          socket.look(standing ?? { good: false, rootIds: new Set() });
        },
        () => undefined,
      );
      return socket;
    },
    leave: (socket) => {
      socket.close();
      sockets.delete(socket);
    },
    close: () => {
      stopLooking();
      stopListening();
      for (const socket of sockets) socket.close(LIVE_CLOSE.going_away);
    },
  };
}

/** Reads an operation for everybody; what changes meanwhile is read once more. */
function createReadAnew(
  { operations, log }: LiveParts,
  tell: (id: string, rootId: string | null, seen: Awaited<ReturnType<typeof operations.read>>) => void,
): (id: string, rootId: string | null) => void {
  const reading = new Map<string, { again: boolean }>();
  const readAnew = (id: string, rootId: string | null): void => {
    const under = reading.get(id);
    if (under !== undefined) {
      under.again = true;
      return;
    }
    const state = { again: false };
    reading.set(id, state);
    const end = (): void => {
      reading.delete(id);
      if (state.again) readAnew(id, rootId);
    };
    operations.read(id).then(
      (seen) => {
        tell(id, rootId, seen);
        end();
      },
      (error: unknown) => {
        log.debug('fail_to_read_operation', { operation_id: id, error });
        state.again = true;
        setTimeout(end, RETRY_MS).unref();
      },
    );
  };
  return readAnew;
}

/** Does something again and again, each time after the one before has ended. */
function repeat(everyMs: number, work: () => Promise<void>): () => void {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const next = (): void => {
    if (stopped) return;
    timer = setTimeout(() => void work().then(next), everyMs).unref();
  };
  next();
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
