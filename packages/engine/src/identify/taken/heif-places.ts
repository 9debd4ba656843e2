import type { RangeReader } from '../range-reader.ts';
import { findBox } from './boxes.ts';
import type { Box } from './boxes.ts';

/**
 * Finds the EXIF item of a HEIF or AVIF file.
 *
 * @param reader - the file
 * @returns where the item's TIFF structure starts, or undefined
 */
export async function findExifInHeif(reader: RangeReader): Promise<number | undefined> {
  const meta = await findBox(reader, { start: 0, end: reader.size }, 'meta');
  if (meta === undefined) return undefined;
  const inside = { start: meta.start + 4, end: meta.end };
  const items = await findBox(reader, inside, 'iinf');
  const locations = await findBox(reader, inside, 'iloc');
  const id = items && (await findExifItem(reader, items));
  const start = id === undefined ? undefined : locations && (await findItem(reader, locations, id));
  if (start === undefined) return undefined;
  const prefix = Buffer.from(await reader.bytes(start, 4));
  return prefix.length < 4 ? undefined : start + 4 + prefix.readUInt32BE(0);
}

/** Content of a box of at most 64 KiB. */
async function readContent(reader: RangeReader, box: Box): Promise<Buffer> {
  return Buffer.from(await reader.bytes(box.start, Math.min(box.end - box.start, 0xffff)));
}

/** The id of the item of type `Exif`; every item is a box `infe` with its id and type at fixed places. */
async function findExifItem(reader: RangeReader, box: Box): Promise<number | undefined> {
  const content = await readContent(reader, box);
  for (let at = content.indexOf('infe'); at >= 0; at = content.indexOf('infe', at + 4)) {
    const wide = content[at + 4] === 3;
    const typeAt = at + (wide ? 14 : 12);
    if (content.toString('latin1', typeAt, typeAt + 4) !== 'Exif') continue;
    return wide ? content.readUInt32BE(at + 8) : content.readUInt16BE(at + 8);
  }
  return undefined;
}

/** Where the first extent of an item is, by the item location box. */
async function findItem(reader: RangeReader, box: Box, id: number): Promise<number | undefined> {
  const fields = new FieldReader(await readContent(reader, box));
  const version = fields.take(1);
  fields.take(3);
  const sizes = fields.take(2);
  const [offsetSize, lengthSize, baseSize] = [sizes >> 12, (sizes >> 8) & 15, (sizes >> 4) & 15];
  const indexSize = version === 0 ? 0 : sizes & 15;
  for (let left = fields.take(version === 2 ? 4 : 2); left > 0 && !fields.ended(); left--) {
    const item = fields.take(version === 2 ? 4 : 2);
    if (version > 0) fields.take(2);
    fields.take(2);
    const base = fields.take(baseSize);
    const extents = fields.take(2);
    for (let extent = 0; extent < extents && !fields.ended(); extent++) {
      fields.take(indexSize);
      const offset = fields.take(offsetSize);
      fields.take(lengthSize);
      if (item === id) return fields.ended() ? undefined : base + offset;
    }
  }
  return undefined;
}

/** Takes numbers of given sizes off a buffer, one behind the other. */
class FieldReader {
  readonly #bytes: Buffer;
  #at = 0;
  #ended = false;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** Whether some number was not all there. */
  ended(): boolean {
    return this.#ended;
  }

  take(size: number): number {
    if (this.#at + size > this.#bytes.length) this.#ended = true;
    if (this.#ended || size === 0) return 0;
    let value = 0;
    for (let i = 0; i < size; i++) value = value * 256 + (this.#bytes[this.#at++] ?? 0);
    return value;
  }
}
