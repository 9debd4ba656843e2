import { pino, type DestinationStream, type Logger } from 'pino';

/** What lines are written with: an event, a snake_case verb phrase, and facts of the R9 fields. */
export interface Log {
  debug(event: string, facts?: LogFacts): void;
  info(event: string, facts?: LogFacts): void;
  warn(event: string, facts?: LogFacts): void;
  error(event: string, facts?: LogFacts): void;
  /** A log whose lines all carry these facts, and another logger's name where one is given. */
  with(facts: LogFacts & { readonly logger?: string }): Log;
}

/** What a line says beside its event. Only these fields are ever written. */
export interface LogFacts {
  readonly user_id?: string | undefined;
  readonly operation_id?: string | undefined;
  readonly request_id?: string | undefined;
  readonly duration_seconds?: number | undefined;
  readonly status?: string | number | undefined;
  /** Numbers, names and codes; no secrets, no content. */
  readonly context?: Readonly<Record<string, string | number | boolean | null | undefined>> | undefined;
  /** What went wrong; its class, message and stack are written. */
  readonly error?: unknown;
}

/**
 * Makes the log of a process: one JSON object a line.
 *
 * @param options - least level, name of the logger, and where lines go
 * @returns the log
 */
export function createLog(options: {
  readonly level: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  readonly logger: string;
  readonly stream: DestinationStream;
}): Log {
  const { level, logger, stream } = options;
  const base = pino(
    {
      level,
      base: null,
      messageKey: 'event',
      timestamp: () => `,"timestamp":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label.toUpperCase() }) },
    },
    stream,
  );
  return wrap(base, { logger });
}

/** What all lines carry is bound once, so that no line says a field twice. */
function wrap(base: Logger, bound: Readonly<Record<string, unknown>>): Log {
  const logger = base.child(bound);
  return {
    debug: (event, facts) => logger.debug(fieldsOf(facts), event),
    info: (event, facts) => logger.info(fieldsOf(facts), event),
    warn: (event, facts) => logger.warn(fieldsOf(facts), event),
    error: (event, facts) => logger.error(fieldsOf(facts), event),
    with: ({ logger: name, ...facts }) =>
      wrap(base, { ...bound, ...(name === undefined ? {} : { logger: name }), ...fieldsOf(facts) }),
  };
}

function fieldsOf(facts: LogFacts = {}): Record<string, unknown> {
  const { error, context, ...fields } = facts;
  const fault = error === undefined ? {} : describeError(error);
  return error === undefined && context === undefined ? fields : { ...fields, context: { ...context, ...fault } };
}

function describeError(error: unknown): Record<string, string> {
  if (!(error instanceof Error)) return { error: String(error) };
  const code = 'code' in error && typeof error.code === 'string' ? { error_code: error.code } : {};
  return { error: error.message, error_class: error.name, ...code, stack: error.stack ?? '' };
}
