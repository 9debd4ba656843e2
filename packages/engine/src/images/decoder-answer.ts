import { IMAGE_PROBLEMS } from '@kempt/contracts';
import { GREY_SIDE, type DecodedImage, type ImageRefusal } from '../ports/image-decoder.ts';

/** What a process answers: that it cannot decode anything, or what came of one image. */
export type DecoderAnswer = { readonly unavailable: string } | DecodedImage | ImageRefusal;

/**
 * Reads what a process answered. An image may have taken it over, so nothing is taken for granted.
 *
 * @param value - anything
 * @returns the answer; a refusal of the image when it is none
 */
export function readAnswer(value: unknown): DecoderAnswer {
  if (typeof value === 'object' && value !== null) {
    const { unavailable, refused, words, width, height, grey } = value as Readonly<Record<string, unknown>>;
    if (typeof unavailable === 'string') return { unavailable };
    if (isProblem(refused) && typeof words === 'string') return { refused, words };
    if (isSide(width) && isSide(height) && isSquare(grey)) return { width, height, grey };
  }
  return { refused: 'image_damaged', words: 'the decoder gave no answer that makes sense' };
}

function isProblem(value: unknown): value is ImageRefusal['refused'] {
  return typeof value === 'string' && Object.hasOwn(IMAGE_PROBLEMS, value);
}

function isSide(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value > 0;
}

function isSquare(value: unknown): value is Uint8Array {
  return value instanceof Uint8Array && value.length === GREY_SIDE * GREY_SIDE;
}
