import sharp, { type Sharp } from 'sharp';
import { paintPicture } from './painted-picture.ts';

/**
 * A painted picture as an image to be changed and saved.
 *
 * @param seed - the same seed paints the same picture
 * @returns 320 by 240 pixels
 */
export function pictureImage(seed: number): Sharp {
  const { rgb, width, height } = paintPicture(seed);
  return sharp(rgb, { raw: { width, height, channels: 3 } });
}

/**
 * An image on which there is nothing.
 *
 * @param background - its colour
 * @returns 40 by 30 pixels
 */
export function plainImage(background: string): Sharp {
  return sharp({ create: { width: 40, height: 30, channels: 3, background } });
}
