import type { ImageProblemCode } from '@kempt/contracts';

/** Side of the grey square that images are compared by, pixels. */
export const GREY_SIDE = 32;

/** Makes small grey squares of images. */
export interface ImageDecoder {
  /** Images that are decoded at the same time at best. */
  readonly atOnce: number;

  /**
   * Decodes an image: turned upright as its metadata says, its first frame where it moves, on white where it is
   * transparent. Whatever the bytes are, there is an answer after a while.
   *
   * @throws KemptError `images_not_supported` where no image can be decoded at all
   */
  decode(bytes: Uint8Array): Promise<DecodedImage | ImageRefusal>;

  /** Ends what is behind this decoder, at once. */
  close(): Promise<void>;
}

/** What is left of an image. */
export interface DecodedImage {
  /** Pixels, upright. */
  readonly width: number;
  /** Pixels, upright. */
  readonly height: number;
  /** Brightness, row by row, {@link GREY_SIDE} by {@link GREY_SIDE}; the image is stretched to fill the square. */
  readonly grey: Uint8Array;
}

/** Why an image was not decoded. */
export interface ImageRefusal {
  readonly refused: ImageProblemCode;
  /** What the decoder said; empty where it said nothing. */
  readonly words: string;
}
