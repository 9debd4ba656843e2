import { isSameFolded } from '../names/fold-name.ts';
import { splitName, type SplitName } from '../names/split-name.ts';
import type { FileTable } from '../table/file-table.ts';
import { dayNumber } from './civil-time.ts';
import { rowCategories, type RowCategories } from './custom-categories.ts';
import { formatDate, type DateFormat } from './date-format.ts';
import type { FieldName } from './fields.ts';
import type { FillOptions } from './fill-options.ts';
import { createLocalTime, millisecondsOf } from './local-time.ts';
import { sizeBucket } from './size-bucket.ts';

/** The latest moment JavaScript's dates can tell. */
const MAX_DATE_MS = 8.64e15;

/** A file that a template is filled in for. */
export interface Subject {
  readonly row: number;
  /** The name that name fields are read from: the file's own, or one it may have had. */
  readonly name: string;
  /** The same in its two parts. */
  readonly parts: SplitName;
  /** The folders the template gave before `{subdir}`. */
  above: string;
  /** The number of the file for `{counter}`. */
  counter: number;
}

/**
 * Takes a row as the subject of a template, under its own name.
 *
 * @param table - the files
 * @param row - the row
 * @returns the subject
 */
export function subjectOf(table: FileTable, row: number): Subject {
  const name = table.name(row);
  return { row, name, parts: splitName(name), above: '', counter: 0 };
}

/** Reads the values of fields off a table. */
export interface FieldReader {
  /** The value of a field that is no date; empty when the file has none. */
  text(field: FieldName, subject: Subject): string;
  /** The moment behind a date field, wall-clock milliseconds since 1970. */
  moment(field: FieldName, row: number): number;
  /** The moment behind a date field as text. */
  date(field: FieldName, row: number, format: DateFormat): string;
  /** The categories of rows, custom ones among them. */
  readonly categories: RowCategories;
  /** The raw path of a row's folder below the destination; undefined when it lies elsewhere. */
  here(row: number): string | undefined;
}

/**
 * Makes a reader.
 *
 * @param table - the files
 * @param options - what the table does not tell
 * @param taken - moments that take the place of the table's own by row
 * @returns the reader
 */
export function createFieldReader(
  table: FileTable,
  options: FillOptions,
  taken: ReadonlyMap<number, number> = new Map(),
): FieldReader {
  const localTime = createLocalTime();
  const now = localTime(options.now);
  const modified = (row: number): number => localTime(millisecondsOf(table.mtime[row] ?? 0n));
  const here = (row: number): string | undefined => {
    const { rootBelowDestination: root } = options;
    return root === undefined ? undefined : joinPath(root, folderOf(table, row));
  };
  const moment = (field: FieldName, row: number): number => {
    if (field === 'now' || field === 'today') return now;
    if (field === 'created' || field === 'lastmodified') return modified(row);
    if (field === 'accessed' || field === 'added') return localTime(millisecondsOf(table[field][row] ?? 0n));
    const known = taken.get(row) ?? table.taken[row] ?? Number.NaN;
    return Math.abs(known) <= MAX_DATE_MS ? known : modified(row);
  };
  const write = createDateWriter();
  const categories = rowCategories(table, options.categories ?? []);
  return {
    here,
    categories,
    moment,
    text: createTextReader(table, options, { here, categories }),
    date: (field, row, format) => write(format, moment(field, row)),
  };
}

/** Writes dates; those that are the same all day are written once a day. */
function createDateWriter(): (format: DateFormat, moment: number) => string {
  const days = new Map<DateFormat, Map<number, string>>();
  return (format, moment) => {
    if (!format.wholeDays) return formatDate(format, moment);
    let texts = days.get(format);
    if (texts === undefined) days.set(format, (texts = new Map<number, string>()));
    const day = dayNumber(moment);
    let text = texts.get(day);
    if (text === undefined) texts.set(day, (text = formatDate(format, moment)));
    return text;
  };
}

/**
 * Joins two raw paths, either of which may be empty.
 *
 * @param above - the first
 * @param below - the second
 * @returns both with a slash between them where both are there
 */
export function joinPath(above: string, below: string): string {
  if (above === '') return below;
  return below === '' ? above : `${above}/${below}`;
}

function createTextReader(
  table: FileTable,
  { texts, rootPath }: FillOptions,
  { here, categories }: Pick<FieldReader, 'here' | 'categories'>,
): FieldReader['text'] {
  const mimetype = (row: number): string => texts.text(table.mimetype[row] ?? 0);
  const readers: Partial<Record<FieldName, (subject: Subject) => string>> = {
    name: ({ parts }) => parts.stem,
    extension: ({ parts }) => parts.extension.slice(1).toLowerCase(),
    filename: ({ name }) => name,
    path: ({ row, name }) => joinPath(joinPath(rootPath.replace(/^\/+|\/+$/g, ''), folderOf(table, row)), name),
    relative_path: ({ row, name }) => joinPath(folderOf(table, row), name),
    parent: ({ row }) => lastSegment(folderOf(table, row)) || lastSegment(rootPath),
    subdir: ({ row, above }) => withoutPrefix(here(row), above) ?? folderOf(table, row),
    depth: ({ row }) => String(folderOf(table, row).split('/').filter(Boolean).length),
    root: () => lastSegment(rootPath),
    category: ({ row }) => categories.name(row),
    kind: ({ row }) => mimetype(row).split('/')[0] ?? '',
    mimetype: ({ row }) => mimetype(row),
    detected_extension: ({ row }) => texts.text(table.detectedExtension[row] ?? 0),
    size: ({ row }) => String(table.size[row] ?? 0),
    size_bucket: ({ row }) => sizeBucket(table.size[row] ?? 0),
    counter: ({ counter }) => String(counter),
  };
  return (field, subject) => readers[field]?.(subject) ?? '';
}

function folderOf(table: FileTable, row: number): string {
  return table.folderPath(table.folder[row] ?? 0);
}

function lastSegment(path: string): string {
  return path.split('/').findLast((segment) => segment !== '') ?? '';
}

/** What lies below a prefix of whole folders, however they are spelled; undefined when the path does not. */
function withoutPrefix(path: string | undefined, prefix: string): string | undefined {
  if (path === undefined || prefix === '') return undefined;
  const names = path.split('/');
  const count = prefix.split('/').length;
  return isSameFolded(names.slice(0, count).join('/'), prefix) ? names.slice(count).join('/') : undefined;
}
