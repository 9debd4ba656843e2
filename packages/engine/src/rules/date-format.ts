import { KemptError } from '../errors/kempt-error.ts';
import { displayName } from '../names/display-name.ts';
import { civilTime, isoWeek, yearDay, type CivilTime } from './civil-time.ts';

/** One `%` sequence of a format. */
interface Directive {
  readonly letter: string;
  /** False after `%-`: no leading zeros. */
  readonly padded: boolean;
}

/** A date format that has been read and checked. */
export interface DateFormat {
  /** Literal text and directives, in order. */
  readonly parts: readonly (string | Directive)[];
  /** Whether all moments of one day are written alike. */
  readonly wholeDays: boolean;
}

const MONTHS = 'January February March April May June July August September October November December'.split(' ');
const DAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');

const WITHIN_DAY = new Set(['H', 'I', 'M', 'S', 'p', 'L']);

/** Directive letters: the number with its width, or the text. `K` (the decade) is Kempt's own. */
const DIRECTIVES: Readonly<Record<string, (time: CivilTime) => string | readonly [number, number]>> = {
  Y: (t) => [t.year, 4],
  y: (t) => [positiveModulo(t.year, 100), 2],
  K: (t) => [Math.floor(t.year / 10) * 10, 4],
  m: (t) => [t.month, 2],
  d: (t) => [t.day, 2],
  j: (t) => [yearDay(t), 3],
  q: (t) => [Math.ceil(t.month / 3), 1],
  H: (t) => [t.hour, 2],
  I: (t) => [t.hour % 12 === 0 ? 12 : t.hour % 12, 2],
  M: (t) => [t.minute, 2],
  S: (t) => [t.second, 2],
  L: (t) => [t.millisecond, 3],
  p: (t) => (t.hour < 12 ? 'AM' : 'PM'),
  B: (t) => MONTHS[t.month - 1] ?? '',
  b: (t) => (MONTHS[t.month - 1] ?? '').slice(0, 3),
  h: (t) => (MONTHS[t.month - 1] ?? '').slice(0, 3),
  A: (t) => DAYS[t.weekday] ?? '',
  a: (t) => (DAYS[t.weekday] ?? '').slice(0, 3),
  w: (t) => [t.weekday, 1],
  u: (t) => [t.weekday === 0 ? 7 : t.weekday, 1],
  U: (t) => [Math.floor((yearDay(t) + 6 - t.weekday) / 7), 2],
  W: (t) => [Math.floor((yearDay(t) + 6 - ((t.weekday + 6) % 7)) / 7), 2],
  V: (t) => [isoWeek(t).week, 2],
  G: (t) => [isoWeek(t).year, 4],
};

/**
 * Reads a date format: strftime's letters, `%-` in front of one for no leading zeros, `%F` for `%Y-%m-%d`, and `%%`.
 *
 * @param text - the format as written in a template
 * @returns the format in parts
 * @throws KemptError `template_syntax` for a letter that is not known
 */
export function parseDateFormat(text: string): DateFormat {
  const expanded = text.replaceAll(/%%|%F/g, (pair) => (pair === '%F' ? '%Y-%m-%d' : pair));
  const parts = (expanded.match(/%%|%-?.?|[^%]+/gsu) ?? []).map((piece) => {
    if (piece === '%%') return '%';
    return piece.startsWith('%') ? directive(piece) : piece;
  });
  const wholeDays = parts.every((part) => typeof part === 'string' || !WITHIN_DAY.has(part.letter));
  return { parts, wholeDays };
}

/**
 * Writes a moment.
 *
 * @param format - how
 * @param localMs - wall-clock milliseconds since 1970
 * @returns the text; month and day names are English
 */
export function formatDate(format: DateFormat, localMs: number): string {
  const time = civilTime(localMs);
  let text = '';
  for (const part of format.parts) text += typeof part === 'string' ? part : writeDirective(part, time);
  return text;
}

function directive(piece: string): Directive {
  const padded = piece[1] !== '-';
  const letter = piece.slice(padded ? 1 : 2);
  if (Object.hasOwn(DIRECTIVES, letter)) return { letter, padded };
  throw new KemptError('template_syntax', `A date format cannot hold ${displayName(piece)}.`, {
    hint: `Known are %% %F and % with one of ${Object.keys(DIRECTIVES).join(' ')}.`,
    details: { directive: piece },
  });
}

function writeDirective(part: Directive, time: CivilTime): string {
  const value = DIRECTIVES[part.letter]?.(time) ?? '';
  if (typeof value === 'string') return value;
  const digits = String(Math.abs(value[0]));
  return (value[0] < 0 ? '-' : '') + (part.padded ? digits.padStart(value[1], '0') : digits);
}

function positiveModulo(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor;
}
