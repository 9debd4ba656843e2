import { crc32 } from 'node:zlib';

/** A whole zip archive and where the length of its closing comment is stored, so that it can be padded to any size. */
export interface ZipTemplate {
  readonly bytes: Buffer;
  readonly commentLengthAt: number;
}

/**
 * Builds a small valid zip archive of stored files: what docx, xlsx, epub and their kin are made of.
 *
 * @param entries - names and contents in order
 * @returns the archive without a comment
 */
export function zipTemplate(entries: readonly (readonly [string, string])[]): ZipTemplate {
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of entries) {
    const fields = entryFields(name, content);
    const body = Buffer.concat([LOCAL, fields, Buffer.from(name), Buffer.from(content)]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    central.push(Buffer.concat([CENTRAL, fields, place, Buffer.from(name)]));
    local.push(body);
    offset += body.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  const bytes = Buffer.concat([...local, directory, end]);
  return { bytes, commentLengthAt: bytes.length - 2 };
}

/** The 26 bytes that local and central headers share: version to length of the extra field. */
function entryFields(name: string, content: string): Buffer {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(20, 0);
  fields.writeUInt16LE(0x5821, 8);
  fields.writeUInt32LE(crc32(content), 10);
  fields.writeUInt32LE(Buffer.byteLength(content), 14);
  fields.writeUInt32LE(Buffer.byteLength(content), 18);
  fields.writeUInt16LE(Buffer.byteLength(name), 22);
  return fields;
}

const LOCAL = Buffer.from('PK\x03\x04', 'latin1');
const CENTRAL = Buffer.from('PK\x01\x02\x14\x00', 'latin1');
