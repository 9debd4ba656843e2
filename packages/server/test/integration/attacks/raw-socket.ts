import { connect, type AddressInfo, type Socket } from 'node:net';
import type { Http } from '../../../src/platform/http/create-http.ts';

/** A connection below HTTP, for what no client of HTTP would send. */
export class RawSocket {
  /** The connection. */
  readonly socket: Socket;
  /** When the other side has closed it. */
  readonly ended: Promise<string>;
  #said = '';

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => {
      this.#said += text;
    });
    socket.on('error', () => undefined);
    this.ended = new Promise((resolve) => {
      socket.once('close', () => {
        resolve(this.#said);
      });
    });
  }

  /** Opens one to a server that listens. */
  static async open({ http }: { readonly http: Http }): Promise<RawSocket> {
    const { port } = http.server.address() as AddressInfo;
    const socket = connect(port, '127.0.0.1');
    const raw = new RawSocket(socket);
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    return raw;
  }

  /** Sends text, and answers what came back when the other side closed. */
  send(text: string): Promise<string> {
    this.socket.write(text, 'latin1');
    return this.ended;
  }
}
