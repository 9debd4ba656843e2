import { createHash } from 'node:crypto';
import { CACHE_KINDS, type CacheKind } from '@kempt/contracts';

/** Characters of a digest of a shape. */
const DIGEST_LENGTH = 8;
/** Says which keys are to go, in place of the tag of what changed. */
const MATCH = 'match:';

/**
 * The digest of a shape: what has another shape has another key.
 *
 * @param schema - the shape
 * @returns letters, digits, hyphens and underscores
 */
export function shapeDigest(schema: object): string {
  return createHash('sha256').update(JSON.stringify(schema)).digest('base64url').slice(0, DIGEST_LENGTH);
}

/**
 * The key under which something is kept: kind, digest and parts, with colons between them.
 *
 * @param kind - what it is
 * @param digest - of its shape
 * @param parts - what tells it from others of its kind; one that is no short word is hashed
 * @returns the key
 */
export function cacheKey(kind: CacheKind, digest: string, parts: readonly string[]): string {
  return `${kind}:${digest}:${parts.map(keyPart).join(':')}`;
}

/** A part of a key that holds nothing a pattern or a separator means. */
function keyPart(part: string): string {
  return /^[\w.-]{1,64}$/.test(part) ? part : createHash('sha256').update(part).digest('base64url');
}

/**
 * The tag that has keys of a kind removed.
 *
 * @param kind - what is to go
 * @param pattern - fits the parts of its keys; `*` stands for any characters, `?` for one
 * @returns the tag
 */
export function matchTag(kind: CacheKind, pattern: string): string {
  return `${MATCH}${kind}:${pattern}`;
}

/**
 * The pattern of whole keys that a tag has removed.
 *
 * @param tag - a tag
 * @returns a glob; undefined for a tag of something that changed
 * @example
 * keyPattern('match:search:*') // 'search:????????:*'
 */
export function keyPattern(tag: string): string | undefined {
  if (!tag.startsWith(MATCH)) return undefined;
  const rest = tag.slice(MATCH.length);
  const kind = CACHE_KINDS.find((known) => rest.startsWith(`${known}:`));
  if (kind === undefined) return undefined;
  return `${kind}:${'?'.repeat(DIGEST_LENGTH)}:${rest.slice(kind.length + 1)}`;
}
