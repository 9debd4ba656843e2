import { isSameFolded } from '../names/fold-name.ts';
import { splitName } from '../names/split-name.ts';
import { carriesCounterOf, withoutCounter } from './conflict-name.ts';
import type { FieldReader, Subject } from './field-reader.ts';
import { FIELDS, PATH_FIELDS, type FieldName } from './fields.ts';
import { unapplyFilters } from './filters.ts';
import { fillSegment, locateFolder, locateName } from './locate.ts';
import type { FieldPiece, Piece, Template } from './template.ts';

/**
 * Makes a check whether a file lies where the template puts it, although filling the template in with its present
 * name gives another one. `{year}-{filename}` made `2024-a.jpg` of `a.jpg`, and would now make `2024-2024-a.jpg` of
 * that. So the names the file may have had before are worked out, with and without a counter, and the template is
 * tried on each.
 *
 * @param template - a template
 * @param reader - where values come from
 * @returns a function that takes a file under its present name, with the folder the template gave as `above`, and is
 * true when some earlier name leads to exactly where the file is
 */
export function createPlaceCheck(template: Template, reader: FieldReader): (subject: Subject) => boolean {
  const folderMayDiffer = template.folders.flat().some(dependsOnName) || template.name.some(holdsPath);
  return (subject) => {
    const here = reader.here(subject.row);
    if (here === undefined || (!folderMayDiffer && !isSameFolded(subject.above, here))) return false;
    const leadsHere = (earlier: EarlierName): boolean => {
      const tried = { ...subject, ...earlier };
      if (typeof locateFolder(template, reader, tried) !== 'string') return false;
      const place = locateName(template, reader, tried);
      if ('missing' in place || !isSameFolded(place.folder, here)) return false;
      return place.name === subject.name || carriesCounterOf(subject.name, place.name);
    };
    return [subject.name, ...withoutCounter(subject.name)].some((name) => {
      return leadsHere(whole(name)) || earlierNames(template, reader, { ...subject, name }).some(leadsHere);
    });
  };
}

/** A name and how it falls into parts, which need not be how its last form would. */
type EarlierName = Pick<Subject, 'name' | 'parts'>;

function whole(name: string): EarlierName {
  return { name, parts: splitName(name) };
}

function dependsOnName(piece: Piece): boolean {
  if (piece.kind !== 'field') return false;
  return FIELDS[piece.field] === 'name' || piece.field === 'path' || piece.field === 'relative_path';
}

function holdsPath(piece: Piece): boolean {
  return piece.kind === 'field' && PATH_FIELDS.has(piece.field);
}

/** The names from which the last part of the template may have made the subject's name. */
function earlierNames(template: Template, reader: FieldReader, subject: Subject): EarlierName[] {
  const own = template.name.find(isOwnName);
  if (own === undefined) return [];
  return possibleExtensions(subject.name).flatMap((extension) => {
    const value = readBack(template.name, reader, { ...subject, parts: { stem: '', extension } });
    if (value === undefined) return [];
    const plain = unapplyFilters(value, own.filters);
    return [own.field === 'filename' ? whole(plain) : { name: plain + extension, parts: { stem: plain, extension } }];
  });
}

/** A changed name may end in what only looks like an extension, or like a double one. */
function possibleExtensions(name: string): string[] {
  return [...new Set([splitName(name).extension, name.slice(name.lastIndexOf('.')), ''])];
}

/** What stands in the name where the template has the file's own name. */
function readBack(pieces: readonly Piece[], reader: FieldReader, subject: Subject): string | undefined {
  const first = pieces.findIndex(isOwnName);
  const others = pieces.filter((piece) => !isOwnName(piece));
  const before = fillSegment(pieces.slice(0, first), reader, subject);
  const around = fillSegment(others, reader, subject);
  if (typeof before !== 'string' || typeof around !== 'string' || !subject.name.startsWith(before)) return undefined;
  const length = (subject.name.length - around.length) / (pieces.length - others.length);
  if (!Number.isInteger(length) || length < 1) return undefined;
  return subject.name.slice(before.length, before.length + length);
}

/** Fields that hold the file's own name, so that it can be read back. */
const OWN_NAME: ReadonlySet<FieldName> = new Set<FieldName>(['name', 'filename']);

function isOwnName(piece: Piece): piece is FieldPiece {
  return piece.kind === 'field' && OWN_NAME.has(piece.field);
}
