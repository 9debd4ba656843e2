import {
  displayName,
  isInside,
  KemptError,
  pathBelow,
  type FoundFile,
  type OpenRootFiles,
  type RootFiles,
} from '@kempt/engine';
import { everyGrantedRoot } from '../../platform/access/root-access.ts';
import type { Db } from '../../platform/db/open-database.ts';
import { openRegistered, type RegisteredFolder } from '../../platform/storage/with-root.ts';
import type { RecordRow } from './record-view.ts';

/** A file that can be read, and the open root it lies in. */
export interface LocatedFile {
  readonly file: FoundFile;
  /** Shown name. */
  readonly name: string;
  readonly root: OpenRootFiles;
}

/**
 * Finds the file of a record where it lies now: where the operation brought it, else where it came from. It must lie in
 * a root the user has a grant on, and be as large as it was.
 *
 * @param parts - database and files
 * @param userId - who asks
 * @param row - the record
 * @returns the file; close its root in the end
 * @throws KemptError `not_found`
 */
export async function locateFile(
  { db, files }: { readonly db: Db; readonly files: RootFiles },
  userId: string,
  row: RecordRow,
): Promise<LocatedFile> {
  const roots = await everyGrantedRoot(db, userId);
  const moved = row.status === 'completed' && !row.rolled_back;
  for (const path of moved ? [row.new_path, row.original_path] : [row.original_path]) {
    // The nearest root, where roots lie within each other.
    const inside = roots.filter((root) => isInside(path, displayName(root.path)));
    const nearest = inside.sort((a, b) => b.path.length - a.path.length)[0];
    if (nearest === undefined) continue;
    const found = await findBelow(files, nearest, { path, size: Number(row.size_bytes) });
    if (found !== undefined) return found;
  }
  throw new KemptError('not_found', 'The file is not there any more, or not as it was.');
}

async function findBelow(
  files: RootFiles,
  folder: RegisteredFolder,
  wanted: { readonly path: string; readonly size: number },
): Promise<LocatedFile | undefined> {
  const below = wanted.path.slice(displayName(folder.path).length + 1);
  const root = await openRegistered(files, folder).catch(unlessGone);
  if (root === undefined) return undefined;
  const file = await find(root, below);
  if (file?.facts.size === wanted.size) return { file, root, name: below.slice(below.lastIndexOf('/') + 1) };
  await root.close();
  return undefined;
}

async function find(root: OpenRootFiles, below: string): Promise<FoundFile | undefined> {
  try {
    return await root.find(pathBelow(below));
  } catch (error) {
    if (error instanceof KemptError) return undefined;
    await root.close();
    throw error;
  }
}

function unlessGone(error: unknown): undefined {
  if (!(error instanceof KemptError)) throw error;
  return undefined;
}
