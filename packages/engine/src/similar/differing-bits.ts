/**
 * How many bits of two words differ.
 *
 * @param a - 32 bits
 * @param b - 32 bits
 * @returns 0 to 32
 * @example
 * differingBits(0b1010, 0b0110) // 2
 */
export function differingBits(a: number, b: number): number {
  let bits = a ^ b;
  bits -= (bits >>> 1) & 0x5555_5555;
  bits = (bits & 0x3333_3333) + ((bits >>> 2) & 0x3333_3333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
}

/** Hashes of 64 bits, two words each. */
export type Hashes = Uint32Array;
