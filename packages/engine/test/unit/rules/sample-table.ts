import { categoryId, leftReasonId, type Category, type LeftReason } from '@kempt/contracts';
import { encodeRaw } from '../../../src/names/raw-string.ts';
import { ENTRY_KINDS, type EntryKind } from '../../../src/ports/file-system.ts';
import type { FillOptions } from '../../../src/rules/fill-options.ts';
import { joinPath } from '../../../src/rules/field-reader.ts';
import type { Destinations } from '../../../src/table/destinations.ts';
import { FileTable, NO_FOLDER } from '../../../src/table/file-table.ts';

/** One file of a sample; what is not given is ordinary. */
export interface SampleFile {
  /** Raw path below the root. */
  readonly path: string;
  /** Local wall-clock time, such as `2024-03-09 14:05:07`. */
  readonly modified?: string;
  /** The same, as the content tells it. */
  readonly taken?: string;
  readonly size?: number;
  readonly category?: Category;
  readonly mimetype?: string;
  readonly detectedExtension?: string;
  readonly left?: LeftReason;
  readonly kind?: EntryKind;
}

/** The words samples use; the position is the number in the table. */
const WORDS = ['', 'image/jpeg', 'application/pdf', 'jpg', 'pdf', 'text/plain', 'png', 'video/mp4', 'mp4'];

/** Options for a table whose root is also the destination. */
export const SAMPLE_OPTIONS: FillOptions = {
  texts: { text: (id) => WORDS[id] ?? '' },
  now: new Date(2025, 0, 31, 23, 59, 58).getTime(),
  rootPath: '/home/ada/Downloads',
  rootBelowDestination: '',
};

/** Builds a table as scan and identify would. */
export function sampleTable(files: readonly (SampleFile | string)[]): FileTable {
  const table = new FileTable();
  const folders = new Map<string, number>([['', table.addFolder(NO_FOLDER, new Uint8Array(0))]]);
  const samples = files.map((file) => (typeof file === 'string' ? { path: file } : file));
  table.taken = new Float64Array(samples.length).fill(Number.NaN);
  for (const [index, sample] of samples.entries()) {
    const slash = sample.path.lastIndexOf('/');
    const row = table.addEntry({
      folder: folderId(table, folders, sample.path.slice(0, Math.max(slash, 0))),
      name: encodeRaw(sample.path.slice(slash + 1)),
      kind: ENTRY_KINDS.indexOf(sample.kind ?? 'file'),
      size: sample.size ?? 1000,
      mtime: BigInt(localDate(sample.modified ?? '2024-03-09 14:05:07').getTime()) * 1_000_000n,
      device: 1n,
      inode: BigInt(index + 1),
      links: 1,
      left: leftReasonId(sample.left ?? 'none'),
    });
    table.category[row] = categoryId(sample.category ?? 'other');
    table.mimetype[row] = Math.max(0, WORDS.indexOf(sample.mimetype ?? ''));
    table.detectedExtension[row] = Math.max(0, WORDS.indexOf(sample.detectedExtension ?? ''));
    if (sample.taken !== undefined) table.taken[row] = Date.parse(`${sample.taken.replace(' ', 'T')}Z`);
  }
  return table;
}

/** Where every row goes, as paths below the destination. */
export function destinationPaths(table: FileTable, destinations: Destinations): string[] {
  return Array.from({ length: table.count }, (_, row) => {
    const folder = destinations.folders[destinations.folder[row] ?? 0] ?? '';
    return joinPath(folder, destinations.newName(row) ?? table.name(row));
  });
}

function localDate(text: string): Date {
  return new Date(text.replace(' ', 'T'));
}

function folderId(table: FileTable, folders: Map<string, number>, path: string): number {
  const known = folders.get(path);
  if (known !== undefined) return known;
  const slash = path.lastIndexOf('/');
  const parent = folderId(table, folders, path.slice(0, Math.max(slash, 0)));
  const id = table.addNamedFolder(parent, path.slice(slash + 1));
  folders.set(path, id);
  return id;
}
