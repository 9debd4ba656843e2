import { styleText } from 'node:util';

/** Colours of one output; each leaves the text as it is where the output shows none. */
export interface Style {
  /** For headings. */
  readonly heading: (text: string) => string;
  /** For what matters less. */
  readonly faint: (text: string) => string;
  /** For what went well. */
  readonly good: (text: string) => string;
  /** For what deserves a look. */
  readonly notable: (text: string) => string;
  /** For what failed. */
  readonly bad: (text: string) => string;
}

/** Formats of node:util this tool uses. */
type Format = Parameters<typeof styleText>[0];

/**
 * The colours of one output.
 *
 * @param enabled - false for pipes, files and people who asked for none
 * @returns functions that colour a text
 */
export function createStyle(enabled: boolean): Style {
  const paint = (format: Format) => (text: string) =>
    enabled && text !== '' ? styleText(format, text, { validateStream: false }) : text;
  return {
    heading: paint('bold'),
    faint: paint('dim'),
    good: paint('green'),
    notable: paint('yellow'),
    bad: paint('red'),
  };
}
