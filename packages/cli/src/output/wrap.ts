import { displayWidth } from './display-width.ts';

/**
 * Breaks a sentence between words where it would run over the edge of the page.
 *
 * @param text - words with single spaces between them
 * @param width - columns; a single word may be wider
 * @param indent - put before every line but the first
 * @returns one string a line
 * @example
 * wrap('one two three', 8, '  ') // ['one two', '  three']
 */
export function wrap(text: string, width: number, indent = ''): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && displayWidth(longer) > width) {
      lines.push(line);
      line = indent + word;
    } else {
      line = longer;
    }
  }
  return [...lines, line];
}
