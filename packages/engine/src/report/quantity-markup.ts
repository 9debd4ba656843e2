import { formatBytes, formatCount, formatInstant } from './format-quantity.ts';
import type { Markup } from './markup.ts';
import { markup } from './markup.ts';

/**
 * A size with its exact number of bytes behind it.
 *
 * @param bytes - a size in bytes
 * @returns the rounded size; the title says the exact one
 */
export function bytesMarkup(bytes: number): Markup {
  return markup`<data value="${bytes}" title="${formatCount(bytes)} bytes">${formatBytes(bytes)}</data>`;
}

/**
 * An instant that programs can read too.
 *
 * @param iso - ISO 8601, UTC
 * @returns the instant in UTC
 */
export function instantMarkup(iso: string): Markup {
  return markup`<time datetime="${iso}">${formatInstant(iso)}</time>`;
}

/**
 * A path, kept apart from the text around it so that a name written from right to left does not stir the sentence.
 *
 * @param shown - a shown path
 * @returns the path in the type of code
 */
export function pathMarkup(shown: string): Markup {
  return markup`<code class="path" dir="ltr">${shown}</code>`;
}

/**
 * A number of things with the word for them.
 *
 * @param count - how many
 * @param one - the word for one
 * @param many - the word for more, the word for one with an s when absent
 * @returns such as `1 file` or `1,204 files`
 * @example
 * countOf(1204, 'file') // '1,204 files'
 */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}
