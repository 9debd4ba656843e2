import { once } from 'node:events';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import type { LiveMessage, LiveRequest } from '@kempt/contracts/api';

/** A message of the server, as a test looks at it. */
export type Said = LiveMessage & { readonly seq?: number };

/** A socket as a program opens it, with all it was told. */
export class LiveClient {
  /** The socket itself. */
  readonly socket: WebSocket;
  /** What the server said, from the beginning. */
  readonly said: Said[] = [];
  /** The code it was closed with; undefined while it is open. */
  closed: number | undefined;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', (data: Buffer) => this.said.push(JSON.parse(data.toString()) as Said));
    socket.on('close', (code) => (this.closed = code));
    socket.on('error', () => undefined);
  }

  /** Opens one; rejects with the status of the answer when there is none. */
  static async open(
    url: string,
    options: { protocols?: string[]; headers?: Record<string, string>; autoPong?: boolean } = {},
  ): Promise<LiveClient> {
    const { protocols = [], headers = {}, autoPong = true } = options;
    const client = new LiveClient(new WebSocket(url, protocols, { headers, autoPong }));
    await new Promise<void>((resolve, reject) => {
      client.socket.once('open', resolve);
      client.socket.once('unexpected-response', (_request, response) => {
        reject(new Error(String(response.statusCode)));
      });
      client.socket.once('error', reject);
    });
    return client;
  }

  /** The connection below. */
  get connection(): Socket {
    return (this.socket as unknown as { _socket: Socket })._socket;
  }

  /** Says something. */
  say(request: LiveRequest): void {
    this.socket.send(JSON.stringify(request));
  }

  /** Waits until something holds; fails after five seconds. */
  async until(holds: () => boolean, what: string): Promise<void> {
    const late = Date.now() + 5000;
    while (!holds()) {
      if (Date.now() > late) throw new Error(`${what} did not come: ${JSON.stringify(this.said.slice(-3))}`);
      await sleep(5);
    }
  }

  /** Waits for a message of a kind behind those that are there. */
  async next<T extends Said['type']>(type: T): Promise<Extract<Said, { type: T }>> {
    const from = this.said.length;
    const find = () => this.said.slice(from).find((one) => one.type === type);
    await this.until(() => find() !== undefined, type);
    return find() as Extract<Said, { type: T }>;
  }

  /** Subscribes and waits for the snapshot. */
  async subscribe(topic: string, since?: number): Promise<Extract<Said, { type: 'snapshot' }>> {
    const came = this.next('snapshot');
    this.say({ type: 'subscribe', topic, ...(since === undefined ? {} : { since }) });
    return came;
  }

  /** Closes it. */
  async close(): Promise<void> {
    if (this.socket.readyState === WebSocket.CLOSED) return;
    const closed = once(this.socket, 'close');
    this.socket.close();
    await closed;
  }
}
