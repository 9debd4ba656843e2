import { FIELDS, type FieldName } from './fields.ts';
import type { FilterCall } from './filters.ts';
import { keepsNames, type FieldPiece, type Piece, type Template } from './template.ts';

/**
 * Whether a second run of a template over its own result is sure to plan nothing. It is not when the template
 * - uses `now`, `today`, `counter` or a field that tells where the file lies now; `{subdir}` as a folder of its own
 *   is fine, as what the template put above it is not counted again
 * - changes names in a way that cannot be read back: several filters that undo each other, or a name that is cut
 *   apart; or uses the name in a folder and changes it at once
 * - changes names and sorts by type: a `Makefile` is known by its name alone
 *
 * @param template - a template
 * @returns true when files that lie where it puts them are always recognised
 */
export function templateIsStable(template: Template): boolean {
  if ([...template.fields].some((field) => MOVING_FIELDS.has(field))) return false;
  if (!subdirIsFolder(template)) return false;
  return keepsNames(template) || keepsSpelling(template) || renamesReadably(template);
}

/** Fields whose value a run changes. */
const MOVING_FIELDS: ReadonlySet<FieldName> = new Set<FieldName>([
  'now',
  'today',
  'counter',
  'path',
  'relative_path',
  'parent',
  'depth',
]);

function subdirIsFolder(template: Template): boolean {
  const isSubdir = (piece: Piece): boolean => piece.kind === 'field' && piece.field === 'subdir';
  const segments = [...template.folders, template.name];
  const holding = segments.filter((segment) => segment.some(isSubdir));
  if (holding.length === 0) return true;
  const at = template.folders.findIndex((segment) => segment.some(isSubdir));
  const [alone, ...more] = template.folders[at] ?? [];
  const plain = alone?.kind === 'field' && alone.filters.length === 0 && more.length === 0;
  return holding.length === 1 && plain && at === template.folders.length - 1;
}

/** `{name}` and what spells the extension as before, but for its case. */
function keepsSpelling({ name }: Template): boolean {
  const [first, next, ...more] = name;
  if (first?.kind !== 'field' || first.field !== 'name' || first.filters.length > 0) return false;
  if (next?.kind === 'own_extension') return true;
  return more.length === 1 && next?.kind === 'text' && next.text === '.' && endsInExtension(name);
}

function renamesReadably(template: Template): boolean {
  const groups = new Set([...template.fields].map((field) => FIELDS[field]));
  const own = template.name.filter((piece): piece is FieldPiece => piece.kind === 'field' && isNameField(piece.field));
  const names = own.filter(({ field }) => field !== 'extension');
  const inFolders = template.folders.flat().some((piece) => piece.kind === 'field' && isNameField(piece.field));
  if (groups.has('type') || inFolders) return false;
  if (names.length > 1 || !names.every(({ filters }) => isRepeatable(filters))) return false;
  return endsInExtension(template.name) || endsInFilename(template.name);
}

function isNameField(field: FieldName): boolean {
  return FIELDS[field] === 'name';
}

function endsInFilename(pieces: readonly Piece[]): boolean {
  const end = pieces.at(-1);
  return end?.kind === 'field' && end.field === 'filename' && end.filters.every(({ name }) => CASES.has(name));
}

/** Whether the name ends in a dot and the extension the file has already. */
function endsInExtension(pieces: readonly Piece[]): boolean {
  const end = pieces.at(-1);
  const dot = pieces.at(-2);
  if (end?.kind === 'own_extension') return true;
  if (end?.kind !== 'field' || end.field !== 'extension' || dot?.kind !== 'text' || !dot.text.endsWith('.'))
    return false;
  return end.filters.every(({ name }) => CASES.has(name));
}

/** Filters that make of their own result the same again, also in any order. */
const CASES: ReadonlySet<string> = new Set(['upper', 'lower', 'title']);

function isRepeatable(filters: readonly FilterCall[]): boolean {
  const names = filters.map(({ name }) => name).filter((name) => name !== 'default');
  if (names.length <= 1) return true;
  const before = names.at(-1) === 'truncate' ? names.slice(0, -1) : names;
  return before.every((name) => name === 'slug' || CASES.has(name));
}
