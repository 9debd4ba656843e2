import { KemptError } from '../errors/kempt-error.ts';
import { displayName } from '../names/display-name.ts';
import { parseDateFormat, type DateFormat } from './date-format.ts';
import { ALIASES, DEFAULT_FORMATS, FIELDS, isField, LATER_FIELDS, type FieldName } from './fields.ts';
import { filterCall } from './filters.ts';
import { nearestWord } from './nearest-word.ts';
import { TemplateReader, type WrittenField } from './template-reader.ts';
import { FILENAME_PIECE, type FieldPiece, type Piece, type Template } from './template.ts';

/**
 * Reads a template as described in docs/templates.md.
 *
 * @param text - the template, such as `{category}/{taken:%Y}/{filename}`
 * @returns the template, checked as far as it can be without files
 * @throws KemptError `template_syntax`, `unknown_field`, `unknown_filter` or `template_leaves_destination`
 */
export function parseTemplate(text: string): Template {
  refuseOutside(text);
  const segments: Piece[][] = [[]];
  const reader = new TemplateReader(text);
  for (let part = reader.next(); part !== undefined; part = reader.next()) {
    const last = segments.at(-1) ?? [];
    if (part === '/') segments.push([]);
    else if (typeof part === 'string') last.push({ kind: 'text', text: part });
    else addField(part, segments);
  }
  const name = nameOf(segments, text);
  const folders = segments.filter((segment) => !isStatic(segment, '.') && segment.length > 0);
  const fields = new Set(
    [...folders.flat(), ...name].flatMap((piece) => (piece.kind === 'field' ? [piece.field] : [])),
  );
  return { text, folders, name, fields };
}

/** Absolute paths, home folders and drives, which people type for `--into`. */
function refuseOutside(text: string): void {
  if (text === '')
    throw new KemptError('template_syntax', 'The template is empty.', { hint: 'For example {category}/{filename}.' });
  if (text.includes('\0')) throw new KemptError('template_syntax', 'The template holds a NUL character.');
  if (/^(?:\/|~(?:\/|$)|[A-Za-z]:[\\/])/.test(text)) throw leavesDestination(text);
}

function leavesDestination(text: string): KemptError {
  return new KemptError(
    'template_leaves_destination',
    `The template ${displayName(text)} leads out of the destination.`,
    {
      hint: 'A template is a path below the destination, without .. and without a slash in front; choose the destination with --into.',
    },
  );
}

/** Takes the last segment off as the name, unless it can only be meant as a folder. */
function nameOf(segments: Piece[][], text: string): readonly Piece[] {
  if (segments.some((segment) => isStatic(segment, '..'))) {
    throw leavesDestination(text);
  }
  const last = segments.at(-1) ?? [];
  if (!last.some((piece) => piece.kind === 'field' && NAMING_FIELDS.has(piece.field))) return [FILENAME_PIECE];
  segments.pop();
  return carriesExtension(last) ? last : [...last, { kind: 'own_extension' }];
}

/** Fields that tell files of one folder apart: a last segment with one of them names the file. */
const NAMING_FIELDS: ReadonlySet<FieldName> = new Set<FieldName>([
  'name',
  'extension',
  'filename',
  'path',
  'relative_path',
  'detected_extension',
  'counter',
]);

/** Of those, the fields that end in an extension. */
const EXTENSION_FIELDS: ReadonlySet<FieldName> = new Set<FieldName>([
  'extension',
  'filename',
  'path',
  'relative_path',
  'detected_extension',
]);

function carriesExtension(pieces: readonly Piece[]): boolean {
  const end = pieces.at(-1);
  if (end?.kind === 'text' && /\.[\p{L}\p{N}]{1,8}$/u.test(end.text)) return true;
  return pieces.some((piece) => piece.kind === 'field' && EXTENSION_FIELDS.has(piece.field));
}

function isStatic(segment: readonly Piece[], text: string): boolean {
  const all = segment.map((piece) => (piece.kind === 'text' ? piece.text : undefined));
  return all.length > 0 && all.every((part) => part !== undefined) && all.join('') === text;
}

/** Adds a field; a slash in its date format separates folders like any other slash of the template. */
function addField(written: WrittenField, segments: Piece[][]): void {
  const alias = written.double ? ALIASES.get(written.name) : undefined;
  const field = alias?.field ?? knownField(written.name);
  const filters = written.filters.map(({ name, args }) => filterCall(name, args));
  formatsOf(field, written.format ?? alias?.format).forEach((format, index) => {
    if (index > 0) segments.push([]);
    segments.at(-1)?.push(formatted({ kind: 'field', field, format, filters }));
  });
}

function formatsOf(field: FieldName, text: string | undefined): (DateFormat | undefined)[] {
  if (text === undefined) return [DEFAULT_FORMATS.get(field)];
  if (FIELDS[field] === 'date' || FIELDS[field] === 'clock') return text.split('/').map(parseDateFormat);
  throw new KemptError('template_syntax', `The field {${field}} is no date and takes no format.`, {
    hint: 'Filters stand behind a bar: {name|upper}.',
    details: { field },
  });
}

/** A format without any date in it is text, so that it is checked like text. */
function formatted(piece: FieldPiece): Piece {
  if (piece.format === undefined) return piece;
  const texts = piece.format.parts.filter((part) => typeof part === 'string');
  return texts.length < piece.format.parts.length ? piece : { kind: 'text', text: texts.join('') };
}

function knownField(name: string): FieldName {
  if (isField(name)) return name;
  const shown = displayName(name);
  if (LATER_FIELDS.has(name) || /^(?:exif|env|pdf)\./.test(name)) {
    throw new KemptError('unknown_field', `The field {${shown}} is not known in this release.`, {
      hint: `Known are ${Object.keys(FIELDS).join(', ')}.`,
      details: { field: name },
    });
  }
  const nearest = nearestWord(name, Object.keys(FIELDS));
  throw new KemptError('unknown_field', `There is no field {${shown}}.`, {
    hint: nearest === undefined ? `Known are ${Object.keys(FIELDS).join(', ')}.` : `Did you mean {${nearest}}?`,
    details: { field: name, nearest },
  });
}
