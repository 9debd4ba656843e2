import { request, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestApi } from '../../src/testing/test-api.ts';

/** A request as it goes over the wire: nothing of its address is tidied up, and a header can come more than once. */
export interface WireRequest {
  readonly method: string;
  /** Path and query, byte for byte; what HTTP cannot carry at all makes `send` reject. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: Uint8Array | undefined;
}

/** What came back. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** Whatever takes longer hangs. */
const PATIENCE_MS = 20_000;

/** Speaks to an API over a socket, as a program does that need not be well-behaved. */
export interface WireClient {
  /** Where the API listens. */
  readonly url: string;
  send(wanted: WireRequest): Promise<WireAnswer>;
}

/**
 * Lets an API listen and speaks to it.
 *
 * @param api - the API
 * @returns the client
 */
export async function openWireClient(api: TestApi): Promise<WireClient> {
  const url = await api.http.listen({ host: '127.0.0.1', port: 0 });
  const { port } = api.http.server.address() as AddressInfo;
  return {
    url,
    send: ({ method, path, headers = {}, body }) =>
      new Promise((resolve, reject) => {
        const given = Object.entries(headers).map(([name, value]): [string, string | string[]] => [
          name,
          typeof value === 'string' ? value : [...value],
        ]);
        // Without it Node sends the body of some methods as if it were another request.
        if (body !== undefined) given.push(['content-length', String(body.length)]);
        const sent = request({
          agent: false,
          host: '127.0.0.1',
          port,
          method,
          path,
          headers: Object.fromEntries(given),
        });
        sent.once('error', reject);
        sent.setTimeout(PATIENCE_MS, () => sent.destroy(new Error(`${method} ${path} was not answered`)));
        sent.once('response', (answer) => {
          const pieces: Buffer[] = [];
          answer.on('data', (piece: Buffer) => pieces.push(piece));
          answer.once('error', reject);
          answer.once('end', () => {
            const text = Buffer.concat(pieces).toString();
            resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text });
          });
        });
        sent.end(body);
      }),
  };
}
