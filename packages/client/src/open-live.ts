import { LIVE_PROTOCOL, type LiveMessage, type LiveRequest } from '@kempt/contracts/api';
import { ApiError } from './api-error.ts';

/** Hears what is said of a topic; the first message, and the first after every gap, is a snapshot. */
export type LiveListener = (message: LiveMessage) => void;

/** `open`: messages come. `waiting`: the connection is being made. `ended`: it is closed, or somebody has to sign in. */
export type LiveState = 'open' | 'waiting' | 'ended';

/** How live progress is opened. */
export interface LiveOptions {
  /** Address of the socket. */
  readonly url: string;
  /** Gets a ticket, which opens one socket. */
  readonly getTicket: () => Promise<string>;
  /** Told when the state changes. */
  readonly onState?: (state: LiveState) => void;
  /** Milliseconds until the first new attempt; each one after waits twice as long, up to ten seconds. */
  readonly firstRetryMs?: number;
}

/** Live progress: one socket that comes again by itself. */
export interface Live {
  /**
   * Listens to a topic: `operations`, or `operation:` and an id.
   *
   * @returns ends it
   */
  subscribe(topic: string, listener: LiveListener): () => void;
  /** Ends everything. */
  close(): void;
}

interface Followed {
  readonly listeners: Set<LiveListener>;
  /** Number of the last message. */
  seq: number;
}

const LAST_RETRY_MS = 10_000;

/**
 * Opens live progress.
 *
 * @param options - where, and with what ticket
 * @returns the connection; it is made with the first topic, and again whenever it is lost
 */
export function openLive(options: LiveOptions): Live {
  const connection = new Connection(options);
  return {
    subscribe: (topic, listener) => connection.follow(topic, listener),
    close: () => {
      connection.close();
    },
  };
}

class Connection {
  readonly #options: LiveOptions;
  readonly #topics = new Map<string, Followed>();
  #socket: WebSocket | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Whether a socket is open or about to be. */
  #busy = false;
  #state: LiveState | undefined;
  #attempts = 0;

  constructor(options: LiveOptions) {
    this.#options = options;
  }

  #open(): void {
    this.#become('waiting');
    this.#options.getTicket().then(
      (ticket) => {
        if (this.#state !== 'ended') this.#connect(ticket);
      },
      (error: unknown) => {
        if (error instanceof ApiError && error.status === 401) this.close();
        else this.#comeAgain();
      },
    );
  }

  follow(topic: string, listener: LiveListener): () => void {
    const old = this.#topics.get(topic);
    const followed = old ?? { listeners: new Set<LiveListener>(), seq: 0 };
    followed.listeners.add(listener);
    this.#topics.set(topic, followed);
    // Whoever comes later needs a snapshot as well.
    this.#say({ type: 'subscribe', topic, since: followed.seq });
    if (!this.#busy && this.#state !== 'ended') {
      this.#busy = true;
      this.#open();
    }
    return () => {
      followed.listeners.delete(listener);
      if (followed.listeners.size > 0 || this.#topics.get(topic) !== followed) return;
      this.#topics.delete(topic);
      this.#say({ type: 'unsubscribe', topic });
    };
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#become('ended');
    this.#socket?.close();
    this.#socket = undefined;
  }

  #connect(ticket: string): void {
    const socket = new WebSocket(this.#options.url, [LIVE_PROTOCOL, `ticket.${ticket}`]);
    this.#socket = socket;
    socket.addEventListener('open', () => {
      this.#become('open');
      for (const [topic, { seq }] of this.#topics) this.#say({ type: 'subscribe', topic, since: seq });
    });
    socket.addEventListener('message', ({ data }) => {
      this.#attempts = 0;
      this.#hear(JSON.parse(String(data)) as LiveMessage);
    });
    socket.addEventListener('close', () => {
      if (this.#socket !== socket) return;
      this.#socket = undefined;
      this.#comeAgain();
    });
  }

  #hear(message: LiveMessage): void {
    const followed = this.#topics.get(message.topic);
    if (followed === undefined) return;
    if (message.type !== 'unsubscribed') followed.seq = message.seq;
    else if (message.code !== 'asked') this.#topics.delete(message.topic);
    for (const listener of [...followed.listeners]) listener(message);
  }

  #comeAgain(): void {
    if (this.#state === 'ended') return;
    this.#become('waiting');
    // Nobody listens: the next who does makes the connection.
    this.#busy = this.#topics.size > 0;
    if (!this.#busy) return;
    const { firstRetryMs = 250 } = this.#options;
    const longest = Math.min(LAST_RETRY_MS, firstRetryMs * 2 ** this.#attempts++);
    // Not all at once, when a server comes back.
    this.#timer = setTimeout(
      () => {
        this.#open();
      },
      longest * (0.5 + Math.random() / 2),
    );
  }

  #say(request: LiveRequest): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(request));
  }

  #become(state: LiveState): void {
    if (state === this.#state || this.#state === 'ended') return;
    this.#state = state;
    this.#options.onState?.(state);
  }
}
