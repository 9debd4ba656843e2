import { splitName } from '../names/split-name.ts';
import type { CompanionKind } from './companion-kinds.ts';

const LANGUAGE =
  /^(?:[a-z]{2,3}(?:[-_][a-z\d]{2,8})?|forced|sdh|cc|hi|default|full|signs|commentary|english|german|french|spanish|italian)$/i;
const TAKEOUT = 'supplemental-metadata';

/**
 * What a companion's main file may be called: the companion's name without its extension, and without one or two
 * words before that where its kind allows for them.
 *
 * @param name - the companion's name
 * @param kind - its kind
 * @returns what the main file's name (or its stem) must be, the longest first
 */
export function companionBases(name: string, kind: Pick<CompanionKind, 'infix'>): string[] {
  let base = name.slice(0, name.lastIndexOf('.'));
  const bases = [base];
  if (kind.infix === undefined) return bases;
  for (let words = kind.infix === 'language' ? 2 : 1; words > 0; words--) {
    const dot = base.lastIndexOf('.');
    if (dot <= 0 || !isInfix(base.slice(dot + 1), kind.infix)) break;
    base = base.slice(0, dot);
    bases.push(base);
  }
  return bases;
}

function isInfix(word: string, infix: 'language' | 'takeout'): boolean {
  return infix === 'language' ? LANGUAGE.test(word) : word.length > 1 && TAKEOUT.startsWith(word);
}

/**
 * The part of a main file's name that its companions of a kind share.
 *
 * @param name - the main file's name
 * @param match - how the names relate
 * @returns the whole name or its stem
 */
export function mainBase(name: string, match: CompanionKind['match']): string {
  return match === 'whole' ? name : splitName(name).stem;
}
