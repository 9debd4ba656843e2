import { AsyncLocalStorage } from 'node:async_hooks';
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, type Context, type Span } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { createSpanExporter, type SpanPlace } from './span-exporter.ts';
import { readTraceParent, writeTraceParent } from './trace-parent.ts';
import { NO_SPAN, type SpanFacts, type SpanStart, type TracedSpan, type Tracing } from './tracing.ts';

/** What traces are made with. */
export interface TracingOptions extends SpanPlace {
  /** Name of this service among those of the collector. */
  readonly serviceName: string;
  readonly version: string;
}

/** Spans that wait for the collector; further ones are dropped. */
const MOST_WAITING = 2048;
/** What was not taken by then is lost. */
const LAST_WORDS_MS = 1500;

const KINDS: Readonly<Record<SpanStart['kind'], SpanKind>> = {
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  consumer: SpanKind.CONSUMER,
  internal: SpanKind.INTERNAL,
};

/** The span that the code runs in. */
type Around = AsyncLocalStorage<OpenSpan>;

/**
 * Makes what traces, of the SDK of OpenTelemetry without anything global.
 *
 * @param options - the collector, and who we are there
 * @returns what traces; stop it in the end
 */
export function createTracing({ serviceName, version, ...place }: TracingOptions): Tracing {
  const exporter = createSpanExporter(place);
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': serviceName, 'service.version': version }),
    spanProcessors: [new BatchSpanProcessor({ exporter, maxQueueSize: MOST_WAITING })],
  });
  const tracer = provider.getTracer('kempt', version);
  const around: Around = new AsyncLocalStorage();
  const begin = (start: Omit<SpanStart, 'parent'>, parent: Context): TracedSpan => {
    const { name, kind, facts = {}, secondsAgo = 0 } = start;
    const startTime = Date.now() - secondsAgo * 1000;
    return new OpenSpan(
      tracer.startSpan(name, { kind: KINDS[kind], attributes: { ...facts }, startTime }, parent),
      around,
    );
  };
  return {
    begin: ({ parent, ...start }) => begin(start, contextOf(parent, around.getStore())),
    beginInside: (start) => {
      const outer = around.getStore();
      return outer === undefined || outer.hasEnded ? NO_SPAN : begin(start, outer.context);
    },
    current: () => around.getStore()?.traceParent,
    stop: async () => {
      const timer = setTimeout(() => void exporter.shutdown(), LAST_WORDS_MS);
      await provider.shutdown().catch(() => undefined);
      clearTimeout(timer);
      await exporter.shutdown();
    },
  };
}

function contextOf(parent: string | undefined, outer: OpenSpan | undefined): Context {
  const place = readTraceParent(parent);
  if (place !== undefined) return trace.setSpanContext(ROOT_CONTEXT, { ...place, isRemote: true });
  return parent === undefined && outer?.hasEnded === false ? outer.context : ROOT_CONTEXT;
}

/** A span of the SDK. */
class OpenSpan implements TracedSpan {
  readonly context: Context;
  readonly traceParent: string;
  hasEnded = false;
  readonly #span: Span;
  readonly #around: Around;

  constructor(span: Span, around: Around) {
    this.#span = span;
    this.#around = around;
    this.context = trace.setSpan(ROOT_CONTEXT, span);
    this.traceParent = writeTraceParent(span.spanContext());
  }

  run<T>(work: () => T): T {
    return this.#around.run(this, work);
  }

  end(failed: boolean, facts: SpanFacts = {}): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    this.#span.setAttributes({ ...facts });
    if (failed) this.#span.setStatus({ code: SpanStatusCode.ERROR });
    this.#span.end();
  }
}
