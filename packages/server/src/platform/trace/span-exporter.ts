import { ExportResultCode } from '@opentelemetry/core';
import type { SpanExporter } from '@opentelemetry/sdk-trace';
import { post } from '../outbound/post.ts';
import { encodeSpans } from './encode-spans.ts';

/** Where spans go. */
export interface SpanPlace {
  /** Base address of the collector, without `/v1/traces`. */
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Told when the collector does not take them, once until it does again. */
  readonly onLost: (error: unknown) => void;
}

/**
 * Makes what sends spans to a collector. A batch that it does not take is lost: nothing waits for it but memory that is
 * needed for the next one.
 *
 * @param place - the collector
 * @returns the exporter; `shutdown` ends what is on its way
 */
export function createSpanExporter({ endpoint, headers, onLost }: SpanPlace): SpanExporter {
  const stopping = new AbortController();
  const url = `${endpoint.replace(/\/+$/, '')}/v1/traces`;
  let isLosing = false;
  const send = async (body: string): Promise<void> => {
    const { status } = await post({
      url,
      headers: { ...headers, 'content-type': 'application/json' },
      body,
      signal: stopping.signal,
    });
    if (status < 200 || status > 299) throw new Error(`The collector answered ${status}.`);
  };
  return {
    export: (spans, done) => {
      send(encodeSpans(spans)).then(
        () => {
          isLosing = false;
          done({ code: ExportResultCode.SUCCESS });
        },
        (error: unknown) => {
          if (!isLosing) onLost(error);
          isLosing = true;
          done({ code: ExportResultCode.FAILED });
        },
      );
    },
    shutdown: () => {
      stopping.abort();
      return Promise.resolve();
    },
  };
}
