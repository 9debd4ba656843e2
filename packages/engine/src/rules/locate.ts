import { joinPath, type FieldReader, type Subject } from './field-reader.ts';
import { PATH_FIELDS, type FieldName } from './fields.ts';
import { applyFilters } from './filters.ts';
import type { FieldPiece, Piece, Template } from './template.ts';

/** A place below the destination. */
export interface Place {
  /** Raw path of the folder, empty for the destination itself. */
  readonly folder: string;
  /** Raw name. */
  readonly name: string;
}

/** A value that a file does not have and the template has no default for. */
export interface MissingValue {
  readonly missing: FieldName;
}

/**
 * Fills in the folders of a template.
 *
 * @param template - a template
 * @param reader - where values come from
 * @param subject - the file
 * @returns a raw path below the destination, or what is missing
 */
export function locateFolder(template: Template, reader: FieldReader, subject: Subject): string | MissingValue {
  let path = '';
  for (const pieces of template.folders) {
    subject.above = path;
    const segment = fillSegment(pieces, reader, subject);
    if (typeof segment !== 'string') return segment;
    path = joinPath(path, safePath(segment));
  }
  subject.above = path;
  return path;
}

/**
 * Fills in the last part of a template. Where it holds a whole path, this adds folders.
 *
 * @param template - a template
 * @param reader - where values come from
 * @param subject - the file, with what {@link locateFolder} gave as `above`
 * @returns the place, or what is missing
 */
export function locateName(template: Template, reader: FieldReader, subject: Subject): Place | MissingValue {
  const segment = fillSegment(template.name, reader, subject);
  if (typeof segment !== 'string') return segment;
  const path = safePath(segment);
  const slash = path.lastIndexOf('/');
  return { folder: joinPath(subject.above, path.slice(0, Math.max(slash, 0))), name: path.slice(slash + 1) || '_' };
}

/**
 * Fills in pieces of one segment.
 *
 * @param pieces - the pieces
 * @param reader - where values come from
 * @param subject - the file
 * @returns the text, or what is missing
 */
export function fillSegment(pieces: readonly Piece[], reader: FieldReader, subject: Subject): string | MissingValue {
  let text = '';
  for (const piece of pieces) {
    const value = fillPiece(piece, reader, subject);
    if (typeof value !== 'string') return value;
    text += value;
  }
  return text;
}

/**
 * The value of one field after its filters, made safe as part of a path: only fields that are paths keep their
 * slashes, and what filters leave empty becomes `_` unless a default says that it may be empty.
 *
 * @param piece - the field
 * @param reader - where values come from
 * @param subject - the file
 * @returns the value, or what is missing
 */
function fillField(piece: FieldPiece, reader: FieldReader, subject: Subject): string | MissingValue {
  const { field, format } = piece;
  const given = format === undefined ? reader.text(field, subject) : reader.date(field, subject.row, format);
  const value = applyFilters(given, piece.filters);
  if (PATH_FIELDS.has(field)) return value;
  if (value !== '') return value.includes('/') ? value.replaceAll('/', '_') : value;
  if (piece.filters.some(({ name }) => name === 'default')) return '';
  return given === '' ? { missing: field } : '_';
}

function fillPiece(piece: Piece, reader: FieldReader, subject: Subject): string | MissingValue {
  if (piece.kind === 'text') return piece.text;
  return piece.kind === 'field' ? fillField(piece, reader, subject) : subject.parts.extension;
}

/** Drops empty segments and makes `.` and `..` ordinary names, so that no value leads out of the destination. */
function safePath(path: string): string {
  if (!DOTS_OR_EMPTY.test(path)) return path;
  const segments = path.split('/').filter((segment) => segment !== '');
  return segments
    .map((segment) => (segment === '.' || segment === '..' ? '_'.repeat(segment.length) : segment))
    .join('/');
}

const DOTS_OR_EMPTY = /(?:^|\/)(?:\.{0,2})(?:\/|$)/;
