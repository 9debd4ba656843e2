import { categoryOf, leftReasonId, leftReasonOf } from '@kempt/contracts';
import { openRoot } from '../apply/open-roots.ts';
import { describeLeft } from '../errors/describe-left.ts';
import { KemptError } from '../errors/kempt-error.ts';
import { fillTimes } from '../identify/fill-times.ts';
import { identifyDeep } from '../identify/identify-deep.ts';
import type { Identification } from '../identify/identification.ts';
import { identifyFiles } from '../identify/identify-files.ts';
import { IdentificationTexts } from '../identify/identification-texts.ts';
import { displayName } from '../names/display-name.ts';
import { encodeRaw } from '../names/raw-string.ts';
import { shown } from '../names/shown.ts';
import { splitName } from '../names/split-name.ts';
import { ENTRY_KINDS, type FolderListing, type RootFacts } from '../ports/file-system.ts';
import { createFieldReader, subjectOf } from '../rules/field-reader.ts';
import { fillDestinations, takenOfCompanions } from '../rules/fill-destinations.ts';
import type { FillOptions } from '../rules/fill-options.ts';
import { fillSegment } from '../rules/locate.ts';
import { needsTaken, needsTimes, type Template } from '../rules/template.ts';
import { isInProgress } from '../scan/downloads-in-progress.ts';
import { NO_MAIN, type Destinations } from '../table/destinations.ts';
import { FileTable, NO_FOLDER } from '../table/file-table.ts';
import type { ExplainRequest, Explanation } from './engine.ts';
import type { EngineParts } from './engine-parts.ts';
import { templateOf } from './plan-organize.ts';

const FILE = ENTRY_KINDS.indexOf('file');

interface Explained {
  readonly root: RootFacts;
  readonly table: FileTable;
  readonly row: number;
  readonly template: Template;
  readonly options: FillOptions;
  readonly texts: IdentificationTexts;
  readonly found: Identification;
}

/**
 * Says what Kempt sees in a file and where it would go if its folder were organized, and why.
 *
 * @param parts - the engine's parts
 * @param path - absolute raw path of the file
 * @param request - preset or template
 * @returns the explanation
 * @throws KemptError `file_not_found` when there is no regular file, and those of templates
 */
export async function explainFile(parts: EngineParts, path: string, request: ExplainRequest): Promise<Explanation> {
  const slash = path.lastIndexOf('/');
  const folder = slash === 0 ? '/' : path.slice(0, slash);
  const root = await openRoot(parts.fileSystem, folder);
  try {
    // The folder is open and its path resolved: what is another one is no folder of that name.
    if (request.exact === true && root.path !== folder) throw missing(path);
    return await explainIn(parts, root, { path, name: path.slice(slash + 1), request });
  } finally {
    await parts.fileSystem.closeRoot(root.id);
  }
}

async function explainIn(
  parts: EngineParts,
  root: RootFacts,
  { path, name, request }: { readonly path: string; readonly name: string; readonly request: ExplainRequest },
): Promise<Explanation> {
  const template = templateOf(request);
  const listing = await parts.fileSystem.listFolders([{ root: root.id, path: '' }]);
  const table = relatives(listing, name);
  const row = rowNamed(table, name);
  if (row === undefined) throw missing(path);
  if (table.kind[row] !== FILE) {
    throw new KemptError('file_not_found', `${displayName(path)} is not a regular file.`, {
      hint: 'Name a file; folders are not explained, and symlinks, pipes and devices are never moved.',
    });
  }
  const texts = new IdentificationTexts();
  if (needsTimes(template)) await fillTimes(table, { fileSystem: parts.fileSystem, root: root.id });
  await identifyFiles(table, { fileSystem: parts.fileSystem, root: root.id, texts, withTaken: needsTaken(template) });
  const file = { folder: { root: root.id, path: '' }, name };
  const found = await identifyDeep(name, table.size[row] ?? 0, (offset, length) =>
    parts.fileSystem.readRange(file, offset, length),
  );
  leaveAsOrganizeDoes(table);
  const options = {
    texts,
    now: parts.clock.now(),
    rootPath: root.path,
    rootBelowDestination: '',
    categories: request.categories,
  };
  return explanationOf({ root, table, row, template, options, texts, found });
}

function missing(path: string): KemptError {
  return new KemptError('file_not_found', `${displayName(path)} does not exist.`, { hint: 'Check the path.' });
}

/** Only files that may belong together with this one take part; the others would cost a look into each. */
function relatives(listing: FolderListing, name: string): FileTable {
  const table = new FileTable();
  table.addFolder(NO_FOLDER, new Uint8Array(0));
  const stem = splitName(name).stem.toLowerCase();
  const short = (stem.split('.')[0] ?? stem) || stem;
  for (let row = 0; row < listing.count; row++) {
    const bytes = listing.names.slice(row === 0 ? 0 : listing.nameEnd[row - 1], listing.nameEnd[row]);
    const entry = table.addEntry({
      folder: 0,
      name: bytes,
      kind: listing.kind[row] ?? FILE,
      size: listing.size[row] ?? 0,
      mtime: listing.mtime[row] ?? 0n,
      device: listing.device[row] ?? 0n,
      inode: listing.inode[row] ?? 0n,
      links: listing.links[row] ?? 1,
      left: 0,
    });
    if (!table.name(entry).toLowerCase().startsWith(short)) table.left[entry] = leftReasonId('not_selected');
  }
  return table;
}

