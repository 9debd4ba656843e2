/** A piece of HTML or SVG. Only {@link markup} makes one, so whatever else is put into a page gets escaped. */
export class Markup {
  /** The HTML. */
  readonly html: string;

  /** @param html - HTML whose values are escaped already */
  constructor(html: string) {
    this.html = html;
  }
}

/** What can be put into {@link markup}. */
export type MarkupValue = Markup | string | number | readonly Markup[];

/**
 * Template tag that writes HTML: the text of the template is taken as it is, every value is escaped unless it is
 * markup itself. Values belong between tags or into double-quoted attributes, nowhere else.
 *
 * @param template - the HTML around the values
 * @param values - what to put in
 * @returns the whole as markup
 * @example
 * markup`<b title="${'"'}">${'<i>'}</b>`.html // '<b title="&quot;">&lt;i&gt;</b>'
 */
export function markup(template: TemplateStringsArray, ...values: readonly MarkupValue[]): Markup {
  let html = template[0] ?? '';
  for (const [index, value] of values.entries()) html += render(value) + (template[index + 1] ?? '');
  return new Markup(html);
}

/** Nothing. */
export const EMPTY = markup``;

/**
 * Escapes text for HTML, between tags and in quoted attributes. Characters that a page must not hold or that turn
 * the direction of what follows become the replacement character.
 *
 * @param text - any text
 * @returns the text, escaped
 * @example
 * escapeHtml('<a & b>') // '&lt;a &amp; b&gt;'
 */
export function escapeHtml(text: string): string {
  return text
    .toWellFormed()
    .replace(UNFIT, '\ufffd')
    .replace(SPECIAL, (char) => ENTITIES[char] ?? '');
}

function render(value: MarkupValue): string {
  if (value instanceof Markup) return value.html;
  if (typeof value === 'object') return value.map((part) => part.html).join('');
  return escapeHtml(String(value));
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const SPECIAL = /[&<>"']/g;
const UNFIT = new RegExp(
  String.raw`[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]`,
  'g',
);
