import type { Kind } from './kinds.ts';

/** What a decision rests on. */
export type Basis = 'content' | 'extension' | 'file_name' | 'text' | 'none';

/** What a file is. */
export interface Identification {
  /** Position in CATEGORIES. */
  readonly category: number;
  readonly mimetype: string;
  /** Extension of the format found, without dot, lower case; empty when nothing tells. */
  readonly detectedExtension: string;
  /** The content clearly is another format than the extension promises. */
  readonly mismatch: boolean;
  /** What the decision rests on; `text` is text of no particular kind. */
  readonly identifiedBy: Basis;
  /** False when a deeper look into the file can tell more. */
  readonly certain: boolean;
}

/** How sure an identification is, and whether the extension misled. */
export interface Verdict {
  readonly mismatch?: boolean;
  readonly certain?: boolean;
}

const BASES: readonly Basis[] = ['content', 'extension', 'file_name', 'text', 'none'];
const known = new Map<Kind, (Identification | undefined)[]>();

/** Nothing tells what the file is. */
export const NOTHING_TELLS: Kind = { extension: '', category: 0, mimetype: 'application/octet-stream', text: false };

/**
 * The identification of a kind. Equal ones are one object, so that a million files need a few hundred of them.
 *
 * @param kind - what the file is
 * @param identifiedBy - what that rests on
 * @param verdict - certain and without mismatch where nothing else is said
 * @returns a shared, frozen object
 */
export function identified(kind: Kind, identifiedBy: Basis, verdict: Verdict = CERTAIN): Identification {
  const mismatch = verdict.mismatch ?? false;
  const certain = verdict.certain ?? true;
  let forms = known.get(kind);
  if (forms === undefined) known.set(kind, (forms = []));
  const form = BASES.indexOf(identifiedBy) * 4 + (mismatch ? 2 : 0) + (certain ? 1 : 0);
  return (forms[form] ??= Object.freeze({
    category: kind.category,
    mimetype: kind.mimetype,
    detectedExtension: kind.extension,
    mismatch,
    identifiedBy,
    certain,
  }));
}

const CERTAIN: Verdict = {};
