import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { text } from 'node:stream/consumers';

/** A span as it came over the wire. */
export interface TakenSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly flags: number;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly status: { readonly code: number };
  /** By name, as text. */
  readonly facts: Readonly<Record<string, string>>;
}

/** Something that was sent. */
export interface TakenPost {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A collector of traces, or a Sentry: whatever takes posts. */
export interface FakeCollector extends AsyncDisposable {
  /** Base address. */
  readonly url: string;
  readonly port: number;
  readonly posts: readonly TakenPost[];
  /** All spans so far. */
  spans(): readonly TakenSpan[];
  /** Waits until what was taken is as wanted. */
  until<T>(find: () => T | undefined): Promise<T>;
}

/**
 * Starts something that takes posts, on a free port of loopback.
 *
 * @param answer - status of its answers; `never` for one that takes everything and says nothing
 * @returns it; ends with the block that says `await using`
 */
export async function startCollector(answer: (taken: number) => number | 'never' = () => 200): Promise<FakeCollector> {
  const posts: TakenPost[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      posts.push({ path: request.url ?? '', headers: request.headers, body });
      const status = answer(posts.length);
      if (status !== 'never') response.writeHead(status).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    posts,
    spans: () => posts.flatMap(({ body }) => spansOf(body)),
    until: async (find) => {
      for (;;) {
        const found = find();
        if (found !== undefined) return found;
        await sleep(20);
      }
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface SentSpans {
  readonly resourceSpans: readonly { readonly scopeSpans: readonly { readonly spans: readonly SentSpan[] }[] }[];
}

type SentSpan = Omit<TakenSpan, 'facts'> & {
  readonly attributes: readonly { readonly key: string; readonly value: Readonly<Record<string, string>> }[];
};

function spansOf(body: string): readonly TakenSpan[] {
  const { resourceSpans } = JSON.parse(body) as SentSpans;
  return resourceSpans
    .flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans))
    .map(({ attributes, ...span }) => ({
      ...span,
      facts: Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0] ?? ''])),
    }));
}
