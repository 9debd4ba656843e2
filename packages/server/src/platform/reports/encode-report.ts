import { randomUUID } from 'node:crypto';
import type { FaultLine } from '../log/create-log.ts';
import type { SentryDsn } from './parse-dsn.ts';
import { stackFrames } from './stack-frames.ts';

/** What is sent: a text for an address. */
export interface EncodedReport {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Ids and words by which reports are found. Of all that a line says, only these go out beside the error itself. */
const TAGS = ['request_id', 'operation_id', 'status'] as const;
const CONTEXT_TAGS = ['code', 'error_code', 'cause', 'cause_code', 'constraint', 'method', 'route', 'table', 'type'];

/**
 * Writes a report as an envelope of Sentry's (https://develop.sentry.dev/sdk/foundations/envelopes/).
 *
 * @param dsn - where it goes
 * @param version - of Kempt
 * @param fault - what the log says of the error, which holds nothing of anybody's
 * @returns what is sent
 */
export function encodeReport(dsn: SentryDsn, version: string, fault: FaultLine): EncodedReport {
  const now = new Date();
  const id = randomUUID().replaceAll('-', '');
  const text = textsOf(fault.context);
  const event = {
    event_id: id,
    timestamp: now.getTime() / 1000,
    platform: 'node',
    level: 'error',
    logger: fault.logger,
    release: `kempt@${version}`,
    tags: {
      event: fault.event,
      ...pick(textsOf(fault.fields), TAGS),
      ...pick(text, CONTEXT_TAGS),
    },
    exception: {
      values: [
        {
          type: text['error_class'] ?? 'Error',
          value: text['error'] ?? '',
          stacktrace: { frames: stackFrames(text['stack'] ?? '') },
        },
      ],
    },
  };
  const lines = [{ event_id: id, sent_at: now.toISOString() }, { type: 'event' }, event];
  return {
    url: dsn.url,
    headers: {
      'content-type': 'application/x-sentry-envelope',
      'x-sentry-auth': `Sentry sentry_version=7, sentry_client=kempt/${version}, sentry_key=${dsn.key}`,
    },
    body: lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
  };
}

/** Tags are text, of 200 characters at most. */
function textsOf(fields: Readonly<Record<string, unknown>>): Record<string, string> {
  const texts = Object.entries(fields).filter(([, value]) => typeof value === 'string' || typeof value === 'number');
  return Object.fromEntries(texts.map(([name, value]) => [name, String(value)]));
}

function pick(from: Readonly<Record<string, string>>, names: readonly string[]): Record<string, string> {
  const found = names.flatMap((name) => (from[name] === undefined ? [] : [[name, from[name].slice(0, 200)]]));
  return Object.fromEntries(found) as Record<string, string>;
}
