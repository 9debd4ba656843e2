import { stripVTControlCharacters } from 'node:util';

/**
 * How many columns of a terminal a text takes: colours take none, ideographs and emoji two, combining marks none.
 *
 * @param text - one line of text
 * @returns columns
 * @example
 * displayWidth('日本') // 4
 */
export function displayWidth(text: string): number {
  const plain = stripVTControlCharacters(text);
  if (PRINTABLE_ASCII.test(plain)) return plain.length;
  let width = 0;
  for (const char of plain) width += charWidth(char);
  return width;
}

/**
 * Cuts the middle out of a text that is too wide. Both ends stay, since the end of a path says what the file is.
 *
 * @param text - one line without colours
 * @param width - columns there is room for
 * @returns the text itself when it fits
 * @example
 * shorten('photographs/summer.jpg', 11) // 'photo…r.jpg'
 */
export function shorten(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  if (width < 2) return width === 1 ? '…' : '';
  const chars = Array.from(text);
  const tail = takeWidth(chars.toReversed(), Math.floor((width - 1) / 2)).toReversed();
  const head = takeWidth(chars, width - 1 - displayWidth(tail.join('')));
  return `${head.join('')}…${tail.join('')}`;
}

function takeWidth(chars: readonly string[], width: number): string[] {
  const taken: string[] = [];
  let room = width;
  for (const char of chars) {
    room -= charWidth(char);
    if (room < 0) break;
    taken.push(char);
  }
  return taken;
}

function charWidth(char: string): number {
  if (NO_WIDTH.test(char)) return 0;
  return DOUBLE_WIDTH.test(char) ? 2 : 1;
}

const PRINTABLE_ASCII = /^[ -~]*$/;
const NO_WIDTH = /^[\p{Mark}\p{Cf}]$/u;
const DOUBLE_WIDTH =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}\p{Emoji_Presentation}]$/u;
