import type { SeededRandom } from '@kempt/engine/testing/seeded-random';
import type { FileKind } from './kinds.ts';

/** Which file of how many. */
export interface FilePlace {
  readonly index: number;
  readonly files: number;
}

/**
 * Names a file: nearly always a name that no other file of the tree has; for about one in a hundred a name that
 * files in other folders have too, a few of them very often, so that organizing has to rename.
 *
 * @param kind - what kind of file it is
 * @param place - the file's number in the tree, and how many files the tree has
 * @param random - the folder's row of choices
 * @returns a file name
 */
export function nameFile(kind: FileKind, place: FilePlace, random: SeededRandom): string {
  const dot = kind.extension === '' ? '' : `.${kind.extension}`;
  if (random.chance(0.01)) {
    const number = Math.floor(Math.max(2, place.files / 4000) * random.next() ** 3);
    return `${COMMON[kind.names]} ${number}${dot}`;
  }
  return `${uniqueStem(kind.names, place.index, random)}${dot}`;
}

function uniqueStem(names: FileKind['names'], index: number, random: SeededRandom): string {
  const id = index.toString(36);
  switch (names) {
    case 'photo':
      return `IMG_20${10 + random.below(14)}${10 + random.below(3)}${10 + random.below(18)}_${id}`;
    case 'track':
      return `${10 + random.below(20)} - ${random.pick(WORDS)} ${random.pick(WORDS)} ${id}`;
    case 'paper':
      return `${random.pick(WORDS)} ${2012 + random.below(12)} (${random.pick(WORDS)}) ${id}`;
    case 'source':
      return `${random.pick(WORDS)}-${random.pick(WORDS)}-${id}`;
    default:
      return `${random.pick(WORDS)}_${id}`;
  }
}

const COMMON = { photo: 'image', track: 'Track', paper: 'Document', source: 'index', plain: 'data' } as const;
const WORDS = [
  'invoice',
  'summer',
  'report',
  'draft',
  'Müller',
  'final',
  'garden',
  'contract',
  'holiday',
  'budget',
  'recipe',
  'letter',
  '東京',
  'server',
  'client',
  'model',
];
