import type { RangeReader } from './range-reader.ts';
import { readKindList } from './signatures.ts';
import type { ContentMatch } from './signatures.ts';

const SECTOR_SHIFT_AT = 30;
const DIRECTORY_AT = 48;
const FAT_SECTORS_AT = 76;
const HEADER_LENGTH = 512;
const ENTRY_LENGTH = 128;
const NAME_LENGTH_AT = 64;
/** Bytes of directory looked at: the streams that tell stand near its beginning. */
const DIRECTORY_LENGTH = 4096;
const PACKED_TABLE = '\u4840';

const STREAMS: readonly (readonly [string, ContentMatch])[] = [
  ['WordDocument', readKindList('doc dot wiz wbk')],
  ['Workbook', readKindList('xls xlt xla')],
  ['Book', readKindList('xls xlt xla')],
  ['PowerPoint Document', readKindList('ppt pps pot ppa')],
  ['VisioDocument', readKindList('vsd vst vss')],
  ['Quill', readKindList('pub')],
  ['__properties_version1.0', readKindList('msg oft')],
  ['__nameid_version1.0', readKindList('msg oft')],
  ['Props14', readKindList('mpp mpt')],
];
/** Names of tables in Windows Installer files are packed into characters behind this marker. */
const INSTALLER = readKindList('msi msp msm mst');

/**
 * Tells what an OLE compound file holds by the names in its directory.
 *
 * @param reader - the file
 * @returns undefined when no known stream is found
 */
export async function matchCompoundFile(reader: RangeReader): Promise<ContentMatch | undefined> {
  const header = Buffer.from(await reader.bytes(0, HEADER_LENGTH));
  if (header.length < HEADER_LENGTH) return undefined;
  const names = entryNames(await readDirectory(header, reader));
  if (names.some((name) => name.startsWith(PACKED_TABLE))) return INSTALLER;
  return STREAMS.find(([stream]) => names.includes(stream))?.[1];
}

/** Follows the chain of the directory's sectors through the allocation table, as far as the header lists it. */
async function readDirectory(header: Buffer, reader: RangeReader): Promise<Buffer> {
  const sector = 2 ** Math.min(header.readUInt16LE(SECTOR_SHIFT_AT), 12);
  const parts: Uint8Array[] = [];
  let id: number | undefined = header.readUInt32LE(DIRECTORY_AT);
  for (let length = 0; length < DIRECTORY_LENGTH && id !== undefined; length += sector) {
    parts.push(await reader.bytes((id + 1) * sector, sector));
    id = await nextSector(id);
  }
  return Buffer.concat(parts);

  async function nextSector(current: number): Promise<number | undefined> {
    const listed = FAT_SECTORS_AT + Math.floor((current * 4) / sector) * 4;
    if (listed + 4 > HEADER_LENGTH) return undefined;
    const entry = (header.readUInt32LE(listed) + 1) * sector + ((current * 4) % sector);
    const bytes = Buffer.from(await reader.bytes(entry, 4));
    return bytes.length === 4 ? bytes.readUInt32LE(0) : undefined;
  }
}

function entryNames(directory: Buffer): string[] {
  const names: string[] = [];
  for (let at = 0; at + ENTRY_LENGTH <= directory.length; at += ENTRY_LENGTH) {
    const length = Math.min(directory.readUInt16LE(at + NAME_LENGTH_AT), NAME_LENGTH_AT);
    names.push(directory.toString('utf16le', at, at + Math.max(length - 2, 0)));
  }
  return names;
}
