import data from './data/signatures.json' with { type: 'json' };
import { kindOfExtension } from './kinds.ts';
import { readKindList } from './signatures.ts';
import type { ContentMatch } from './signatures.ts';

interface ZipClass extends ContentMatch {
  /** An entry that begins so tells the class. */
  readonly entry: string;
}

const CLASSES: readonly ZipClass[] = data.zip.map(([kinds = '', entry = '']) => ({ ...readKindList(kinds), entry }));
let matchesByMimetype: ReadonlyMap<string, ContentMatch> | undefined;
const LOCAL_HEADER = Buffer.from('PK\u0003\u0004', 'latin1');
const HEADER_LENGTH = 30;
const NAME_LENGTH_AT = 26;
const EXTRA_LENGTH_AT = 28;
const SIZE_AT = 18;

/**
 * What the first entries of a ZIP archive tell: an Office document, an app, a Java archive, an e-book.
 *
 * @param head - first bytes of the archive
 * @returns undefined when the entries that are in the head do not tell
 */
export function matchZip(head: Uint8Array): ContentMatch | undefined {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.length);
  let office = false;
  let found: ContentMatch | undefined;
  for (
    let at = 0;
    at >= 0 && at + HEADER_LENGTH <= bytes.length;
    at = bytes.indexOf(LOCAL_HEADER, nextSearch(bytes, at))
  ) {
    const nameEnd = at + HEADER_LENGTH + bytes.readUInt16LE(at + NAME_LENGTH_AT);
    const name = bytes.toString('latin1', at + HEADER_LENGTH, Math.min(nameEnd, bytes.length));
    if (at === 0 && name === 'mimetype') return matchMimetype(bytes, nameEnd);
    office ||= name === '[Content_Types].xml' || name === '_rels/.rels';
    found ??= CLASSES.find(({ entry }) => (entry.startsWith('.') ? name.includes(entry) : name.startsWith(entry)));
    if (found !== undefined && (office || !isOffice(found))) return found;
  }
  return undefined;
}

/**
 * Whether an extension stands for archives with entries of a known shape, so that other entries contradict it.
 *
 * @param extension - lower case, without dot
 * @returns true for `docx` and its like, false for `zip` or `cbz`
 */
export function hasZipShape(extension: string): boolean {
  return CLASSES.some((zipClass) => zipClass.accepts.has(extension));
}

/** A folder named `word` proves nothing unless the archive also holds the parts every Office document has. */
function isOffice(match: ContentMatch): boolean {
  return ['docx', 'xlsx', 'pptx', 'vsdx', '3mf'].includes(match.kind.extension);
}

function matchMimetype(bytes: Buffer, nameEnd: number): ContentMatch | undefined {
  const start = nameEnd + bytes.readUInt16LE(EXTRA_LENGTH_AT);
  const text = bytes.toString(
    'latin1',
    start,
    Math.min(start + bytes.readUInt32LE(SIZE_AT), start + 128, bytes.length),
  );
  return (matchesByMimetype ??= readMimetypes()).get(text.trim());
}

/** Where to look for the next entry: behind the data of this one where its size is known. */
function nextSearch(bytes: Buffer, at: number): number {
  const names = bytes.readUInt16LE(at + NAME_LENGTH_AT) + bytes.readUInt16LE(at + EXTRA_LENGTH_AT);
  return at + HEADER_LENGTH + names + bytes.readUInt32LE(at + SIZE_AT);
}

function readMimetypes(): ReadonlyMap<string, ContentMatch> {
  const matches = new Map<string, ContentMatch>();
  for (const extension of data.families.zip.flatMap((line) => line.split(' '))) {
    const mimetype = kindOfExtension(extension)?.mimetype;
    if (mimetype !== undefined && !matches.has(mimetype)) matches.set(mimetype, readKindList(extension));
  }
  return matches;
}
