import sharp from 'sharp';
import { GREY_SIDE, type DecodedImage, type ImageRefusal } from '../ports/image-decoder.ts';

/** Pixels of one image at most: 268 million, which is more than any camera takes, and less than what fills a memory. */
const MOST_PIXELS = 0x3fff * 0x3fff;

/** What may look at bytes. All other formats, among them those that draw or run what they hold, are never tried. */
const LOADERS = ['Jpeg', 'Png', 'Webp', 'Nsgif', 'Tiff', 'Heif'].map((name) => `VipsForeignLoad${name}Buffer`);

sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({ operation: LOADERS });
sharp.cache(false);
sharp.concurrency(1);

/**
 * Decodes an image. The bytes may come from anybody: this runs in a process of its own, which may be ended at any time.
 *
 * @param bytes - the whole file
 * @returns its small grey square, or why there is none
 */
export async function decodeImage(bytes: Uint8Array): Promise<DecodedImage | ImageRefusal> {
  try {
    const image = sharp(bytes, { failOn: 'error', limitInputPixels: MOST_PIXELS, pages: 1 });
    const { width, height } = (await image.metadata()).autoOrient;
    const grey = await image
      .autoOrient()
      .flatten({ background: '#ffffff' })
      .resize(GREY_SIDE, GREY_SIDE, { fit: 'fill' })
      .toColourspace('b-w')
      .raw()
      .toBuffer();
    return { width, height, grey: Uint8Array.from(grey) };
  } catch (error) {
    const words = error instanceof Error ? firstLine(error.message) : '';
    return { refused: /pixel limit/i.test(words) ? 'image_too_large' : 'image_damaged', words };
  }
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0] ?? '';
}
