import type { DateFormat } from './date-format.ts';
import type { FieldName } from './fields.ts';
import type { FilterCall } from './filters.ts';

/** Text that stands as it is. */
export interface TextPiece {
  readonly kind: 'text';
  readonly text: string;
}

/** A field whose value is filled in. */
export interface FieldPiece {
  readonly kind: 'field';
  readonly field: FieldName;
  /** For dates: how they are written. */
  readonly format: DateFormat | undefined;
  readonly filters: readonly FilterCall[];
}

/** The file's own extension with its dot, as spelled; added where a template would lose it. */
export interface ExtensionPiece {
  readonly kind: 'own_extension';
}

/** A part of a path segment. */
export type Piece = TextPiece | FieldPiece | ExtensionPiece;

/** A template that has been read and checked. */
export interface Template {
  /** As written. */
  readonly text: string;
  /** The folders below the destination, each as the pieces of its name. */
  readonly folders: readonly (readonly Piece[])[];
  /** The pieces of the new name. */
  readonly name: readonly Piece[];
  /** Every field that occurs. */
  readonly fields: ReadonlySet<FieldName>;
}

/** The piece a template that names only folders gets for its name. */
export const FILENAME_PIECE: FieldPiece = { kind: 'field', field: 'filename', format: undefined, filters: [] };

/**
 * Whether a row's name stays as it is whatever the row.
 *
 * @param template - a template
 * @returns true when the name is nothing but `{filename}`
 */
export function keepsNames(template: Template): boolean {
  const [piece, ...more] = template.name;
  return more.length === 0 && piece?.kind === 'field' && piece.field === 'filename' && piece.filters.length === 0;
}

/**
 * Whether the template needs to know when files were taken, which costs reading their metadata.
 *
 * @param template - a template
 * @returns true when it uses `taken` or a part of it
 */
export function needsTaken(template: Template): boolean {
  return TAKEN_FIELDS.some((field) => template.fields.has(field));
}

/**
 * Whether the template needs times that a scan does not read.
 *
 * @param template - a template
 * @returns true when it uses `accessed` or `added`
 */
export function needsTimes(template: Template): boolean {
  return template.fields.has('accessed') || template.fields.has('added');
}

const TAKEN_FIELDS: readonly FieldName[] = [
  'taken',
  'year',
  'month',
  'month_name',
  'day',
  'hour',
  'week',
  'quarter',
  'decade',
];
