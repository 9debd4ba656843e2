import { encodeRaw } from '../../../src/names/raw-string.ts';
import { ENTRY_KINDS, type EntryKind } from '../../../src/ports/file-system.ts';
import { FileTable, NO_FOLDER } from '../../../src/table/file-table.ts';

/** One file of a sample; what is not given is ordinary. */
export interface SampleFile {
  /** Raw path below the root; a name of its own when absent. */
  readonly path?: string;
  readonly size?: number;
  readonly device?: bigint;
  /** A number of its own when absent. */
  readonly inode?: bigint;
  readonly mtime?: bigint;
  readonly ctime?: bigint;
  readonly kind?: EntryKind;
  readonly left?: number;
}

/** Builds a table with ctimes, as the scan for duplicates does: rows in the order given. */
export function sampleFiles(files: readonly SampleFile[]): FileTable {
  const table = new FileTable({ ctime: true });
  const folders = new Map<string, number>([['', table.addFolder(NO_FOLDER, new Uint8Array(0))]]);
  const folderId = (path: string): number => {
    const known = folders.get(path);
    if (known !== undefined) return known;
    const slash = path.lastIndexOf('/');
    const id = table.addNamedFolder(folderId(path.slice(0, Math.max(0, slash))), path.slice(slash + 1));
    folders.set(path, id);
    return id;
  };
  files.forEach((file, row) => {
    const path = file.path ?? `file ${row}`;
    const slash = path.lastIndexOf('/');
    table.addEntry({
      folder: folderId(path.slice(0, Math.max(0, slash))),
      name: encodeRaw(path.slice(slash + 1)),
      kind: ENTRY_KINDS.indexOf(file.kind ?? 'file'),
      size: file.size ?? 1,
      mtime: file.mtime ?? 0n,
      ctime: file.ctime ?? 0n,
      device: file.device ?? 1n,
      inode: file.inode ?? BigInt(1000 + row),
      links: 1,
      left: file.left ?? 0,
    });
  });
  return table;
}

/** Every row of a table. */
export function allRows(table: FileTable): Uint32Array {
  return Uint32Array.from({ length: table.count }, (_, row) => row);
}
