import { splitName } from '../names/split-name.ts';
import type { FileTable } from '../table/file-table.ts';
import { dayNumber } from './civil-time.ts';
import { extensionKey, UNPACKED } from './extension-key.ts';
import type { FieldReader } from './field-reader.ts';
import type { FieldName } from './fields.ts';
import { sizeBucket } from './size-bucket.ts';
import type { Piece, Template } from './template.ts';

/** Tells rows apart by a number below 2^32: rows with the same number have the same value. */
export type RowKey = (row: number) => number;

/** Makes day numbers and years before 1970 positive. */
const OFFSET = 2 ** 31;

/**
 * Finds out what the folders of a template depend on.
 *
 * @param template - a template
 * @param table - the files
 * @param reader - where moments come from
 * @returns a key for every field, or undefined when some field has too many values for it to pay
 */
export function folderKeys(template: Template, table: FileTable, reader: FieldReader): RowKey[] | undefined {
  const keys = new Map<string, RowKey>();
  for (const piece of template.folders.flat()) {
    if (piece.kind !== 'field') continue;
    const key = keyOf(piece, table, reader);
    if (key === undefined) return undefined;
    if (key !== CONSTANT) keys.set(key.about, key.of);
  }
  return [...keys.values()];
}

interface NamedKey {
  /** What the key tells apart; two fields with the same need only one. */
  readonly about: string;
  readonly of: RowKey;
}

const CONSTANT: NamedKey = { about: '', of: () => 0 };

function keyOf(piece: Piece & { kind: 'field' }, table: FileTable, reader: FieldReader): NamedKey | undefined {
  const { field, format } = piece;
  if (CLOCK_FIELDS.has(field)) return CONSTANT;
  if (format === undefined) return columnKey(field, table, reader);
  const source = MOMENTS.get(field) ?? 'taken';
  if (field === 'year' || field === 'decade') return { about: 'year', of: yearKey(reader) };
  if (!format.wholeDays) return undefined;
  return { about: `day of ${source}`, of: (row) => dayNumber(reader.moment(source, row)) + OFFSET };
}

/** Fields that are a moment of their own; all others are parts of `taken`. */
const MOMENTS: ReadonlyMap<FieldName, FieldName> = new Map<FieldName, FieldName>([
  ['created', 'lastmodified'],
  ['lastmodified', 'lastmodified'],
  ['accessed', 'accessed'],
  ['added', 'added'],
]);

const CLOCK_FIELDS: ReadonlySet<FieldName> = new Set<FieldName>(['now', 'today', 'root']);

function yearKey(reader: FieldReader): RowKey {
  return (row) => new Date(reader.moment('taken', row)).getUTCFullYear() + OFFSET;
}

function columnKey(field: FieldName, table: FileTable, reader: FieldReader): NamedKey | undefined {
  switch (field) {
    case 'category':
      return { about: field, of: (row) => reader.categories.key(row) };
    case 'kind':
    case 'mimetype':
      return { about: 'mimetype', of: (row) => table.mimetype[row] ?? 0 };
    case 'detected_extension':
      return { about: field, of: (row) => table.detectedExtension[row] ?? 0 };
    case 'parent':
    case 'subdir':
    case 'depth':
      return { about: 'folder', of: (row) => table.folder[row] ?? 0 };
    case 'size_bucket':
      return { about: field, of: numbered((row) => sizeBucket(table.size[row] ?? 0)) };
    case 'extension':
      return { about: field, of: numbered((row) => extensionOf(table, row)) };
    default:
      return undefined;
  }
}

function extensionOf(table: FileTable, row: number): string | number {
  const key = extensionKey(table.nameBytes(row));
  return key === UNPACKED ? splitName(table.name(row)).extension.toLowerCase() : key;
}

/** Numbers distinct values in the order they appear. */
function numbered(value: RowValue): RowKey {
  const numbers = new Map<string | number, number>();
  return (row) => {
    const given = value(row);
    let number = numbers.get(given);
    if (number === undefined) numbers.set(given, (number = numbers.size));
    return number;
  };
}

type RowValue = (row: number) => string | number;
