import { categoryId } from '@kempt/contracts';
import { NOTHING_TELLS, identified } from './identification.ts';
import type { Identification } from './identification.ts';
import { extensionOf, kindOfExtension, kindOfName, knownKind, textVariantOf } from './kinds.ts';
import type { Kind } from './kinds.ts';
import { mpegAudioOf } from './mpeg-audio.ts';
import { hasSignature, matchSignature, readKindList } from './signatures.ts';
import type { ContentMatch } from './signatures.ts';
import { hasTarChecksum } from './tar-head.ts';
import { beginningOfText, looksLikeText } from './text-head.ts';
import { matchText } from './text-kind.ts';
import { hasZipShape, matchZip } from './zip-head.ts';

/** Bytes of a file's beginning that identification looks at. */
export const HEAD_LENGTH = 4096;

const OTHER = categoryId('other');
const PLAIN_TEXT = knownKind('txt');
const ZIP = knownKind('zip');
const MATROSKA = knownKind('mkv');
const WEBM = knownKind('webm');
/** Shapes that many formats share: they do not contradict an extension that has no signature of its own. */
const SHARED_SHAPES = new Set(
  'zip gz bz2 xz zst lz4 7z tar cfb sqlite plist mp4 mov ogx tif xml json html exe h5'.split(' ').map(knownKind),
);
/** Shapes that a look at more than the beginning can tell more about. */
const DEEPER = new Set('zip docx xlsx pptx pages cfb asf gz tif'.split(' ').map(knownKind));
/** Disc images are told by bytes this far in; smaller files hold nothing that the beginning does not tell. */
const DISC_IMAGE_SIZE = 32_768;

/**
 * Says what a file is from its name and its first bytes: by content where content can tell, by extension where it
 * cannot, else by known name or as text.
 *
 * @param name - file name without folders, a raw string
 * @param head - its first bytes, up to {@link HEAD_LENGTH}
 * @param size - bytes of the whole file
 * @returns what the file is; `certain` is false where {@link identifyDeep} can tell more
 * @example
 * identifyHead('cat.png', new Uint8Array([0xff, 0xd8, 0xff, 0xe0]), 4).detectedExtension // 'jpg'
 */
export function identifyHead(name: string, head: Uint8Array, size: number): Identification {
  const extension = extensionOf(name);
  const promised = kindOfExtension(extension);
  if (size === 0 || head.length === 0) return identifyName(name);
  const match = matchSignature(head, extension);
  if (match !== undefined) return decide(extension, promised, refine(match, head, extension));
  const named = kindOfName(name);
  if (named !== undefined && (!named.text || !head.includes(0))) return identified(named, 'file_name');
  if (promised?.text === true) return identified(promised, 'extension');
  if (looksLikeText(head)) return identifyText(extension, promised, head);
  const known = matchBinary(head);
  if (known !== undefined) return decide(extension, promised, known);
  const certain = size <= DISC_IMAGE_SIZE || (promised !== undefined && !isVague(promised));
  return promised === undefined
    ? identified(NOTHING_TELLS, 'none', { certain })
    : identified(promised, 'extension', { certain });
}

/**
 * Says what a file is from its name alone, as for an empty file or one that cannot be read.
 *
 * @param name - file name without folders, a raw string
 * @returns what the name tells
 */
export function identifyName(name: string): Identification {
  const named = kindOfName(name);
  if (named !== undefined) return identified(named, 'file_name');
  const promised = kindOfExtension(extensionOf(name));
  return promised === undefined ? identified(NOTHING_TELLS, 'none') : identified(promised, 'extension');
}

/**
 * Weighs what content tells against what an extension promises.
 *
 * @param extension - the file's extension, lower case, without dot
 * @param promised - its kind, where the data knows one
 * @param match - what the content tells
 * @returns the content's kind, unless the extension names it more exactly
 */
export function decide(extension: string, promised: Kind | undefined, match: ContentMatch): Identification {
  const accepted = match.accepts.get(extension);
  const certain = !DEEPER.has(match.kind);
  if (accepted !== undefined && !isVague(accepted)) {
    return identified(accepted.text === match.kind.text ? accepted : match.kind, 'content');
  }
  if (promised === undefined || isVague(promised)) return identified(match.kind, 'content', { certain });
  if (mayHold(extension, promised, match.kind)) return identified(promised, 'extension');
  return identified(match.kind, 'content', { mismatch: true, certain });
}

/** An extension that says nothing about what is inside: `.bak`, `.tmp`, `.dat`, or the `6` of `libm.so.6`. */
function isVague(promised: Kind): boolean {
  const { category, mimetype, extension } = promised;
  return category === OTHER || mimetype === 'application/octet-stream' || /^\d+$/.test(extension);
}

/** Whether files of a kind that cannot be told by signature may look like this inside. */
function mayHold(extension: string, promised: Kind, content: Kind): boolean {
  if (promised.text || hasSignature(extension)) return false;
  return SHARED_SHAPES.has(content) || promised.category === content.category;
}

function refine(match: ContentMatch, head: Uint8Array, extension: string): ContentMatch {
  if (match.kind === ZIP) {
    const inside = matchZip(head);
    if (inside === undefined) return match;
    return !match.accepts.has(extension) || inside.accepts.has(extension) || hasZipShape(extension) ? inside : match;
  }
  if (match.kind !== MATROSKA) return match;
  const webm = Buffer.from(head.subarray(0, 64)).includes('webm');
  return webm ? { kind: WEBM, accepts: match.accepts } : match;
}

function identifyText(extension: string, promised: Kind | undefined, head: Uint8Array): Identification {
  const match = matchText(beginningOfText(head));
  if (match !== undefined) return decide(extension, promised, match);
  const variant = textVariantOf(extension) ?? promised;
  return variant === undefined || variant.category === OTHER
    ? identified(PLAIN_TEXT, 'text')
    : identified(variant, 'extension');
}

/** Formats without a signature at a fixed place, told by computing. */
function matchBinary(head: Uint8Array): ContentMatch | undefined {
  const audio = head[0] === 0xff ? mpegAudioOf(head) : undefined;
  if (audio !== undefined) return MPEG_AUDIO[audio];
  return hasTarChecksum(head) ? TAR : undefined;
}

const TAR = readKindList('tar cbt gem');
const MPEG_AUDIO = {
  mp3: readKindList('mp3 mp2 mp1'),
  mp2: readKindList('mp2 mp3'),
  mp1: readKindList('mp1 mp2 mp3'),
  aac: readKindList('aac mp3'),
};
