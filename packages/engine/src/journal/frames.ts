import { crc32 } from 'node:zlib';

/** Bytes before the payload of a frame: length (4), checksum (4), type (1). */
const FRAME_HEAD = 9;

/** Larger frames are taken for damage, so that a flipped length cannot ask for all memory. */
const MAX_PAYLOAD = 256 * 1024 * 1024;

/** One record of a plan or journal file. */
export interface Frame {
  /** A letter, see docs/journal-format.md. */
  readonly type: string;
  readonly payload: Uint8Array;
  /** Where the frame starts in the file. */
  readonly start: number;
  /** Where the next one starts. */
  readonly end: number;
}

/** Why reading frames ended before the end of the file. */
export type FrameDamage = 'torn' | 'corrupt';

/**
 * Frames a payload: its length, a CRC-32 over type and payload, its type.
 *
 * @param type - one letter
 * @param payload - the bytes
 * @returns the frame
 */
export function encodeFrame(type: string, payload: Uint8Array): Uint8Array {
  const frame = Buffer.allocUnsafe(FRAME_HEAD + payload.length);
  frame.writeUInt32LE(payload.length, 0);
  frame.write(type, 8, 1, 'latin1');
  frame.set(payload, FRAME_HEAD);
  frame.writeUInt32LE(crc32(frame.subarray(8)), 4);
  return frame;
}

/**
 * Reads frames from pieces of a file. It stops at the first frame that is not whole; `finish` then tells whether the
 * tail was torn (nothing whole follows) or the file is damaged in the middle.
 */
export class FrameReader {
  #rest: Buffer;
  #offset: number;
  #stopped = false;

  /** @param offset - where in the file the first piece starts */
  constructor(offset = 0) {
    this.#rest = Buffer.alloc(0);
    this.#offset = offset;
  }

  /** Where the first frame starts that was not read whole. */
  get offset(): number {
    return this.#offset;
  }

  /** Whether a frame was damaged, so that nothing behind it is read. */
  get stopped(): boolean {
    return this.#stopped;
  }

  /**
   * Takes the next piece of the file.
   *
   * @param piece - bytes in file order
   * @returns the frames that are whole now
   */
  push(piece: Uint8Array): Frame[] {
    this.#rest = this.#rest.length === 0 ? Buffer.from(piece) : Buffer.concat([this.#rest, piece]);
    const frames: Frame[] = [];
    let at = 0;
    while (!this.#stopped && this.#rest.length - at >= FRAME_HEAD) {
      const length = this.#rest.readUInt32LE(at);
      const end = at + FRAME_HEAD + length;
      if (length > MAX_PAYLOAD) this.#stopped = true;
      if (this.#stopped || end > this.#rest.length) break;
      const body = this.#rest.subarray(at + 8, end);
      if (crc32(body) !== this.#rest.readUInt32LE(at + 4)) {
        this.#stopped = true;
        break;
      }
      const start = this.#offset + at;
      frames.push({
        type: String.fromCharCode(body[0] ?? 0),
        payload: body.subarray(1),
        start,
        end: start + FRAME_HEAD + length,
      });
      at = end;
    }
    this.#rest = this.#rest.subarray(at);
    this.#offset += at;
    return frames;
  }

  /**
   * What is left over at the end of the file. A damaged length tells nothing about where its frame ends, so whole
   * frames are looked for at every byte behind it.
   *
   * @returns undefined when the file ends with a whole frame; `corrupt` when a whole frame follows a damaged one; `torn`
   *   for everything else, which is what a crash leaves
   */
  finish(): FrameDamage | undefined {
    if (this.#rest.length === 0) return undefined;
    return holdsWholeFrame(this.#rest) ? 'corrupt' : 'torn';
  }
}

function holdsWholeFrame(rest: Buffer): boolean {
  for (let at = 1; at + FRAME_HEAD <= rest.length; at++) {
    if (!isLetter(rest[at + 8])) continue;
    const end = at + FRAME_HEAD + rest.readUInt32LE(at);
    if (end <= rest.length && crc32(rest.subarray(at + 8, end)) === rest.readUInt32LE(at + 4)) return true;
  }
  return false;
}

function isLetter(byte: number | undefined): boolean {
  return byte !== undefined && ((byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a));
}
