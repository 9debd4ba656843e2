/** Where a span stands: the trace it is part of, its own id, and whether the trace is recorded. */
export interface TracePlace {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** 16 hexadecimal digits. */
  readonly spanId: string;
  /** The lowest bit says that the trace is recorded. */
  readonly traceFlags: number;
}

/** Newer versions may say more behind it; `ff` is none. */
const FORM = /^(?!ff)([\da-f]{2})-(?!0{32})([\da-f]{32})-(?!0{16})([\da-f]{16})-([\da-f]{2})(-.{0,200})?$/;
const RECORDED = 1;

/**
 * Reads a `traceparent` (https://www.w3.org/TR/trace-context/).
 *
 * @param text - the header, from anybody
 * @returns the place; undefined for what is none
 */
export function readTraceParent(text: string | undefined): TracePlace | undefined {
  const [, version, traceId, spanId, flags, rest] = FORM.exec(text ?? '') ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  if (version === '00' && rest !== undefined) return undefined;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & RECORDED };
}

/**
 * Writes a `traceparent`.
 *
 * @param place - where a span stands
 * @returns the text
 * @example
 * writeTraceParent({ traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 }) // '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
 */
export function writeTraceParent({ traceId, spanId, traceFlags }: TracePlace): string {
  return `00-${traceId}-${spanId}-${(traceFlags & RECORDED).toString(16).padStart(2, '0')}`;
}
