import type { Attributes, HrTime } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';

/** An attribute as OTLP writes it; whole numbers are text there. */
interface KeyValue {
  readonly key: string;
  readonly value: { readonly stringValue: string } | { readonly intValue: string };
}

/** Kinds count from 0 in the SDK and from 1 on the wire, where 0 says that nobody knows. */
const FIRST_KIND = 1;
/** Flags of a span: whether it is known if its parent is of another process, and whether it is. */
const KNOWS_PARENT = 0x100;
const PARENT_ELSEWHERE = 0x200;

/**
 * Writes spans as OTLP over HTTP with JSON has them (https://opentelemetry.io/docs/specs/otlp/).
 *
 * @param spans - ended ones, of one process
 * @returns the body of a request to `/v1/traces`
 */
export function encodeSpans(spans: readonly ReadableSpan[]): string {
  const [first] = spans;
  const scopeSpans = [{ scope: { name: first?.instrumentationScope.name }, spans: spans.map(encodeSpan) }];
  const attributes = encodeAttributes(first?.resource.attributes ?? {});
  return JSON.stringify({ resourceSpans: [{ resource: { attributes }, scopeSpans }] });
}

function encodeSpan(span: ReadableSpan): object {
  const { traceId, spanId, traceFlags } = span.spanContext();
  const { parentSpanContext: parent } = span;
  return {
    traceId,
    spanId,
    ...(parent === undefined ? {} : { parentSpanId: parent.spanId }),
    flags: traceFlags | KNOWS_PARENT | (parent?.isRemote === true ? PARENT_ELSEWHERE : 0),
    name: span.name,
    kind: span.kind + FIRST_KIND,
    startTimeUnixNano: nanoseconds(span.startTime),
    endTimeUnixNano: nanoseconds(span.endTime),
    attributes: encodeAttributes(span.attributes),
    status: { code: span.status.code },
  };
}

function encodeAttributes(attributes: Attributes): readonly KeyValue[] {
  return Object.entries(attributes).flatMap(([key, value]): KeyValue[] => {
    if (typeof value === 'string') return [{ key, value: { stringValue: value } }];
    return typeof value === 'number' ? [{ key, value: { intValue: String(Math.round(value)) } }] : [];
  });
}

function nanoseconds([seconds, rest]: HrTime): string {
  return String(BigInt(seconds) * 1_000_000_000n + BigInt(Math.round(rest)));
}
