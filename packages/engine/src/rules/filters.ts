import { KemptError } from '../errors/kempt-error.ts';
import { displayName } from '../names/display-name.ts';
import { nearestWord } from './nearest-word.ts';

/** A filter with its arguments, checked. */
export interface FilterCall {
  readonly name: FilterName;
  readonly args: readonly string[];
}

interface Filter {
  /** Fewest and most arguments. */
  readonly arity: readonly [number, number];
  /** Whether the first argument is a number of characters. */
  readonly counts: boolean;
  readonly apply: (value: string, first: string, second: string) => string;
}

const MAX_CHARACTERS = 255;
const WORD = /[\p{L}\p{N}][\p{L}\p{M}\p{N}'’]*/gu;
const ACCENTS = /[\u0300-\u036f]/g;
// eslint-disable-next-line no-control-regex -- every ASCII character, control characters included
const ASCII = /^[\u0000-\u007f]*$/;
/** Made when it is first needed: that takes as long as many a command. */
let segmenter: Intl.Segmenter | undefined;

const FILTERS = {
  default: { arity: [1, 1], counts: false, apply: (value, fallback) => (value === '' ? fallback : value) },
  upper: { arity: [0, 0], counts: false, apply: (value) => value.toUpperCase() },
  lower: { arity: [0, 0], counts: false, apply: (value) => value.toLowerCase() },
  title: { arity: [0, 0], counts: false, apply: titleCase },
  slug: { arity: [0, 0], counts: false, apply: slug },
  pad: { arity: [1, 2], counts: true, apply: (value, width, fill) => pad(value, Number(width), fill) },
  truncate: { arity: [1, 1], counts: true, apply: (value, length) => truncate(value, Number(length)) },
  replace: { arity: [1, 2], counts: false, apply: (value, from, to) => value.replaceAll(from, () => to) },
} as const satisfies Record<string, Filter>;

/** The name of a filter. */
export type FilterName = keyof typeof FILTERS;

/** Every filter there is. */
export const FILTER_NAMES = Object.keys(FILTERS);

/**
 * Checks a filter as written in a template.
 *
 * @param name - the word behind the bar
 * @param args - what follows its colons
 * @returns the filter, ready to be applied
 * @throws KemptError `unknown_filter`, or `template_syntax` for arguments it cannot take
 */
export function filterCall(name: string, args: readonly string[]): FilterCall {
  if (!isFilter(name)) throw unknownFilter(name);
  const { arity, counts } = FILTERS[name];
  const [fewest, most] = arity;
  if (args.length < fewest || args.length > most) {
    const takes = fewest === most ? String(most) : `${fewest} or ${most}`;
    throw new KemptError('template_syntax', `The filter ${name} takes ${takes} arguments, not ${args.length}.`, {
      hint: 'Arguments follow the name of a filter, each behind a colon: {name|replace:_:-}.',
    });
  }
  if (counts) checkCount(name, args[0] ?? '');
  if (name === 'replace' && args[0] === '')
    throw new KemptError('template_syntax', 'The filter replace replaces nothing.');
  return { name, args };
}

/**
 * Sends a value through filters.
 *
 * @param value - a raw string, empty when there is none
 * @param filters - in order
 * @returns the value they make of it
 */
export function applyFilters(value: string, filters: readonly FilterCall[]): string {
  let result = value;
  for (const { name, args } of filters) {
    if (result === '' && name !== 'default') continue;
    result = FILTERS[name].apply(result, args[0] ?? '', args[1] ?? (name === 'pad' ? '0' : ''));
  }
  return result;
}

/**
 * Guesses a value that filters would turn into a given one.
 *
 * @param value - what came out of the filters
 * @param filters - in order
 * @returns a candidate; the caller makes sure by applying the filters to it
 */
export function unapplyFilters(value: string, filters: readonly FilterCall[]): string {
  return filters.reduceRight((result, { name, args: [from = '', to = ''] }) => {
    return name === 'replace' && to.includes(from) ? result.replaceAll(to, () => from) : result;
  }, value);
}

function isFilter(name: string): name is FilterName {
  return Object.hasOwn(FILTERS, name);
}

function unknownFilter(name: string): KemptError {
  const nearest = nearestWord(name, FILTER_NAMES);
  return new KemptError('unknown_filter', `There is no filter "${displayName(name)}".`, {
    hint: nearest === undefined ? `Known are ${FILTER_NAMES.join(', ')}.` : `Did you mean ${nearest}?`,
    details: { filter: name, nearest },
  });
}

function checkCount(name: string, text: string): void {
  if (/^[1-9]\d{0,2}$/.test(text) && Number(text) <= MAX_CHARACTERS) return;
  throw new KemptError('template_syntax', `The filter ${name} takes a number from 1 to ${MAX_CHARACTERS}.`, {
    hint: `For example {name|${name}:3}.`,
  });
}

function titleCase(value: string): string {
  return value.replaceAll(WORD, (word) => {
    const first = String.fromCodePoint(word.codePointAt(0) ?? 0);
    const capital = Array.from(first.toUpperCase());
    return (capital[0] ?? '') + (capital.slice(1).join('') + word.slice(first.length)).toLowerCase();
  });
}

/** Letters and digits of any script in lower case without accents, joined by hyphens; dots between them stay. */
function slug(value: string): string {
  const plain = ASCII.test(value) ? value : value.normalize('NFKD').replaceAll(ACCENTS, '').normalize('NFC');
  return plain
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}.]+/gu, '-')
    .replaceAll(/-*\.[-.]*/g, '.')
    .replaceAll(/^[-.]+|[-.]+$/g, '');
}

function pad(value: string, width: number, fill: string): string {
  const missing = width - Array.from(value).length;
  return missing > 0 && fill !== '' ? fill.repeat(missing) + value : value;
}

function truncate(value: string, length: number): string {
  if (value.length <= length) return value;
  let kept = '';
  let count = 0;
  segmenter ??= new Intl.Segmenter('en');
  for (const { segment } of segmenter.segment(value)) {
    if (++count > length) return kept.replace(/[\s._-]+$/u, '');
    kept += segment;
  }
  return kept;
}
