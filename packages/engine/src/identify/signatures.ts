import { matchesPattern, readPattern } from './byte-pattern.ts';
import type { BytePattern } from './byte-pattern.ts';
import data from './data/signatures.json' with { type: 'json' };
import { kindOfExtension, knownKind } from './kinds.ts';
import type { Kind } from './kinds.ts';
import { looksLikeText } from './text-head.ts';

/** What content tells: a format, and the extensions that formats of this shape go by. */
export interface ContentMatch {
  /** What the file is when its extension says nothing better. */
  readonly kind: Kind;
  /** What the file is when it has one of these extensions; they do not contradict the content. */
  readonly accepts: ReadonlyMap<string, Kind>;
}

/**
 * When a signature is believed: on its own; when the bytes are not text; also when the extension is an unknown one; or
 * only where the extension agrees.
 */
const STRENGTHS = ['always', 'if-binary', 'if-nameless', 'if-extension'] as const;
type Strength = (typeof STRENGTHS)[number];

interface Signature extends ContentMatch, BytePattern {
  readonly strength: Strength;
}

/** Where a signature is looked for. */
interface Place {
  readonly head: Uint8Array;
  /** The extension is not known. */
  readonly nameless: boolean;
}

/** The signatures, sorted for the ways they are looked up. */
interface SignatureTable {
  readonly byExtension: ReadonlyMap<string, readonly Signature[]>;
  /** Those that stand at the start of a file and are believed without its extension. */
  readonly byFirstByte: readonly (readonly Signature[])[];
  /** Those elsewhere in a file that are believed without its extension. */
  readonly elsewhere: readonly Signature[];
}

const PROVES: ReadonlySet<Strength> = new Set(['always', 'if-binary']);
let compiled: SignatureTable | undefined;

/**
 * Looks for a known signature, those of the file's own extension first.
 *
 * @param head - first bytes of the file, up to 4 KiB
 * @param extension - the file's extension, lower case, without dot
 * @returns what the content tells, or undefined when no signature is there
 */
export function matchSignature(head: Uint8Array, extension: string): ContentMatch | undefined {
  const table = (compiled ??= compile());
  const own = table.byExtension.get(extension);
  if (own !== undefined) {
    for (const signature of own) if (matchesPattern(signature, head)) return signature;
  }
  const place = { head, nameless: kindOfExtension(extension) === undefined };
  return findIn(table.byFirstByte[head[0] ?? 0] ?? [], place) ?? findIn(table.elsewhere, place);
}

/**
 * Whether files with an extension can be told by their first bytes, so that other bytes break a promise.
 *
 * @param extension - lower case, without dot
 * @returns true when some signature proves files of this extension
 */
export function hasSignature(extension: string): boolean {
  compiled ??= compile();
  return compiled.byExtension.get(extension)?.some((signature) => PROVES.has(signature.strength)) ?? false;
}

/**
 * Reads a list of kinds as the signature data spells it: the first is what the content is by itself, the others are
 * extensions that agree with it. `jpg|jpeg` are two names of one kind; `@zip` stands for a family of extensions.
 *
 * @param spelling - kinds separated by blanks
 * @returns the format and what it agrees with
 * @throws RangeError for a kind the data lacks, which the tests rule out
 */
export function readKindList(spelling: string): ContentMatch {
  const accepts = new Map<string, Kind>();
  for (const group of spelling.split(' ').flatMap(expandFamily)) {
    const [first = '', ...others] = group.split('|');
    const kind = knownKind(first);
    for (const name of [first, ...others]) accepts.set(name, kind);
  }
  return { kind: knownKind(/^[^ |]*/.exec(spelling)?.[0] ?? ''), accepts };
}

function compile(): SignatureTable {
  const signatures = data.binary.map(readSignature);
  const general = signatures.filter((signature) => signature.strength !== 'if-extension');
  return {
    byExtension: groupByExtension(signatures),
    byFirstByte: groupByFirstByte(general.filter(startsFile)),
    elsewhere: general.filter((signature) => !startsFile(signature)),
  };
}

function readSignature([kinds = '', at = 0, pattern = '', strength = 'always']: readonly (
  string | number
)[]): Signature {
  const believed = STRENGTHS.find((known) => known === strength);
  if (believed === undefined) throw new RangeError(`not a strength: ${strength}`);
  return { ...readKindList(String(kinds)), ...readPattern(String(pattern), Number(at)), strength: believed };
}

function expandFamily(name: string): string[] {
  if (!name.startsWith('@')) return [name];
  const families: Readonly<Record<string, readonly string[]>> = data.families;
  return families[name.slice(1)]?.flatMap((line) => line.split(' ')) ?? [name];
}

function groupByExtension(signatures: readonly Signature[]): ReadonlyMap<string, readonly Signature[]> {
  const groups = new Map<string, Signature[]>();
  for (const signature of signatures) {
    for (const extension of signature.accepts.keys()) {
      const group = groups.get(extension);
      if (group === undefined) groups.set(extension, [signature]);
      else group.push(signature);
    }
  }
  return groups;
}

function groupByFirstByte(signatures: readonly Signature[]): readonly (readonly Signature[])[] {
  const groups: Signature[][] = Array.from({ length: 256 }, () => []);
  for (const signature of signatures) {
    if (signature.strength !== 'if-extension' && startsFile(signature))
      groups[signature.bytes[0] ?? 0]?.push(signature);
  }
  return groups;
}

function startsFile(signature: Signature): boolean {
  return signature.at === 0 && signature.mask[0] === 0xff;
}

function findIn(signatures: readonly Signature[], { head, nameless }: Place): Signature | undefined {
  for (const signature of signatures) {
    if (!matchesPattern(signature, head)) continue;
    if (signature.strength === 'always') return signature;
    if ((nameless || signature.strength === 'if-binary') && !looksLikeText(head)) return signature;
  }
  return undefined;
}
