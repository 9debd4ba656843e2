import { OperationProgress } from '@kempt/contracts/api';
import Type, { type Static } from 'typebox';
import Value from 'typebox/value';

const facts = {
  operation_id: Type.String({ maxLength: 40 }),
  /** Null for an operation outside all roots. */
  root_id: Type.Union([Type.String({ maxLength: 40 }), Type.Null()]),
};

const OperationEvent = Type.Union([
  Type.Object({ kind: Type.Literal('changed'), ...facts }),
  Type.Object({
    kind: Type.Literal('progress'),
    ...facts,
    progress: OperationProgress,
    files_scanned: Type.Optional(Type.Number()),
    files_processed: Type.Optional(Type.Number()),
    bytes_processed: Type.Optional(Type.Number()),
  }),
]);

/**
 * What one process tells the others of an operation: that its row has changed and should be read again, or how far it
 * is. It holds ids, counters and at most the end of one path, since PostgreSQL takes less than 8,000 bytes.
 */
export type OperationEvent = Static<typeof OperationEvent>;

/** Of a path, so many bytes of its end are told. */
const PATH_BYTES = 1000;

/**
 * Writes an event for the way through the database.
 *
 * @param event - the event
 * @returns less than 8,000 bytes of JSON
 */
export function writeEvent(event: OperationEvent): string {
  if (event.kind === 'changed') return JSON.stringify(event);
  const { last_path: path } = event.progress;
  return JSON.stringify({ ...event, progress: { ...event.progress, last_path: path === null ? null : endOf(path) } });
}

/**
 * Reads what came through the database.
 *
 * @param text - what came
 * @returns the event; undefined for anything else
 */
export function readEvent(text: string): OperationEvent | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Value.Check(OperationEvent, value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The end of a path that is too long; escapes in JSON make a byte six at most. */
function endOf(path: string): string {
  const bytes = Buffer.from(path);
  if (bytes.length <= PATH_BYTES) return path;
  // A character that was cut in two is left out.
  return `…${bytes
    .subarray(-PATH_BYTES)
    .toString()
    .replace(/^\uFFFD+/, '')}`;
}