/** What organize leaves for its name it leaves here too, once it is known what it is. */
function leaveAsOrganizeDoes(table: FileTable): void {
  for (let row = 0; row < table.count; row++) {
    const name = table.name(row);
    if (table.left[row] !== 0) continue;
    if (name.startsWith('.')) table.left[row] = leftReasonId('hidden');
    else if (isInProgress(name)) table.left[row] = leftReasonId('in_progress');
  }
}

function rowNamed(table: FileTable, name: string): number | undefined {
  const bytes = encodeRaw(name);
  for (let row = 0; row < table.count; row++) if (Buffer.compare(table.nameBytes(row), bytes) === 0) return row;
  return undefined;
}

function explanationOf(explained: Explained): Explanation {
  const { root, table, row, template, texts, found } = explained;
  const left = leftReasonOf(table.left[row] ?? 0);
  const destinations = left === 'none' ? destinationsOf(explained) : undefined;
  const main = destinations?.main[row] ?? NO_MAIN;
  const goesTo = destinations === undefined ? undefined : destinationOf(explained, destinations);
  const path = `${root.path === '/' ? '' : root.path}/${table.name(row)}`;
  const stays = goesTo === path;
  return {
    ...shown('path', path),
    category: categoryOf(table.category[row] ?? 0),
    mimetype: texts.text(table.mimetype[row] ?? 0),
    detected_extension: texts.text(table.detectedExtension[row] ?? 0),
    mismatch: found.mismatch,
    size_bytes: table.size[row] ?? 0,
    identified_by: found.identifiedBy,
    template: template.text,
    fields: fieldsOf(explained, destinations),
    ...(main === NO_MAIN ? { companion_of: null } : shown('companion_of', table.name(main))),
    ...(goesTo === undefined || stays ? { new_path: null } : shown('new_path', goesTo)),
    reason: stays ? 'in_place' : left === 'none' ? null : left,
    because: sentences(explained, { main, goesTo, stays }),
  };
}

/** A number is counted over the whole folder; here the file and its companions are all there is of it. */
function destinationsOf({ table, row, template, options }: Explained): Destinations {
  const destinations = fillDestinations(table, template, options);
  if (!template.fields.has('counter')) return destinations;
  const { main } = destinations;
  const leader = (of: number): number => (main[of] === NO_MAIN ? of : (main[of] ?? of));
  for (let other = 0; other < table.count; other++) {
    if (leader(other) !== leader(row)) table.left[other] = leftReasonId('not_selected');
  }
  return fillDestinations(table, template, options);
}

function destinationOf({ root, table, row }: Explained, destinations: Destinations): string {
  const folder = destinations.folders[destinations.folder[row] ?? 0] ?? '';
  const name = destinations.newName(row) ?? table.name(row);
  return [root.path === '/' ? '' : root.path, folder, name].filter((part, i) => i === 0 || part !== '').join('/');
}

/** The values that decide: those of the main file where there is one. */
function fieldsOf({ table, row, template, options }: Explained, destinations?: Destinations): Record<string, string> {
  const main = destinations?.main[row] ?? NO_MAIN;
  const taken = destinations === undefined ? undefined : takenOfCompanions(table, destinations.main);
  const reader = createFieldReader(table, options, taken);
  const subject = { ...subjectOf(table, main === NO_MAIN ? row : main), counter: 1 };
  const pieces = [...template.folders.flat(), ...template.name].filter((piece) => piece.kind === 'field');
  return Object.fromEntries(
    pieces.map((piece) => {
      const value = fillSegment([piece], reader, subject);
      return [piece.field, typeof value === 'string' ? displayName(value) : ''];
    }),
  );
}

const TOLD_BY: Readonly<Record<Identification['identifiedBy'], string>> = {
  content: 'Its content tells what it is',
  extension: 'Its content does not tell, so its extension decides',
  file_name: 'Its name is a well-known one',
  text: 'It is text of no particular kind',
  none: 'Neither content nor name tell what it is',
};

function sentences(
  { table, row, template, found }: Explained,
  going: { readonly main: number; readonly goesTo: string | undefined; readonly stays: boolean },
): string[] {
  const left = leftReasonOf(table.left[row] ?? 0);
  const said = [`${TOLD_BY[found.identifiedBy]}: ${categoryOf(table.category[row] ?? 0)}.`];
  if (found.mismatch) said.push('Its extension promises another format than its content has; the content decides.');
  if (going.main !== NO_MAIN) {
    said.push(
      `It belongs to ${displayName(table.name(going.main))} and goes where that goes, keeping their common name; the ` +
        'template is filled in for that file.',
    );
  }
  if (left !== 'none') said.push(`It is left: ${describeLeft(left)}`);
  else if (going.stays) said.push('It already is where the template puts it.');
  else said.push(`The template ${template.text} sends it there; if that name is taken, --on-conflict decides.`);
  if (template.fields.has('counter')) said.push('{counter} is counted over the whole folder; here it is 1.');
  return said;
}
