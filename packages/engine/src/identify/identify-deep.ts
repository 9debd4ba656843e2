import { matchCompoundFile } from './compound-file.ts';
import type { Identification } from './identification.ts';
import { HEAD_LENGTH, decide, identifyHead } from './identify-head.ts';
import { extensionOf, kindOfExtension } from './kinds.ts';
import { RangeReader } from './range-reader.ts';
import type { ReadRange } from './range-reader.ts';
import { readKindList } from './signatures.ts';
import type { ContentMatch } from './signatures.ts';

/** Bytes of one file that identification reads at most. */
export const DEEP_BUDGET = 1024 * 1024;

/** ISO 9660 and UDF images begin with 16 empty sectors; the name of the standard follows in the first descriptor. */
const DISC_NAME_AT = 32_769;
const DISC_NAMES = ['CD001', 'BEA01', 'NSR02', 'NSR03'];
const DISC = readKindList('iso|isoimg|udf img bin toast cdr');
const WINDOWS_MEDIA_AUDIO = readKindList('wma');

/**
 * Says what a file is where its first bytes were not enough: what is inside a ZIP archive or an OLE compound file, a
 * disc image, whether compressed data is an archive.
 *
 * @param name - file name without folders, a raw string
 * @param size - bytes of the whole file
 * @param read - reads a range of the file; at most {@link DEEP_BUDGET} bytes are asked for in all
 * @returns what the file is, as certain as it gets
 * @throws what `read` throws
 */
export async function identifyDeep(name: string, size: number, read: ReadRange): Promise<Identification> {
  const head = await read(0, Math.min(size, HEAD_LENGTH));
  const first = identifyHead(name, head, size);
  if (first.certain) return first;
  return identifyWith(name, first, new RangeReader({ size, read, budget: DEEP_BUDGET - HEAD_LENGTH, head }));
}

/**
 * As {@link identifyDeep}, for a file that is being read already.
 *
 * @param name - file name without folders, a raw string
 * @param first - what its first bytes told, not certain
 * @param reader - the file
 * @returns what the file is, as certain as it gets
 * @throws what the reader's `read` throws
 */
export async function identifyWith(name: string, first: Identification, reader: RangeReader): Promise<Identification> {
  const match = await matchDeep(first, reader);
  const extension = extensionOf(name);
  const settled = match === undefined ? first : decide(extension, kindOfExtension(extension), match);
  return settled.certain ? settled : { ...settled, certain: true };
}

function matchDeep(first: Identification, reader: RangeReader): Promise<ContentMatch | undefined> {
  if (first.identifiedBy !== 'content') return matchDisc(reader);
  return first.detectedExtension === 'cfb' ? matchCompoundFile(reader) : matchWithLibrary(reader);
}

async function matchDisc(reader: RangeReader): Promise<ContentMatch | undefined> {
  const name = Buffer.from(await reader.bytes(DISC_NAME_AT, 5)).toString('latin1');
  return DISC_NAMES.includes(name) ? DISC : undefined;
}

/** The library is loaded when it is first needed: most runs never do. */
async function matchWithLibrary(reader: RangeReader): Promise<ContentMatch | undefined> {
  const { fileTypeFromBlob } = await import('file-type');
  const type = await fileTypeFromBlob(blobOf(reader)).catch(() => undefined);
  reader.throwFailure();
  if (type === undefined) return undefined;
  if (type.mime === 'audio/x-ms-asf') return WINDOWS_MEDIA_AUDIO;
  const extension = type.ext.toLowerCase();
  return kindOfExtension(extension) === undefined ? undefined : readKindList(extension);
}

/** A Blob whose bytes are fetched when the library asks for them. */
function blobOf(reader: RangeReader): Blob {
  const slice = (start: number, end: number): { arrayBuffer: () => Promise<Uint8Array> } => ({
    arrayBuffer: () => reader.bytes(start, end - start),
  });
  return Object.defineProperties(new Blob([]), { size: { value: reader.size }, slice: { value: slice } });
}
