import { createSeededRandom, type SeededRandom } from './seeded-random.ts';

/** Pixels of a picture, row by row. */
export interface Painted {
  readonly width: number;
  readonly height: number;
  /** Red, green and blue, one byte each. */
  readonly rgb: Uint8Array;
}

/** Cells of the coarsest layer of noise, and of each finer one twice as many. */
const COARSEST = 3;
const LAYERS = 6;
const SHAPES = 12;

/**
 * Paints a picture that has of photographs what hashes of pictures live on: brightness that changes most over long ways
 * and less over short ones, and edges of things.
 *
 * @param seed - the same seed paints the same picture
 * @param width - pixels
 * @param height - pixels
 * @returns its pixels
 */
export function paintPicture(seed: number, width = 320, height = 240): Painted {
  const random = createSeededRandom(seed);
  const planes = [0, 1, 2].map(() => new Float64Array(width * height));
  const light = noisePlane(random, width, height);
  for (const plane of planes) {
    const own = noisePlane(random, width, height);
    plane.forEach((_, i) => (plane[i] = 128 + 70 * (light[i] ?? 0) + 30 * (own[i] ?? 0)));
  }
  for (let i = 0; i < SHAPES; i++) paintShape(random, planes, width);
  const rgb = new Uint8Array(width * height * 3);
  planes.forEach((plane, channel) => {
    plane.forEach((value, i) => (rgb[i * 3 + channel] = Math.max(0, Math.min(255, Math.round(value)))));
  });
  return { width, height, rgb };
}

/** Layers of noise, each twice as fine as the one before and half as strong. */
function noisePlane(random: SeededRandom, width: number, height: number): Float64Array {
  const plane = new Float64Array(width * height);
  for (let layer = 0; layer < LAYERS; layer++) {
    const cells = COARSEST * 2 ** layer;
    const knots = Float64Array.from({ length: (cells + 1) ** 2 }, () => random.normal());
    const at = (x: number, y: number): number => knots[y * (cells + 1) + x] ?? 0;
    for (let i = 0; i < plane.length; i++) {
      const x = ((i % width) / width) * cells;
      const y = (Math.floor(i / width) / height) * cells;
      const [left, top] = [Math.floor(x), Math.floor(y)];
      const [across, down] = [smooth(x - left), smooth(y - top)];
      const above = at(left, top) * (1 - across) + at(left + 1, top) * across;
      const below = at(left, top + 1) * (1 - across) + at(left + 1, top + 1) * across;
      plane[i] = (plane[i] ?? 0) + (above * (1 - down) + below * down) / 2 ** layer;
    }
  }
  return plane;
}

function smooth(way: number): number {
  return way * way * (3 - 2 * way);
}

/** An ellipse of one colour, through which a little of what was there is seen. */
function paintShape(random: SeededRandom, planes: readonly Float64Array[], width: number): void {
  const height = (planes[0]?.length ?? 0) / width;
  const [x, y] = [random.below(width), random.below(height)];
  const [across, down] = [width * (0.04 + 0.16 * random.next()), height * (0.04 + 0.16 * random.next())];
  for (const plane of planes) {
    const value = random.below(256);
    for (let i = 0; i < plane.length; i++) {
      const [dx, dy] = [(i % width) - x, Math.floor(i / width) - y];
      if ((dx / across) ** 2 + (dy / down) ** 2 > 1) continue;
      plane[i] = 0.7 * value + 0.3 * (plane[i] ?? 0);
    }
  }
}
