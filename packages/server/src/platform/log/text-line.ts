import { oneLine } from './one-line.ts';

/** Values that need no quotes. */
const PLAIN = /^[\w./:@%+-]{1,200}$/;

/**
 * Writes a line of the log for a person at a terminal.
 *
 * @param json - the line as JSON
 * @returns the same in words, one line; of a stack, all its lines below
 * @example
 * textLine('{"level":"INFO","timestamp":"2026-01-02T03:04:05.678Z","logger":"kempt.service","event":"start_service"}\n') // '03:04:05 INFO  kempt.service start_service\n'
 */
export function textLine(json: string): string {
  const { level, timestamp, logger, event, context, ...fields } = asRecord(JSON.parse(json));
  const { stack, ...facts } = asRecord(context);
  const time = String(timestamp).slice(11, 19);
  const words = Object.entries({ ...fields, ...facts }).map(([name, value]) => `${name}=${shown(value)}`);
  const line = [time, String(level).padEnd(5), String(logger), String(event), ...words].join(' ');
  const below = typeof stack === 'string' && stack !== '' ? `\n${stack.split('\n').map(oneLine).join('\n')}` : '';
  return `${line}${below}\n`;
}

function shown(value: unknown): string {
  if (typeof value === 'string' && PLAIN.test(value)) return value;
  return oneLine(JSON.stringify(value));
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
