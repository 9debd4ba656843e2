import { parseDateFormat, type DateFormat } from './date-format.ts';

/**
 * What a field's value comes from:
 * - `name`: the file's own name; `folder`: where the file lies now
 * - `type`: what identify found; `size`: the size
 * - `date`: a moment of the file, takes a format; `date_part`: a part of the moment it was taken
 * - `clock`: the moment of the run, takes a format; `root`: the folder being organized; `counter`: a running number
 */
export type FieldGroup = 'name' | 'folder' | 'type' | 'size' | 'date' | 'date_part' | 'clock' | 'root' | 'counter';

/** Every field a template can use in this release, with what its value comes from. */
export const FIELDS = {
  name: 'name',
  extension: 'name',
  filename: 'name',
  path: 'folder',
  relative_path: 'folder',
  parent: 'folder',
  subdir: 'folder',
  depth: 'folder',
  root: 'root',
  category: 'type',
  kind: 'type',
  mimetype: 'type',
  detected_extension: 'type',
  created: 'date',
  lastmodified: 'date',
  accessed: 'date',
  added: 'date',
  taken: 'date',
  year: 'date_part',
  month: 'date_part',
  month_name: 'date_part',
  day: 'date_part',
  hour: 'date_part',
  week: 'date_part',
  quarter: 'date_part',
  decade: 'date_part',
  size: 'size',
  size_bucket: 'size',
  counter: 'counter',
  now: 'clock',
  today: 'clock',
} as const satisfies Record<string, FieldGroup>;

/** The name of one of {@link FIELDS}. */
export type FieldName = keyof typeof FIELDS;

/** Fields of the vocabulary that a later release brings. */
export const LATER_FIELDS: ReadonlySet<string> = new Set([
  'hash',
  'duplicate.original',
  'exif.make',
  'exif.model',
  'exif.lens',
  'iso',
  'width',
  'height',
  'city',
  'country',
  'artist',
  'albumartist',
  'album',
  'title',
  'track',
  'disc',
  'genre',
  'duration',
  'pdf.title',
  'pdf.author',
  'pdf.pages',
  'owner',
  'rule',
  'env',
]);

/** Fields whose value is a path: its slashes separate folders. */
export const PATH_FIELDS: ReadonlySet<FieldName> = new Set<FieldName>(['path', 'relative_path', 'subdir']);

/** A field, and for dates the format, that an alias stands for. */
export interface FieldAlias {
  readonly field: FieldName;
  readonly format?: string;
}

/** What may stand between double braces beside Kempt's own fields: the names known from immich. */
export const ALIASES: ReadonlyMap<string, FieldAlias> = new Map<string, FieldAlias>([
  ['y', { field: 'taken', format: '%Y' }],
  ['yyyy', { field: 'taken', format: '%Y' }],
  ['yy', { field: 'taken', format: '%y' }],
  ['M', { field: 'taken', format: '%-m' }],
  ['MM', { field: 'taken', format: '%m' }],
  ['MMM', { field: 'taken', format: '%b' }],
  ['MMMM', { field: 'taken', format: '%B' }],
  ['W', { field: 'taken', format: '%-V' }],
  ['WW', { field: 'taken', format: '%V' }],
  ['d', { field: 'taken', format: '%-d' }],
  ['dd', { field: 'taken', format: '%d' }],
  ['h', { field: 'taken', format: '%-I' }],
  ['hh', { field: 'taken', format: '%I' }],
  ['H', { field: 'taken', format: '%-H' }],
  ['HH', { field: 'taken', format: '%H' }],
  ['m', { field: 'taken', format: '%-M' }],
  ['mm', { field: 'taken', format: '%M' }],
  ['s', { field: 'taken', format: '%-S' }],
  ['ss', { field: 'taken', format: '%S' }],
  ['SSS', { field: 'taken', format: '%L' }],
  ['filename', { field: 'name' }],
  ['ext', { field: 'extension' }],
]);

const DAY = parseDateFormat('%Y-%m-%d');

/** How fields that are dates are written when the template gives no format of its own. */
export const DEFAULT_FORMATS: ReadonlyMap<FieldName, DateFormat> = new Map<FieldName, DateFormat>([
  ['created', DAY],
  ['lastmodified', DAY],
  ['accessed', DAY],
  ['added', DAY],
  ['taken', DAY],
  ['today', DAY],
  ['now', parseDateFormat('%Y-%m-%d_%H-%M-%S')],
  ['year', parseDateFormat('%Y')],
  ['month', parseDateFormat('%m')],
  ['month_name', parseDateFormat('%B')],
  ['day', parseDateFormat('%d')],
  ['hour', parseDateFormat('%H')],
  ['week', parseDateFormat('%V')],
  ['quarter', parseDateFormat('%q')],
  ['decade', parseDateFormat('%K')],
]);

/**
 * Whether a word is the name of a field.
 *
 * @param word - any text
 * @returns true for the fields of this release
 */
export function isField(word: string): word is FieldName {
  return Object.hasOwn(FIELDS, word);
}
