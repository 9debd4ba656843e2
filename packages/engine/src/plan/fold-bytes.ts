import { foldName } from '../names/fold-name.ts';
import { decodeRaw, encodeRaw } from '../names/raw-string.ts';

const CAPITAL_A = 0x41;
const CAPITAL_Z = 0x5a;
const CASE_BIT = 0x20;
const DOT = 0x2e;
const SPACE = 0x20;
const FIRST_BEYOND_ASCII = 0x80;
const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/**
 * Folds names given as bytes, one after the other, into one buffer: what foldName does, without making a string of
 * an ordinary ASCII name.
 */
export class FoldBuffer {
  /** The folded name, in the first {@link FoldBuffer.length} bytes. */
  bytes = new Uint8Array(1024);
  /** Bytes of the folded name. */
  length = 0;

  /**
   * Folds a name into the buffer, over the one before.
   *
   * @param name - a name as bytes
   * @returns a 32-bit hash of the folded bytes
   */
  fold(name: Uint8Array): number {
    const last = name[name.length - 1];
    if (last === DOT || last === SPACE) return this.#foldText(name);
    if (name.length > this.bytes.length) this.bytes = new Uint8Array(name.length * 2);
    const { bytes } = this;
    let hash = FNV_OFFSET;
    for (let i = 0; i < name.length; i++) {
      let byte = name[i] ?? 0;
      if (byte >= FIRST_BEYOND_ASCII) return this.#foldText(name);
      if (byte >= CAPITAL_A && byte <= CAPITAL_Z) byte |= CASE_BIT;
      bytes[i] = byte;
      hash = Math.imul(hash ^ byte, FNV_PRIME);
    }
    this.length = name.length;
    return hash;
  }

  /** Folding text can end in plain ASCII, so the hash must be that of the folded bytes. */
  #foldText(name: Uint8Array): number {
    const folded = encodeRaw(foldName(decodeRaw(name)));
    if (folded.length > this.bytes.length) this.bytes = new Uint8Array(folded.length * 2);
    this.bytes.set(folded);
    this.length = folded.length;
    let hash = FNV_OFFSET;
    for (const byte of folded) hash = Math.imul(hash ^ byte, FNV_PRIME);
    return hash;
  }
}
