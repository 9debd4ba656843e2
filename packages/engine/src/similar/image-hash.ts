import { GREY_SIDE } from '../ports/image-decoder.ts';

/** Waves that are looked at in each direction: none up to seven half waves over the whole image. */
const WAVES = 8;
/** A wave counts when it is this strong: half a step of brightness of 255, more than what rounding makes up. */
const FAINTEST = 0.5;

/** What an image looks like in 64 bits, and in how far that says anything. */
export interface ImageHash {
  /** Bits 0 to 31, bit i for wave i; bit 0 is always 0. */
  readonly low: number;
  /** Bits 32 to 63. */
  readonly high: number;
  /** How many of the 63 waves are strong enough to count. */
  readonly detail: number;
}

/** By wave and pixel: how high the wave stands there, so that a sum over all pixels is the strength of the wave. */
const COSINES = Float64Array.from({ length: WAVES * GREY_SIDE }, (_, i) => {
  const [wave, pixel] = [Math.floor(i / GREY_SIDE), i % GREY_SIDE];
  const scale = wave === 0 ? 1 / GREY_SIDE : Math.SQRT2 / GREY_SIDE;
  return scale * Math.cos(((2 * pixel + 1) * wave * Math.PI) / (2 * GREY_SIDE));
});

/**
 * The perceptual hash of an image: its brightness as a sum of waves (a discrete cosine transform), and of each of the 63
 * longest whether it is stronger than the middle one. Long waves outlast scaling, compression and other colours; which is
 * above the middle does not change with brightness and contrast. The mean brightness is left out.
 *
 * @param grey - {@link GREY_SIDE} by {@link GREY_SIDE} pixels of brightness, row by row
 * @returns the hash
 */
export function hashImage(grey: Uint8Array): ImageHash {
  const waves = strengths(grey);
  const middle = waves.slice(1).sort()[(WAVES * WAVES - 2) / 2] ?? 0;
  let [low, high, detail] = [0, 0, 0];
  for (let i = 1; i < waves.length; i++) {
    const wave = waves[i] ?? 0;
    if (Math.abs(wave) > FAINTEST) detail++;
    if (wave <= middle) continue;
    if (i < 32) low |= 1 << i;
    else high |= 1 << (i - 32);
  }
  return { low: low >>> 0, high: high >>> 0, detail };
}

/** Strengths in steps of brightness, by waves down and waves across. */
function strengths(grey: Uint8Array): Float64Array {
  const across = new Float64Array(GREY_SIDE * WAVES);
  for (let y = 0; y < GREY_SIDE; y++) {
    for (let wave = 0; wave < WAVES; wave++) {
      let sum = 0;
      for (let x = 0; x < GREY_SIDE; x++) sum += (grey[y * GREY_SIDE + x] ?? 0) * (COSINES[wave * GREY_SIDE + x] ?? 0);
      across[y * WAVES + wave] = sum;
    }
  }
  const both = new Float64Array(WAVES * WAVES);
  for (let down = 0; down < WAVES; down++) {
    for (let wave = 0; wave < WAVES; wave++) {
      let sum = 0;
      for (let y = 0; y < GREY_SIDE; y++) sum += (across[y * WAVES + wave] ?? 0) * (COSINES[down * GREY_SIDE + y] ?? 0);
      both[down * WAVES + wave] = sum;
    }
  }
  return both;
}
