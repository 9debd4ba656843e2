import { fchmodSync, fchownSync } from 'node:fs';
import { displayName } from '../names/display-name.ts';
import type { DiskCalls, EntryFacts } from './disk-calls.ts';

const PERMISSIONS = 0o7777;
/** A program that runs as its owner must not become one that runs as whoever copied it. */
const WITHOUT_SET_ID = 0o1777;

/** A file and its copy, both open. */
export interface CopiedPair {
  readonly input: number;
  readonly output: number;
  /** Facts of the file that is copied. */
  readonly source: EntryFacts;
}

/**
 * Gives a copy owner, extended attributes, mode and times of its original, in this order: a change of owner takes
 * capabilities and set-id bits away, and a file that its mode protects takes no attributes.
 *
 * @param calls - system calls of this thread
 * @param pair - the file and its copy
 * @returns what could not be kept: `owner`, `times`, or the name of an attribute as it is shown
 * @throws the system's error when the mode cannot be set
 */
export function keepMetadata(calls: DiskCalls, pair: CopiedPair): string[] {
  const owned = giveOwner(pair);
  const refused = calls
    .xattrs(pair.input)
    .filter((xattr) => calls.setXattr(pair.output, xattr) !== 0)
    .map(({ name }) => displayName(name));
  fchmodSync(pair.output, pair.source.mode & (owned ? PERMISSIONS : WITHOUT_SET_ID));
  const timed = calls.setTimes(pair.output, pair.source) === 0;
  return [...(owned ? [] : ['owner']), ...refused, ...(timed ? [] : ['times'])];
}

function giveOwner({ output, source }: CopiedPair): boolean {
  try {
    fchownSync(output, source.uid, source.gid);
    return true;
  } catch {
    return false;
  }
}
