import { categoryOf, leftReasonId, leftReasonOf } from '@kempt/contracts';
import { openRoot } from '../apply/open-roots.ts';
import { describeLeft } from '../errors/describe-left.ts';
import { KemptError } from '../errors/kempt-error.ts';
import { identifyDeep } from '../identify/identify-deep.ts';
import type { Identification } from '../identify/identification.ts';
import { identifyFiles } from '../identify/identify-files.ts';
import { IdentificationTexts } from '../identify/identification-texts.ts';
import { displayName, needsBase64, rawBase64 } from '../names/display-name.ts';
import { encodeRaw } from '../names/raw-string.ts';
import { splitName } from '../names/split-name.ts';
import { ENTRY_KINDS, type FolderListing, type RootFacts } from '../ports/file-system.ts';
import { createFieldReader, subjectOf } from '../rules/field-reader.ts';
import { fillDestinations } from '../rules/fill-destinations.ts';
import type { FillOptions } from '../rules/fill-options.ts';
import { fillSegment } from '../rules/locate.ts';
import { needsTaken, type Template } from '../rules/template.ts';
import { isInProgress } from '../scan/downloads-in-progress.ts';
import { NO_MAIN, type Destinations } from '../table/destinations.ts';
import { FileTable, NO_FOLDER } from '../table/file-table.ts';
import type { Explanation, OrganizeRequest } from './engine.ts';
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
export async function explainFile(
  parts: EngineParts,
  path: string,
  request: Pick<OrganizeRequest, 'by' | 'template' | 'keepFolders'>,
): Promise<Explanation> {
  const template = templateOf(request);
  const slash = path.lastIndexOf('/');
  const name = path.slice(slash + 1);
  const root = await openRoot(parts.fileSystem, slash === 0 ? '/' : path.slice(0, slash));
  const listing = await parts.fileSystem.listFolders([{ root: root.id, path: '' }]);
  const table = relatives(listing, name);
  const row = rowNamed(table, name);
  if (row === undefined || table.kind[row] !== FILE) {
    throw new KemptError('file_not_found', `${displayName(path)} is not a file that can be organized.`, {
      hint: 'Name an existing regular file; symlinks, pipes and devices are never moved.',
    });
  }
  const texts = new IdentificationTexts();
  await identifyFiles(table, { fileSystem: parts.fileSystem, root: root.id, texts, withTaken: needsTaken(template) });
  const file = { folder: { root: root.id, path: '' }, name };
  const found = await identifyDeep(name, table.size[row] ?? 0, (offset, length) =>
    parts.fileSystem.readRange(file, offset, length),
  );
  const options = { texts, now: parts.clock.now(), rootPath: root.path, rootBelowDestination: '' };
  return explanationOf({ root, table, row, template, options, texts, found });
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
      mode: listing.mode[row] ?? 0,
      links: listing.links[row] ?? 1,
      left: 0,
    });
    if (!table.name(entry).toLowerCase().startsWith(short)) table.left[entry] = leftReasonId('not_selected');
  }
  return table;
}

function rowNamed(table: FileTable, name: string): number | undefined {
  const bytes = encodeRaw(name);
  for (let row = 0; row < table.count; row++) if (Buffer.compare(table.nameBytes(row), bytes) === 0) return row;
  return undefined;
}

function explanationOf(explained: Explained): Explanation {
  const { root, table, row, template, texts, found } = explained;
  const left = leftReasonOf(table.left[row] ?? 0);
  const destinations = left === 'none' ? fillDestinations(table, template, explained.options) : undefined;
  const main = destinations?.main[row] ?? NO_MAIN;
  const goesTo = destinations === undefined ? undefined : destinationOf(explained, destinations);
  const path = `${root.path === '/' ? '' : root.path}/${table.name(row)}`;
  const stays = goesTo === path;
  return {
    path: displayName(path),
    ...(needsBase64(path) ? { path_base64: rawBase64(path) } : {}),
    category: categoryOf(table.category[row] ?? 0),
    mimetype: texts.text(table.mimetype[row] ?? 0),
    detected_extension: texts.text(table.detectedExtension[row] ?? 0),
    mismatch: found.mismatch,
    size_bytes: table.size[row] ?? 0,
    identified_by: found.identifiedBy,
    template: template.text,
    fields: fieldsOf(explained),
    companion_of: main === NO_MAIN ? null : displayName(table.name(main)),
    new_path: goesTo === undefined || stays ? null : displayName(goesTo),
    reason: stays ? 'in_place' : left === 'none' ? null : left,
    because: sentences(explained, { main, goesTo, stays }),
  };
}

function destinationOf({ root, table, row }: Explained, destinations: Destinations): string {
  const folder = destinations.folders[destinations.folder[row] ?? 0] ?? '';
  const name = destinations.newName(row) ?? table.name(row);
  return [root.path === '/' ? '' : root.path, folder, name].filter((part, i) => i === 0 || part !== '').join('/');
}

function fieldsOf({ table, row, template, options }: Explained): Record<string, string> {
  const reader = createFieldReader(table, options);
  const subject = subjectOf(table, row);
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
  const name = table.name(row);
  const said = [`${TOLD_BY[found.identifiedBy]}: ${categoryOf(table.category[row] ?? 0)}.`];
  if (found.mismatch) said.push('Its extension promises another format than its content has; the content decides.');
  if (going.main !== NO_MAIN) {
    said.push(
      `It belongs to ${displayName(table.name(going.main))} and goes where that goes, keeping their common name.`,
    );
  }
  if (left !== 'none') said.push(`It is left: ${describeLeft(left)}`);
  else if (going.stays) said.push('It already is where the template puts it.');
  else said.push(`The template ${template.text} sends it there; if that name is taken, --on-conflict decides.`);
  if (name.startsWith('.')) said.push('It is hidden, so organize leaves it unless --hidden is given.');
  if (isInProgress(name)) said.push('It looks like a download in progress, so organize leaves it.');
  return said;
}
