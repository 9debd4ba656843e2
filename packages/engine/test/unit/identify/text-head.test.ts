import assert from 'node:assert/strict';
import { test } from 'node:test';
import { beginningOfText, looksLikeText } from '../../../src/identify/text-head.ts';
import { bytes } from './samples.ts';

const utf16be = (text: string): Uint8Array => Buffer.from(text, 'utf16le').swap16();

test('UTF-8, UTF-16 and one-byte encodings are text', () => {
  const texts: [string, Uint8Array][] = [
    ['ASCII', bytes('plain words\n\ttabs\r\nand lines\f')],
    ['one letter', bytes('a')],
    ['UTF-8', Buffer.from('Grüße, 日本語 🎉')],
    ['UTF-8 with mark', bytes(0xef, 0xbb, 0xbf, 'words')],
    ['UTF-16 with mark', bytes(0xff, 0xfe, Buffer.from('words\r\n', 'utf16le'))],
    ['UTF-16 big-endian with mark', bytes(0xfe, 0xff, utf16be('words\r\n'))],
    ['UTF-16 without mark', Buffer.from('words without a mark', 'utf16le')],
    ['UTF-16 big-endian without mark', utf16be('words without a mark')],
    ['Latin-1', Buffer.from('Viele Grüße aus Köln und Umgebung, schöne Ferien', 'latin1')],
    ['Cyrillic in one byte', new Uint8Array(200).fill(0xe0).fill(0x20, 50, 60)],
    ['terminal colours', bytes('\u001b[31mred\u001b[0m and a bell \u0007')],
    ['end-of-file mark of DOS', bytes('REM done\r\n', 0x1a)],
  ];
  for (const [title, head] of texts) assert.equal(looksLikeText(head), true, title);
});

test('other bytes are no text', () => {
  const others: [string, Uint8Array][] = [
    ['nothing', new Uint8Array(0)],
    ['zeros', new Uint8Array(64)],
    ['a zero in words', bytes('words', 0, 'words')],
    ['a control character', bytes('words', 1)],
    ['few high bytes', bytes(0xff, 0xd8, 0xff, 0xe0, 'ab')],
    ['high control rows', new Uint8Array(200).fill(0x90)],
    ['a mark, then controls', bytes(0xff, 0xfe, 1, 0, 2, 0)],
    ['a big-endian mark, then controls', bytes(0xfe, 0xff, 0, 1, 0, 2)],
    ['zeros between controls', bytes(1, 0, 2, 0, 3, 0, 4, 0)],
  ];
  for (const [title, head] of others) assert.equal(looksLikeText(head), false, title);
});

test('a character that the end of the head cuts does no harm', () => {
  const whole = Buffer.from('words and a flag 🎉 é ü');
  for (let end = 1; end <= whole.length; end++) assert.equal(looksLikeText(whole.subarray(0, end)), true, String(end));
});

test('the beginning comes without its mark', () => {
  assert.equal(beginningOfText(bytes(0xef, 0xbb, 0xbf, '<?xml')), '<?xml');
  assert.equal(beginningOfText(bytes(0xff, 0xfe, Buffer.from('<?xml', 'utf16le'))), '<?xml');
  assert.equal(beginningOfText(bytes(0xfe, 0xff, utf16be('<?xml'))), '<?xml');
  assert.equal(beginningOfText(bytes('x'.repeat(5000))).length, 4096);
});
