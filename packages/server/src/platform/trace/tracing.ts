/** What of a span may be said: words of Kempt, patterns of routes and ids; never a path, a name or a value. */
export interface SpanFacts {
  /** One of the methods of HTTP; `_OTHER` for what somebody made up. */
  readonly 'http.request.method'?: string;
  /** The pattern of a route, as `/api/v1/users/:id`. */
  readonly 'http.route'?: string | undefined;
  /** Of the answer; 499 for a caller who did not wait for it. */
  readonly 'http.response.status_code'?: number;
  /** A code of ours, as docs/ERRORS.md lists them. */
  readonly 'error.type'?: string | undefined;
  readonly 'db.system.name'?: 'postgresql';
  /** What a statement does, as `select`. */
  readonly 'db.operation.name'?: string;
  readonly request_id?: string | undefined;
  readonly operation_id?: string;
  readonly operation_type?: string;
  /** How it ended, or `handed_back`. */
  readonly operation_status?: string;
}

/** How a span begins. */
export interface SpanStart {
  /** One of few: a method and the pattern of a route, what a statement does, or the type of an operation. */
  readonly name: string;
  readonly kind: 'server' | 'client' | 'consumer' | 'internal';
  /** A `traceparent` that came from elsewhere; text that is none begins a trace. The span around it when absent. */
  readonly parent?: string | undefined;
  readonly facts?: SpanFacts;
  /** It began so many seconds ago; now when absent. */
  readonly secondsAgo?: number;
}

/** A stretch of work that is measured. */
export interface TracedSpan {
  /** What others go on from, as the header `traceparent` of W3C says it; undefined where nothing is traced. */
  readonly traceParent: string | undefined;
  /**
   * Does work in it: spans that begin in the work, or in what it waits for, are below it.
   *
   * @param work - what is done
   * @returns what the work answers
   */
  run<T>(work: () => T): T;
  /**
   * Ends it; a second time changes nothing.
   *
   * @param failed - whether the work did
   * @param facts - what is known only now
   */
  end(failed: boolean, facts?: SpanFacts): void;
}

/** Tells a collector how work goes from a request to its statements, over all processes. */
export interface Tracing {
  /** Begins a span; one that has no parent begins a trace. */
  begin(start: SpanStart): TracedSpan;
  /** Begins a span within the one that the code runs in. Where there is none, or it has ended, nothing is traced. */
  beginInside(start: Omit<SpanStart, 'parent'>): TracedSpan;
  /** What others go on from; undefined where nothing is traced. */
  current(): string | undefined;
  /** Sends what is left, for no longer than two seconds. */
  stop(): Promise<void>;
}

/** A span that nobody hears of. */
export const NO_SPAN: TracedSpan = {
  traceParent: undefined,
  run: (work) => work(),
  end: () => undefined,
};

/** Traces nothing. */
export const NO_TRACING: Tracing = {
  begin: () => NO_SPAN,
  beginInside: () => NO_SPAN,
  current: () => undefined,
  stop: () => Promise.resolve(),
};
