import { KemptError } from '../errors/kempt-error.ts';

/** A filter as written, not yet checked. */
export interface WrittenFilter {
  readonly name: string;
  readonly args: readonly string[];
}

/** A field as written, not yet checked. */
export interface WrittenField {
  readonly name: string;
  /** What follows the first colon. */
  readonly format: string | undefined;
  readonly filters: readonly WrittenFilter[];
  /** Whether it stands between double braces. */
  readonly double: boolean;
}

/** Walks a template from left to right and takes it apart. */
export class TemplateReader {
  readonly #text: string;
  #at = 0;

  /** @param text - the template */
  constructor(text: string) {
    this.#text = text;
  }

  /**
   * Takes the next piece off.
   *
   * @returns literal text, a slash (`/` alone), a field, or undefined at the end
   * @throws KemptError `template_syntax`
   */
  next(): string | WrittenField | undefined {
    const char = this.#text[this.#at];
    if (char === undefined) return undefined;
    if (char === '{') return this.#field();
    if (char === '}')
      throw this.#wrong(this.#at, 'a } closes nothing', 'Write \\} for a brace that stands for itself.');
    if (char === '/') {
      this.#at++;
      return '/';
    }
    return this.#until('/{}');
  }

  #field(): WrittenField {
    const start = this.#at;
    const double = this.#text.startsWith('{{', start);
    this.#at += double ? 2 : 1;
    const name = this.#until(':|{}').trim();
    const format = this.#skip(':') ? this.#until('|{}') : undefined;
    const filters: WrittenFilter[] = [];
    while (this.#skip('|')) filters.push(this.#filter());
    if (this.#text[this.#at] === '{') {
      throw this.#wrong(this.#at, 'a field stands inside another', 'Write \\{ for a brace that stands for itself.');
    }
    if (!this.#skip(double ? '}}' : '}'))
      throw this.#wrong(start, 'a { is never closed', 'Write \\{ for a brace that stands for itself.');
    if (name === '') throw this.#wrong(start, 'the braces hold no field', 'For example {category}.');
    return { name, format, filters, double };
  }

  #filter(): WrittenFilter {
    const name = this.#until(':|{}').trim();
    const args: string[] = [];
    while (this.#skip(':')) args.push(this.#argument());
    return { name, args };
  }

  #argument(): string {
    const quote = this.#text[this.#at];
    if (quote !== '"' && quote !== "'") return this.#until(':|{}');
    const start = this.#at++;
    const text = this.#until(quote);
    if (!this.#skip(quote))
      throw this.#wrong(start, `a ${quote} is never closed`, `Write \\${quote} for a quote that stands for itself.`);
    const after = this.#text[this.#at] ?? '';
    if (after !== '' && !':|}'.includes(after))
      throw this.#wrong(this.#at, 'text follows a quoted argument', 'Put all of it in quotes.');
    return text;
  }

  /** Takes text up to one of the stops or the end, resolving backslashes. */
  #until(stops: string): string {
    let taken = '';
    for (; this.#at < this.#text.length; this.#at++) {
      const char = this.#text[this.#at] ?? '';
      if (stops.includes(char)) break;
      if (char !== '\\') taken += char;
      else taken += this.#escaped();
    }
    return taken;
  }

  #escaped(): string {
    const char = this.#text[++this.#at] ?? '';
    if (char !== '' && ESCAPABLE.includes(char)) return char;
    const hint = `A backslash stands before one of ${ESCAPABLE.split('').join(' ')} only; / separates folders.`;
    throw this.#wrong(this.#at - 1, 'a \\ escapes nothing', hint);
  }

  #skip(expected: string): boolean {
    if (!this.#text.startsWith(expected, this.#at)) return false;
    this.#at += expected.length;
    return true;
  }

  #wrong(at: number, what: string, hint: string): KemptError {
    const position = Array.from(this.#text.slice(0, at)).length + 1;
    return new KemptError('template_syntax', `The template cannot be read: ${what} (character ${position}).`, {
      hint,
      details: { position },
    });
  }
}

const ESCAPABLE = '\\{}:|"\'';
