import { pino, type DestinationStream, type Logger } from 'pino';
import { createLogSink, type LogFormat, type LogStream } from './create-log-sink.ts';
import { describeError } from './describe-error.ts';
import { LINE_FIELDS, safeContext } from './log-fields.ts';
import { oneLine } from './one-line.ts';
import { textLine } from './text-line.ts';

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
  readonly user_id?: string | null | undefined;
  readonly operation_id?: string | null | undefined;
  readonly request_id?: string | null | undefined;
  readonly duration_seconds?: number | undefined;
  readonly status?: string | number | undefined;
  /** Numbers, names and codes; no secrets, no content. Of text, only what `log-fields.ts` knows is written. */
  readonly context?: Readonly<Record<string, string | number | boolean | null | undefined>> | undefined;
  /** What went wrong; its class, its code and where it was thrown are written, and its message without what it quotes. */
  readonly error?: unknown;
}

/** How a log is made. */
export interface LogOptions {
  /** The least important lines that are written. */
  readonly level: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** A dotted name. */
  readonly logger: string;
  readonly stream: LogStream;
  /** JSON where nothing is said. */
  readonly format?: LogFormat;
  /** Told of each error that is logged as one, whatever the least level is; must not throw. */
  readonly onFault?: (fault: FaultLine) => void;
}

/** What a line says of an error, with all that is not to be said left out. */
export interface FaultLine {
  readonly event: string;
  readonly logger: string;
  /** Ids, as the line has them. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** Facts of the error among others. */
  readonly context: Readonly<Record<string, unknown>>;
}

/**
 * Makes the log of a process: one JSON object a line, or text for a person.
 *
 * @param options - least level, name of the logger, and where lines go
 * @returns the log
 */
export function createLog(options: LogOptions): Log {
  const { level, logger } = options;
  const base = pino(
    {
      level,
      base: null,
      messageKey: 'event',
      timestamp: () => `,"timestamp":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label.toUpperCase() }) },
    },
    sinkOf(options),
  );
  return wrap({ base, onFault: options.onFault }, { logger });
}

function sinkOf({ stream, logger, format = 'json' }: LogOptions): DestinationStream {
  const readable = format === 'text' || (format === 'auto' && stream.isTTY === true);
  return createLogSink(stream, {
    write: readable ? textLine : oneLine,
    tellDropped: (count) => {
      const timestamp = new Date().toISOString();
      const line = { level: 'WARN', timestamp, logger, context: { lines: count }, event: 'drop_log_lines' };
      return `${JSON.stringify(line)}\n`;
    },
  });
}

/**
 * What a log would say of an error that no line tells of.
 *
 * @param fault - the error, and where it came up
 * @returns the line
 */
export function faultOf({
  event,
  logger,
  error,
}: {
  readonly event: string;
  readonly logger: string;
  readonly error: unknown;
}): FaultLine {
  return toFault(event, { logger, ...fieldsOf({ error }) });
}

function toFault(event: string, { logger, context, ...fields }: Readonly<Record<string, unknown>>): FaultLine {
  return { event, logger: String(logger), fields, context: { ...(context as object | undefined) } };
}

interface LogOutput {
  readonly base: Logger;
  readonly onFault: LogOptions['onFault'];
}

/** What all lines carry; a line's own facts win, so that no line says a field twice. */
function wrap(out: LogOutput, bound: Readonly<Record<string, unknown>>): Log {
  const { base, onFault } = out;
  const carried = (facts: LogFacts = {}): Record<string, unknown> => join(bound, fieldsOf(facts));
  return {
    debug: (event, facts) => base.debug(carried(facts), event),
    info: (event, facts) => base.info(carried(facts), event),
    warn: (event, facts) => base.warn(carried(facts), event),
    error: (event, facts) => {
      const fields = carried(facts);
      base.error(fields, event);
      if (facts?.error !== undefined) onFault?.(toFault(event, fields));
    },
    with: ({ logger: name, ...facts }) =>
      wrap(out, { ...carried(facts), ...(name === undefined ? {} : { logger: name }) }),
  };
}

function join(
  bound: Readonly<Record<string, unknown>>,
  own: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  if (bound['context'] === undefined || own['context'] === undefined) return { ...bound, ...own };
  return { ...bound, ...own, context: { ...bound['context'], ...own['context'] } };
}

/** Only the fields of a line, and of its context what may be said. */
function fieldsOf({ error, context, ...plain }: LogFacts): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const name of LINE_FIELDS) if (plain[name] !== undefined && plain[name] !== null) fields[name] = plain[name];
  if (context === undefined && error === undefined) return fields;
  const fault = error === undefined ? {} : describeError(error);
  return { ...fields, context: safeContext({ ...context, ...fault }) };
}
