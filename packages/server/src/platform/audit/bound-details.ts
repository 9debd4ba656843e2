import type { AuditDetails } from './audit-entry.ts';

/** Characters of a program's name. */
const USER_AGENT_LENGTH = 200;
/** Characters of one text among the details. */
const TEXT_LENGTH = 2500;
/** Bytes of all details as JSON; the table refuses more than 8,192. */
const DETAILS_BYTES = 7000;
/** C0 and C1 control characters, and those that turn the direction of text around. */
// eslint-disable-next-line no-control-regex -- those are what is looked for
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/**
 * A text as an entry keeps it: what a terminal or a log would stumble over is replaced, and what is too long is cut.
 *
 * @param text - whatever came
 * @param length - characters that are kept
 * @returns well-formed text on one line
 */
export function boundText(text: string, length: number = USER_AGENT_LENGTH): string {
  const cut = text.length > length ? `${text.slice(0, length - 1)}…` : text;
  return cut.toWellFormed().replaceAll(UNPRINTABLE, '\ufffd');
}

/**
 * Details as an entry keeps them: texts are cut, and what no longer fits is left out and counted in `left_out`.
 *
 * @param details - whatever is to be kept
 * @returns at most some 7,000 bytes of JSON
 */
export function boundDetails(details: AuditDetails): AuditDetails {
  const kept: Record<string, string | number | boolean | null> = {};
  let bytes = 0;
  let leftOut = 0;
  for (const [name, value] of Object.entries(details)) {
    const bounded = typeof value === 'string' ? boundText(value, TEXT_LENGTH) : value;
    const size = Buffer.byteLength(JSON.stringify([name, bounded]));
    if (bytes + size > DETAILS_BYTES) leftOut++;
    else {
      kept[name] = bounded;
      bytes += size;
    }
  }
  return leftOut === 0 ? kept : { ...kept, left_out: leftOut };
}
